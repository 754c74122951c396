import { describe, expect, it } from 'vitest';
import { copiedRoles, copiedText } from '../../../../src/ui/driftView/copiedText.ts';
import { FolderTree } from '../../../../src/ui/driftView/folderTree.ts';
import { nodeLocation, placeLocation } from '../../../../src/ui/driftView/nodeLocation.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from '../sampleStore.ts';

const key = 'apps/Deployment/task/agent';
const problem = { file: 'b.yaml', line: 9, severity: 'error', message: 'no name' } as const;
const object = sampleObject('a.yaml', 'drifted', {
  line: 3,
  findings: [sampleFinding('spec.replicas', { line: 7 }), sampleFinding('spec.paused')],
});
const store = storeOf([object], sampleState({ problems: [problem] }));
const choice = { grouping: 'status', filter: '' } as const;
const tree = new FolderTree('file:///shop', store, choice, undefined);

function nodes() {
  const [problems, group] = tree.roots();
  const [row] = problems ? tree.children(problems) : [];
  const [objectRow] = group ? tree.children(group) : [];
  const [finding] = objectRow ? tree.children(objectRow) : [];
  if (!row || !group || !objectRow || !finding) throw new Error('a row is missing');
  return { row, group, objectRow, finding };
}

describe('nodeLocation', () => {
  it('finds the line of a finding, of an object’s first finding, and of a problem', () => {
    const { row, group, objectRow, finding } = nodes();
    expect(nodeLocation(finding, tree)).toEqual({ file: 'a.yaml', line: 7 });
    expect(nodeLocation(objectRow, tree)).toEqual({ file: 'a.yaml', line: 7 });
    expect(nodeLocation(row, tree)).toEqual({ file: 'b.yaml', line: 9 });
    expect(nodeLocation(group, tree)).toBeUndefined();
  });

  it('takes the document where a finding has no line, and nothing where the object is gone', () => {
    const folder = tree.of;
    expect(placeLocation({ folder, key, paths: ['spec.paused'] }, tree)?.line).toBe(3);
    expect(placeLocation({ folder, key: 'gone' }, tree)).toBeUndefined();
    expect(placeLocation({ folder, file: 'a.yaml' }, tree)).toEqual({ file: 'a.yaml', line: 1 });
  });
});

describe('copiedText', () => {
  it('takes paths, names, and messages with their places, a row a line', () => {
    const { row, group, objectRow, finding } = nodes();
    expect(copiedText([finding, objectRow, row, group], () => tree)).toBe(
      'spec.replicas\nDeployment.apps/task/agent\nb.yaml:9: no name',
    );
  });

  it('names each Role once, of one kind or of all', () => {
    const forbidden = (kind: string, name: string) => ({
      ...sampleObject('a.yaml', 'unknown', { reason: 'forbidden' }),
      ref: { apiVersion: 'v1', kind, namespace: 'task', name },
    });
    const objects = [forbidden('Secret', 'a'), forbidden('Secret', 'b'), forbidden('Pod', 'c')];
    const trees = [new FolderTree('file:///shop', storeOf(objects), choice, undefined)];
    expect(copiedRoles(trees).split('---\n')).toHaveLength(2);
    const only = { of: 'file:///shop', objectKind: 'Pod' };
    expect(copiedRoles(trees, only)).toContain('resources: ["pods"]');
    expect(copiedRoles(trees, only)).not.toContain('secrets');
  });
});
