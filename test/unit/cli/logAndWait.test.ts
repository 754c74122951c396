import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../../src/cli/commandLine.ts';
import { heldFields } from '../../../src/cli/heldFields.ts';
import { sinceTime } from '../../../src/cli/sinceTime.ts';
import type { PlanStep } from '../../../src/core/model/plan.ts';

const now = new Date('2026-11-23T12:00:00Z');

describe('--since', () => {
  it.each([
    ['90s', '2026-11-23T11:58:30.000Z'],
    ['30m', '2026-11-23T11:30:00.000Z'],
    ['2h', '2026-11-23T10:00:00.000Z'],
    ['3d', '2026-11-20T12:00:00.000Z'],
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22', new Date(2026, 10, 22).toISOString()],
    ['2026-11-22 10:00', new Date(2026, 10, 22, 10).toISOString()],
  ])('%s', (text, expected) => expect(sinceTime(text, now)).toBe(expected));

  it.each(['', 'noon', '5', '2026-13-40', '-3d', '3 d'])('%j is refused', (text) => {
    expect(() => sinceTime(text, now)).toThrow(UsageError);
  });
});

describe('the command line', () => {
  const parse = (text: string) => parseCommandLine(text.split(' '));

  it('knows log, whose --since takes a value, beside rollback, whose does not', () => {
    expect(parse('log --object cm/a --since 2h --timeline --json')).toEqual({
      command: 'log',
      objects: ['cm/a'],
      since: '2h',
      timeline: true,
      json: true,
    });
    expect(parse('--json --repo log rollback abc --since')).toMatchObject({
      command: 'rollback',
      repo: 'log',
      since: true,
    });
    expect(parse('log --help')).toEqual({ command: 'help', topic: 'log' });
  });

  it('knows how long a sync waits, and from whom it takes over', () => {
    expect(parse('sync --wait --recreate --take-over a --take-over b')).toMatchObject({
      wait: 300_000,
      recreate: true,
      takeOver: ['a', 'b'],
    });
    expect(parse('sync --wait --timeout 90s')).toMatchObject({ wait: 90_000 });
  });

  it.each([
    ['sync --timeout 5m', '--timeout is for --wait'],
    ['sync --wait --timeout soon', 'not "soon"'],
    ['sync --wait --timeout 0s', 'not "0s"'],
    ['log x', 'takes no argument'],
    ['log --force', "'--force'"],
    ['status --recreate', 'status has no option --recreate'],
  ])('%s is refused', (text, words) => expect(() => parse(text)).toThrow(words));
});

describe('heldFields', () => {
  const held = (manager: string, path: string, reason: 'conflict' | 'managed') =>
    ({
      ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'x', name: 'web' },
      conflicts: [{ manager, path, class: 'applier' }],
      refusal: { reason, message: '' },
    }) as unknown as PlanStep;

  it('tells by manager what is in the way, and nothing that no taking over would help', () => {
    const steps = [
      held('a', 'spec.replicas', 'conflict'),
      held('a', 'spec.paused', 'conflict'),
      held('b', 'spec.paused', 'conflict'),
      held('c', 'spec.paused', 'managed'),
    ];
    expect([...heldFields({ steps, notes: [] }, ['b'])]).toEqual([
      ['a', ['Deployment.apps/x/web spec.replicas', 'Deployment.apps/x/web spec.paused']],
    ]);
  });
});
