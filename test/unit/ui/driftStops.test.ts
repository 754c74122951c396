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
  const stops = ['0c', '0a', '0b', '0b', '1a'].map((name) => ({
    folder: Number(name[0]),
    file: name.slice(1),
  }));
  const turn = (from: string | undefined, direction: 'next' | 'previous') =>
    filesInTurn(
      stops,
      from === undefined ? undefined : { folder: Number(from[0]), file: from.slice(1) },
      direction,
    )
      .map(({ folder, file }) => `${folder}${file}`)
      .join(' ');

  it('goes on behind the file that is left, through all folders, and comes round', () => {
    expect(turn('0b', 'next')).toBe('0c 1a 0a 0b');
    expect(turn('0b', 'previous')).toBe('0a 1a 0c 0b');
    expect(turn('0bb', 'next')).toBe('0c 1a 0a 0b');
    expect(turn(undefined, 'next')).toBe('0a 0b 0c 1a');
    expect(turn(undefined, 'previous')).toBe('1a 0c 0b 0a');
  });
});
