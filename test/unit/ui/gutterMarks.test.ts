import { describe, expect, it } from 'vitest';
import { carryLines } from '../../../src/core/manifest/carryLines.ts';
import type { ObjectStatus, Problem } from '../../../src/core/model/objectStatus.ts';
import { gutterMarks } from '../../../src/ui/gutterMarks.ts';
import { placeFile } from '../../../src/ui/lineTargets.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  one: "1"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: b
data:
  two: "2"
`;

function marks(
  objects: readonly ObjectStatus[],
  options: {
    readonly editedLines?: ReadonlySet<number>;
    readonly buffer?: string;
    readonly showInSync?: boolean;
    readonly problems?: readonly Problem[];
  } = {},
): string[] {
  const { buffer = text, showInSync = true, problems = [], editedLines = new Set() } = options;
  const placed = placeFile({ objects, problems }, carryLines(text, buffer));
  return gutterMarks(placed, { showInSync, editedLines }).map(
    ({ line, icon }) => `${line} ${icon}`,
  );
}

const finding = (kind: 'changed' | 'absent' | 'added' | 'stale', line: number) =>
  sampleFinding('data.x', { kind, line });

describe('gutterMarks', () => {
  it('puts each status on the first line of its document', () => {
    const objects = [
      sampleObject('a', 'inSync', { line: 1 }),
      sampleObject('a', 'missing', { line: 8, name: 'b' }),
    ];
    expect(marks(objects)).toEqual(['1 inSync', '8 missing']);
    expect(marks(objects, { showInSync: false })).toEqual(['8 missing']);
  });

  it('puts a pencil beside the status of what is edited, and by itself where no status shows', () => {
    const since = '2026-11-22T14:02:00Z';
    const objects = [
      sampleObject('a', 'inSync', { line: 1, facets: ['edited'] }),
      sampleObject('a', 'drifted', { line: 8, name: 'b', facets: ['ahead'], since }),
    ];
    expect(marks(objects)).toEqual(['1 inSync-edited', '8 drifted-edited-hollow']);
    expect(marks(objects, { showInSync: false })).toEqual(['1 edited', '8 drifted-edited-hollow']);
    const plain = [sampleObject('a', 'missing', { line: 1 })];
    expect(marks(plain, { editedLines: new Set([1, 9]) })).toEqual(['1 missing-edited']);
  });

  it('puts findings on their own lines, by kind, pending ones as behind', () => {
    const drifted = sampleObject('a', 'drifted', {
      line: 1,
      findings: [
        finding('changed', 6),
        finding('added', 5),
        { ...finding('absent', 4), pending: true },
      ],
    });
    expect(marks([drifted])).toEqual([
      '1 drifted',
      '4 behind-absent',
      '5 drifted-added',
      '6 drifted-changed',
    ]);
  });

  it('shows the worst of two on one line, and the status before a finding', () => {
    const object = sampleObject('a', 'drifted', {
      line: 1,
      findings: [finding('added', 6), finding('changed', 6), finding('added', 1)],
    });
    expect(marks([object])).toEqual(['1 drifted', '6 drifted-changed']);
    const pending = { ...finding('changed', 5), pending: true };
    const both = sampleObject('a', 'drifted', { findings: [pending, finding('stale', 5)] });
    expect(marks([both])).toEqual(['1 drifted', '5 drifted-stale']);
  });

  it('turns to the hollow form when the picture is stale', () => {
    const since = '2026-11-22T10:00:00Z';
    const object = sampleObject('a', 'drifted', { since, findings: [finding('changed', 6)] });
    expect(marks([object])).toEqual(['1 drifted-hollow', '6 drifted-changed-hollow']);
  });

  it('follows lines that moved in the buffer', () => {
    const object = sampleObject('a', 'drifted', { line: 8, findings: [finding('changed', 13)] });
    const buffer = `# a comment\n${text.replace('two: "2"', 'three: "3"\n  two: "9"')}`;
    expect(marks([object], { buffer })).toEqual(['9 drifted', '15 drifted-changed']);
  });

  it('shows nothing of a line, or a document, that is not there any more', () => {
    const object = sampleObject('a', 'drifted', {
      line: 8,
      findings: [finding('changed', 13), finding('added', 12)],
    });
    const other = sampleObject('a', 'inSync', { line: 1, name: 'a' });
    const withoutLine = text.replace('  two: "2"\n', '');
    expect(marks([other, object], { buffer: withoutLine })).toEqual([
      '1 inSync',
      '8 drifted',
      '12 drifted-added',
    ]);
    const withoutDocument = text.slice(0, text.indexOf('---'));
    expect(marks([other, object], { buffer: withoutDocument })).toEqual(['1 inSync']);
  });

  it('does not move a mark into the next document when its own lost its first line', () => {
    const first = sampleObject('a', 'drifted', { line: 1 });
    const second = sampleObject('a', 'missing', { line: 8, name: 'b' });
    const buffer = text.slice(text.indexOf('---'));
    expect(marks([first, second], { buffer })).toEqual(['2 missing']);
  });

  it('marks an error at its line', () => {
    const problem = { file: 'a', line: 5, severity: 'error', message: 'x' } as const;
    expect(marks([sampleObject('a', 'inSync')], { problems: [problem] })).toEqual([
      '1 inSync',
      '5 invalid',
    ]);
  });

  it('gives no verdict on what is not committed', () => {
    expect(marks([sampleObject('a', 'unknown', { facets: ['uncommitted'] })])).toEqual([]);
  });
});
