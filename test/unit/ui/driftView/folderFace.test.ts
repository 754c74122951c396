import { describe, expect, it } from 'vitest';
import type { WorkspaceFolder } from 'vscode';
import { folderFace } from '../../../../src/ui/driftView/folderFace.ts';
import type { Situation } from '../../../../src/ui/statusBarFace.ts';
import { sampleObject, storeOf } from '../sampleStore.ts';

const folder = { name: 'shop', uri: { fsPath: '/shop' }, index: 0 } as WorkspaceFolder;
const face = (situation: Situation) => folderFace({ folder, situation });

describe('folderFace', () => {
  it('names the cluster and counts what is wrong, worst first', () => {
    const store = storeOf([
      sampleObject('a', 'drifted', { name: 'a' }),
      sampleObject('b', 'missing', { name: 'b' }),
      sampleObject('c', 'inSync', { name: 'c' }),
    ]);
    expect(face({ kind: 'looking', store })).toMatchObject({
      label: 'shop',
      description: 'staging / task  ∅ 1  ≠ 1',
      folds: 'open',
    });
  });

  it('says what a folder waits for, and why', () => {
    const store = storeOf([sampleObject('a', 'unknown')]);
    const waiting = face({ kind: 'unbound', message: 'Choose again.', why: 'moved', store });
    expect(waiting).toMatchObject({ description: 'choose a cluster', folds: 'never' });
    expect(waiting.lines).toEqual(['/shop', 'Choose again.']);
    expect(face({ kind: 'failed', message: 'No disk.' }).description).toBe('could not start');
  });
});
