import { describe, expect, it } from 'vitest';
import type { FaceContext } from '../../../src/ui/barFace.ts';
import { statusBarFace } from '../../../src/ui/statusBarFace.ts';
import { sampleObject, sampleState, storeOf } from './sampleStore.ts';

const context: FaceContext = {
  now: new Date('2026-11-22T12:00:00Z'),
  colors: { '*prod*': 'error' },
  heal: { kind: 'off' },
};
const looking = (...[objects, state]: Parameters<typeof storeOf>) =>
  statusBarFace({ kind: 'looking', store: storeOf(objects, state) }, context);
const cluster = (name: string) => {
  const { cluster: sample } = sampleState();
  if (sample === undefined) throw new Error('the sample has no cluster');
  return { cluster: { ...sample, context: name } };
};

describe('statusBarFace', () => {
  it('is quiet when all is in sync', () => {
    const face = looking([sampleObject('a', 'inSync')]);
    expect(face?.text).toBe('$(pass) staging / task');
    expect(face?.lines[0]).toBe('1 object is in sync with origin/main@a1b2c3d.');
    expect(face?.background).toBeUndefined();
    expect(face?.command).toBe('driftline.menu');
  });

  it('counts what is wrong, worst first, at most three signs', () => {
    const statuses = ['behind', 'drifted', 'drifted', 'missing', 'unknown', 'inSync'] as const;
    const objects = statuses.map((status, i) => sampleObject('a', status, { name: `n${i}` }));
    const face = looking(objects);
    expect(face?.text).toBe('$(git-compare) staging / task  ? 1  ∅ 1  ≠ 2 …');
    expect(face?.label).toContain(
      '1 can’t tell, 1 missing in the cluster, 2 drifted, 1 behind Git',
    );
    expect(face?.lines[0]).toMatch(/1 behind Git; 6 objects compared with origin\/main@a1b2c3d\.$/);
    expect(face?.command).toBe('driftline.menu');
  });

  it('never says in sync while it looks, is away, or failed', () => {
    for (const phase of ['looking', 'stale', 'failed'] as const) {
      const face = looking([sampleObject('a', 'inSync')], sampleState({ phase }));
      expect(`${face?.text} ${face?.lines.join(' ')} ${face?.label}`).not.toMatch(/in sync|pass/);
    }
  });

  it('says since when the cluster is away', () => {
    const since = '2026-11-20T10:00:00Z';
    const state = sampleState({ phase: 'stale', since, message: 'It refuses.' });
    const face = looking([sampleObject('a', 'unknown', { since })], state);
    expect(face?.text).toMatch(/away since Nov 20 /);
    expect(face?.lines[0]).toBe('It refuses.');
    expect(face?.background).toBe('warning');
  });

  it('says when another cluster answers, and when nobody is signed in', () => {
    const stale = sampleState({ phase: 'stale' });
    const unknown = (reason: 'otherCluster' | 'signIn') =>
      looking([sampleObject('a', 'unknown', { reason })], stale)?.text;
    expect(unknown('otherCluster')).toContain('another cluster answers');
    expect(unknown('signIn')).toContain('signed out');
  });

  it('counts nothing while nobody looks, and says since when and what wakes it', () => {
    const since = '2026-11-22T09:02:00Z';
    const objects = [sampleObject('a', 'drifted', { since })];
    const face = looking(objects, sampleState({ phase: 'asleep', since }));
    expect(face?.text).toBe('$(eye-closed) staging / task');
    expect(face?.lines[0]).toMatch(/^Nobody looks, so Driftline watches nothing since .*02/);
    expect(face?.lines[1]).toContain('looks again at once');
  });

  it('asks for trust, and for a cluster, and hides without a repository', () => {
    expect(statusBarFace({ kind: 'untrusted' }, context)?.command).toBe('workbench.trust.manage');
    const store = storeOf([sampleObject('a', 'unknown')]);
    expect(
      statusBarFace({ kind: 'unbound', message: 'x', why: 'choose', store }, context)?.command,
    ).toBe('driftline.chooseCluster');
    const none = { kind: 'unbound', message: 'x', why: 'noKubeconfig', store } as const;
    expect(statusBarFace(none, context)?.text).toContain('no cluster');
    expect(statusBarFace({ kind: 'noRepository', message: 'x' }, context)).toBeUndefined();
  });

  it('leaves a repository without manifests alone, without a word', () => {
    const away = { severity: 'error', message: 'No cluster.' } as const;
    for (const phase of ['current', 'stale'] as const) {
      const store = storeOf([], sampleState({ phase, problems: [away] }));
      expect(statusBarFace({ kind: 'looking', store }, context)).toBeUndefined();
      expect(
        statusBarFace({ kind: 'unbound', message: 'x', why: 'choose', store }, context),
      ).toBeUndefined();
    }
    const broken = sampleState({ problems: [{ ...away, file: 'a.yaml' }] });
    expect(looking([], broken)).toBeDefined();
  });

  it('looks like production where the context is, even while that is away', () => {
    const objects = [sampleObject('a', 'unknown', { reason: 'unreachable' })];
    for (const phase of ['looking', 'current', 'stale', 'failed', 'asleep'] as const) {
      const face = looking(objects, sampleState({ phase, ...cluster('prod-eu') }));
      expect(face?.background, phase).toBe('error');
      expect(face?.text, phase).toContain('prod-eu');
    }
    expect(looking(objects, sampleState(cluster('staging')))?.background).toBeUndefined();
  });

  it.each([
    [{ '*prod*': 'error', 'prod-sandbox': 'none' }, undefined],
    [{ 'prod-*': 'warning', '*prod*': 'error', '*': 'none' }, 'warning'],
    [{ '*': 'warning' }, 'warning'],
  ] as const)('takes the most telling colour of %j', (colors, background) => {
    const name = 'prod-sandbox';
    const store = storeOf([sampleObject('a', 'inSync')], sampleState(cluster(name)));
    const face = statusBarFace({ kind: 'looking', store }, { ...context, colors });
    expect(face?.background).toBe(background);
  });

  it('shows what self-heal does', () => {
    const store = storeOf([sampleObject('a', 'inSync')]);
    const withHeal = (heal: FaceContext['heal']) =>
      statusBarFace({ kind: 'looking', store }, { ...context, heal });
    expect(withHeal({ kind: 'on' })?.text).toContain('$(shield)');
    const paused = withHeal({ kind: 'paused', until: '2026-11-22T12:30:00Z' });
    expect(paused?.text).toContain('$(debug-pause)');
    expect(paused?.lines.at(-1)).toMatch(/^Self-heal is paused until /);
    expect(withHeal({ kind: 'held', why: 'A rebase is under way.' })?.lines.at(-1)).toContain(
      'A rebase is under way.',
    );
    expect(withHeal({ kind: 'needsConsent' })?.text).toBe('$(pass) staging / task');
  });
});
