import { describe, expect, it } from 'vitest';
import type { Finding, Writer } from '../../../src/core/model/finding.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { liveTextWords, longestLiveText } from '../../../src/ui/liveTextWords.ts';
import { lengthOf } from '../../../src/ui/valueWords.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const now = new Date('2026-11-25T12:00:00Z');
const scale: Writer = {
  manager: 'kubectl',
  class: 'hand',
  operation: 'Update',
  subresource: 'scale',
  time: '2026-11-25T11:58:00Z',
};
const set: Writer = {
  manager: 'kubectl-set',
  class: 'hand',
  operation: 'Update',
  time: '2026-11-25T11:59:50Z',
};
const environment = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';

function words(findings: readonly Finding[], over: Partial<ObjectStatus> = {}): string {
  const object = sampleObject('a', 'drifted', over);
  return (
    liveTextWords(
      findings.map((finding) => ({ object, finding, line: 1 })),
      now,
    ) ?? ''
  );
}

describe('liveTextWords', () => {
  it.each<[string, Finding, string]>([
    [
      'a value, its writer and its time',
      sampleFinding('spec.replicas', { git: 3, live: 5, writer: scale }),
      'live: 5 · kubectl scale · 2 min ago',
    ],
    [
      'what Git does not declare',
      sampleFinding(environment, {
        kind: 'added',
        live: { name: 'DEBUG', value: 'true' },
        writer: set,
      }),
      '+ env DEBUG=true in the cluster · kubectl set · just now',
    ],
    ['what is gone', sampleFinding('spec.x', { kind: 'absent', git: 1 }), 'not in the cluster'],
    [
      'what Git has removed',
      sampleFinding('metadata.labels.tier', { kind: 'stale', live: 'gold' }),
      'labels tier=gold left over in the cluster',
    ],
    [
      'what is not applied yet',
      sampleFinding('spec.image', { git: 'v2', live: 'v1', pending: true, writer: set }),
      'live: v1 · behind, not applied',
    ],
    [
      'of a secret only that it differs',
      sampleFinding('data.password', { masked: true, writer: set }),
      'live differs (secret) · kubectl set · just now',
    ],
    [
      'of a secret that came only its name',
      sampleFinding('data.password', { kind: 'added', masked: true, writer: set }),
      '+ data password in the cluster (secret) · kubectl set',
    ],
    [
      'a plain consequence by its name',
      sampleFinding('spec.template.metadata.annotations.restartedAt', {
        kind: 'added',
        live: '2026-11-25',
        note: 'restarted by hand',
        writer: set,
      }),
      'restarted by hand · kubectl set · just now',
    ],
    [
      'a text that reads as a number as a text',
      sampleFinding('data.port', { git: '80', live: '8080' }),
      'live: "8080"',
    ],
    [
      'a long value from where it parts from Git’s',
      sampleFinding('spec.image', {
        git: 'ghcr.io/driftline/task-agent:v1.1.0',
        live: 'ghcr.io/driftline/task-agent:hotfix-abc123',
        writer: set,
      }),
      'live: …:hotfix-abc123 · kubectl set · just now',
    ],
  ])('says %s', (_, finding, expected) => {
    expect(words([finding])).toBe(expected);
  });

  it('names the worst of several and counts the others', () => {
    const replicas = sampleFinding('spec.replicas', { git: 3, live: 5 });
    expect(words([replicas, replicas, replicas])).toBe('live: 5 +2 more');
  });

  it('says of a picture that went stale that it was seen, not that it is', () => {
    const since = '2026-11-25T11:00:00Z';
    const finding = sampleFinding('spec.replicas', { git: 3, live: 5 });
    expect(words([finding], { since })).toBe('last seen: 5');
    expect(words([{ ...finding, kind: 'absent' }], { since })).toBe(
      'not in the cluster when last seen',
    );
  });

  it.each([
    ['a value of 200 kB', 'x'.repeat(200_000)],
    ['many lines', 'one\ntwo\n'.repeat(50)],
    ['an object', { a: 'b'.repeat(100) }],
    ['emoji', '🚀'.repeat(80)],
    ['a long text like Git’s', `${'a/'.repeat(100)}end`],
  ])('keeps to its length with %s', (_, live) => {
    const long = { ...scale, manager: 'a-manager-with-a-name-that-never-ends-'.repeat(3) };
    for (const kind of ['changed', 'added', 'stale'] as const) {
      const finding = sampleFinding(`data.${'key'.repeat(40)}`, {
        kind,
        git: `${'a/'.repeat(100)}start`,
        live,
        writer: long,
      });
      const text = words([finding, finding]);
      expect(lengthOf(text)).toBeLessThanOrEqual(longestLiveText);
      expect(text).not.toContain('\n');
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('shows what would steer a terminal, reorder or hide as such', () => {
    const live = '\u001b[31mred\u202Eevil\u200b';
    expect(words([sampleFinding('data.x', { git: 'a', live })])).toBe(
      'live: \\x1b[31mred\\u202eevil\\u200b',
    );
    const hebrew = words([sampleFinding('data.x', { git: 'a', live: 'שלום', writer: set })]);
    expect(hebrew).toBe('live: \u2068שלום\u2069 · kubectl set · just now');
  });
});
