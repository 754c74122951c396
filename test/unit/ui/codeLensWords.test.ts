import { describe, expect, it } from 'vitest';
import type { ObjectStatus, Status } from '../../../src/core/model/objectStatus.ts';
import { codeLensWords, withoutIcons } from '../../../src/ui/codeLensWords.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const one = sampleFinding('spec.replicas', { git: 3, live: 5 });
const pending = sampleFinding('spec.x', { pending: true });
const behind = { commit: 'aa', subject: 'Release v1.0.0', commits: 1 };

function lens(status: Status, over: Partial<ObjectStatus> = {}, notApplied?: string): string {
  const facts = { cluster: 'staging', ...(notApplied === undefined ? {} : { notApplied }) };
  return codeLensWords(sampleObject('a', status, over), facts)
    .map(({ title }) => title)
    .join(' | ');
}

describe('codeLensWords', () => {
  it.each<[Status, string | undefined]>([
    ['drifted', 'driftline.showDrift'],
    ['behind', 'driftline.showDrift'],
    ['missing', 'driftline.showDrift'],
    ['invalid', undefined],
    ['unknown', undefined],
  ])(
    'opens from the verdict %s what the panel has to say of it, if anything',
    (status, command) => {
      const [head] = codeLensWords(sampleObject('a', status, { findings: [one] }), {
        cluster: 'staging',
      });
      expect(head?.command).toBe(command);
    },
  );

  it.each<[string, string, Status, Partial<ObjectStatus>, string?]>([
    ['nothing of what is in sync', '', 'inSync', {}],
    [
      'drift and both ways out',
      '≠ Drifted: 2 fields | Show drift | Apply from Git | Capture live',
      'drifted',
      { findings: [one, one] },
    ],
    [
      'drift beside what is behind',
      '≠ Drifted: 1 field, 1 behind Git | Show drift | Apply from Git | Capture live',
      'drifted',
      { findings: [one, pending] },
    ],
    [
      'the commit that waits',
      '↓ 1 commit behind: Release v1.1.0 | Apply from Git',
      'behind',
      { behind, findings: [pending] },
      'Release v1.1.0',
    ],
    [
      'how many commits wait',
      '↓ 3 commits behind | Apply from Git',
      'behind',
      { behind: { ...behind, commits: 3 }, findings: [pending] },
    ],
    [
      'that it is behind where no commit is known',
      '↓ Behind Git: 1 field | Apply from Git',
      'behind',
      { findings: [pending] },
    ],
    ['what is missing', '∅ Missing in staging | Create from Git', 'missing', {}],
    [
      'whose it is, and offers no apply',
      '≠ Drifted: 1 field · managed by Flux | Show drift | Capture live',
      'drifted',
      { findings: [one], owner: 'Flux' },
    ],
    [
      'where it was captured, and offers no second time',
      '≠ Drifted: 1 field · captured in fix/replicas | Show drift | Apply from Git',
      'drifted',
      { findings: [one], capturedIn: 'fix/replicas' },
    ],
    [
      'what was last seen, and offers to look at it alone',
      '≠ Drifted: 1 field · as last seen | Show drift',
      'drifted',
      { findings: [one], since: '2026-11-22T10:00:00Z' },
    ],
    [
      'what to do where nothing can be told',
      '? Can’t tell: It does not answer | Try again | Show log',
      'unknown',
      { reason: 'unreachable', message: 'It does not answer' },
    ],
    [
      'that another cluster answers',
      '? Can’t tell: Another cluster answers | Switch context…',
      'unknown',
      { reason: 'otherCluster', message: 'Another cluster answers' },
    ],
    ['what can’t be read', '! Can’t be read: no kind', 'invalid', { message: 'no kind' }],
  ])('says %s', (_, expected, status, over, notApplied) => {
    expect(lens(status, over, notApplied)).toBe(expected);
  });

  it('keeps a long or hostile reason on its line', () => {
    const text = lens('invalid', { message: `one\ntwo\u202e${'x'.repeat(500)}` });
    expect(text.length).toBeLessThan(100);
    expect(text).toContain('one\\ntwo\\u202e');
    expect(withoutIcons('a $(zap)')).toBe('a \\$(zap)');
  });
});
