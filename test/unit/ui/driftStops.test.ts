import { describe, expect, it } from 'vitest';
import { carryLines } from '../../../src/core/manifest/carryLines.ts';
import { driftStops, filesInTurn, nextStop } from '../../../src/ui/driftStops.ts';
import { placeFile } from '../../../src/ui/lineTargets.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

describe('driftStops', () => {
  it('stops at each drifted line once, and at the start of what has none', () => {
    const text = 'a: 1\n'.repeat(20);
    const found = [3, 5, 3].map((line) => sampleFinding('spec.x', { line }));
    const objects = [
      sampleObject('a', 'drifted', { line: 1, findings: found }),
      sampleObject('a', 'missing', { line: 8, name: 'b' }),
      sampleObject('a', 'inSync', { line: 12, name: 'c' }),
      sampleObject('a', 'unknown', { line: 15, name: 'd' }),
    ];
    const placed = placeFile({ objects, problems: [] }, carryLines(text, text));
    expect(driftStops(placed)).toEqual([3, 5, 8]);
  });
});

describe('nextStop', () => {
  it.each([
    ['next', 1, 3],
    ['next', 3, 5],
    ['next', 5, undefined],
    ['previous', 5, 3],
    ['previous', 4, 3],
    ['previous', 3, undefined],
  ] as const)('goes %s from line %i to %s', (direction, line, expected) => {
    expect(nextStop([3, 5], line, direction)).toBe(expected);
  });
});

describe('filesInTurn', () => {
  it('goes on behind the file that is left, and comes round', () => {
    expect(filesInTurn(['c', 'a', 'b', 'b'], 'b', 'next')).toEqual(['c', 'a', 'b']);
    expect(filesInTurn(['c', 'a', 'b'], 'b', 'previous')).toEqual(['a', 'c', 'b']);
    expect(filesInTurn(['c', 'a'], 'b', 'next')).toEqual(['c', 'a']);
    expect(filesInTurn(['c', 'a'], undefined, 'previous')).toEqual(['c', 'a']);
  });
});
