import { beforeEach, describe, expect, it } from 'vitest';
import { ClusterError } from '../../../src/engine/cluster.ts';
import type { Environment } from '../../../src/engine/environment.ts';
import { HealGate } from '../../../src/engine/healGate.ts';
import { readHealTerms, termsText } from '../../../src/engine/healTerms.ts';
import { RepositoryError, type Repository, type Revision } from '../../../src/engine/repository.ts';
import { RevisionGuard } from '../../../src/engine/revisionGuard.ts';
import type { Consent, Pause, StateStore } from '../../../src/engine/stateStore.ts';
import { StatusStore } from '../../../src/engine/statusStore.ts';

const target = { name: 'default', path: 'app', namespace: 'x', revision: 'auto' };
const cluster = {
  context: 'staging',
  server: 'https://10.0.0.1',
  uid: 'one',
  version: 'v1.36.0',
  major: 1,
  minor: 36,
  loopback: false,
};
const main: Revision = { sha: 'a1', ref: 'HEAD', head: 'a1', branch: 'main' };

/** A repository, a cluster and decisions, all as the test says. */
class Scene {
  file = 'targets: [{policy: {selfHeal: true}}]\n';
  revision: Revision | RepositoryError = main;
  /** Commits and what they follow. */
  ancestors: Readonly<Record<string, readonly string[]>> = {};
  consents: Consent[] = [];
  pauses: Pause[] = [];
  broken: Error | undefined;
  uid: string | undefined | ClusterError = 'one';
  now = Date.parse('2026-01-01T00:00:00Z');
  readonly store = new StatusStore({
    target,
    cluster,
    revision: main,
    problems: [],
    phase: 'current',
  });
  readonly repository = {
    root: '/shop',
    read: () => Promise.resolve(this.file),
    textAt: () => Promise.resolve(undefined),
    resolve: () =>
      this.revision instanceof Error
        ? Promise.reject(this.revision)
        : Promise.resolve(this.revision),
    isAncestor: (older: string, newer: string) =>
      Promise.resolve(this.ancestors[newer]?.includes(older) === true),
  } as unknown as Repository;

  gate(): HealGate {
    const guard = RevisionGuard.bind(this.repository, 'auto', main);
    if (typeof guard === 'string') throw new Error(guard);
    return new HealGate({
      store: this.store,
      repository: this.repository,
      state: {
        consents: () =>
          this.broken === undefined ? Promise.resolve(this.consents) : Promise.reject(this.broken),
        pauses: () => Promise.resolve(this.pauses),
      } as unknown as StateStore,
      guard,
      environment: {
        clock: { now: () => new Date(this.now) },
        hash: (text: string) => `#${text}`,
      } as unknown as Environment,
      clusterUid: 'one',
      answering: () =>
        this.uid instanceof Error ? Promise.reject(this.uid) : Promise.resolve(this.uid),
    });
  }

  async allow(more: Partial<Consent> = {}): Promise<void> {
    const terms = termsText(await readHealTerms(this.repository, this.store.state));
    const scope = { repository: '/shop', target: 'default', clusterUid: 'one' };
    this.consents = [{ ...scope, policy: `#${terms}`, time: '', ...more }];
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

async function kind(gate = scene.gate()): Promise<string> {
  const told = await gate.check();
  return 'kind' in told ? told.kind : 'open';
}

describe('consent', () => {
  it('opens the gate, and its lack does not', async () => {
    expect(await kind()).toBe('needsConsent');
    await scene.allow();
    expect(await kind()).toBe('open');
  });

  it.each([
    { repository: '/elsewhere' },
    { target: 'other' },
    { clusterUid: 'two' },
    { policy: '#' },
  ])('for something else is none: %j', async (more) => {
    await scene.allow(more);
    expect(await kind()).toBe('needsConsent');
  });

  it.each([
    'targets: [{policy: {selfHeal: true, autoSync: true}}]',
    'targets: [{path: "", policy: {selfHeal: true}}]',
    'targets: [{namespace: prod, policy: {selfHeal: true}}]',
    'targets: [{revision: other, policy: {selfHeal: true}}]',
    'targets: [{context: prod, policy: {selfHeal: true}}]',
  ])('is over when the file becomes %s', async (file) => {
    await scene.allow();
    const gate = scene.gate();
    expect(await kind(gate)).toBe('open');
    scene.file = file;
    expect(await kind(gate)).toBe('needsConsent');
  });

  it.each([
    '',
    'targets: [{policy: {autoSync: true}}]',
    'targets: [{policy: {selfHeal: yes}}',
    '[',
  ])('is of no use where the file does not ask for it: %j', async (file) => {
    await scene.allow();
    scene.file = file;
    expect(await kind()).toBe('off');
  });

  it('is none where the decisions cannot be read', async () => {
    scene.broken = new Error('decisions.json cannot be read');
    expect(await kind()).toBe('held');
  });
});

describe('a pause', () => {
  beforeEach(() => scene.allow());

  it('holds until its end', async () => {
    scene.pauses = [{ repository: '/shop', target: 'default', until: '2026-01-01T00:30:00Z' }];
    expect(await kind()).toBe('paused');
    scene.now = Date.parse('2026-01-01T00:30:00Z');
    expect(await kind()).toBe('open');
  });

  it('of another target is none', async () => {
    scene.pauses = [{ repository: '/shop', target: 'other', until: '2026-01-01T00:30:00Z' }];
    expect(await kind()).toBe('open');
  });
});

describe('the cluster', () => {
  beforeEach(() => scene.allow());

  it('that is another one ends it', async () => {
    scene.uid = 'two';
    expect(await kind()).toBe('ended');
    scene.uid = undefined;
    expect(await kind()).toBe('ended');
    scene.uid = new ClusterError('otherCluster', 'Another cluster answers');
    expect(await kind()).toBe('ended');
  });

  it('that is away holds it', async () => {
    scene.uid = new ClusterError('unreachable', 'The cluster does not answer');
    expect(await kind()).toBe('held');
    scene.uid = 'one';
    scene.store.publish({ state: { ...scene.store.state, phase: 'stale' } });
    expect(await kind()).toBe('held');
  });
});

describe('the revision', () => {
  beforeEach(() => scene.allow());

  it.each([
    ['under way', { ...main, operation: 'rebase' as const }],
    ['another branch', { ...main, branch: 'other' }],
    ['detached', { sha: 'a0', ref: 'HEAD', head: 'a0' }],
    ['another ref', { ...main, ref: 'origin/main' }],
    ['moved aside', { ...main, sha: 'b2' }],
    ['gone', new RepositoryError('unknownRevision', 'main names no commit')],
  ])('holds: %s', async (_, revision) => {
    const gate = scene.gate();
    scene.revision = revision;
    expect(await kind(gate)).toBe('held');
    scene.revision = main;
    expect(await kind(gate)).toBe('open');
  });

  it('goes on with a commit that follows, once the engine has read it', async () => {
    scene.ancestors = { a2: ['a1'], a1: [] };
    const gate = scene.gate();
    const next = { ...main, sha: 'a2', head: 'a2' };
    scene.revision = next;
    expect(await kind(gate)).toBe('catchingUp');
    scene.store.publish({ state: { ...scene.store.state, revision: next } });
    expect(await kind(gate)).toBe('open');
    scene.revision = main;
    expect(await kind(gate)).toBe('held');
  });

  it.each([
    ['detached', { sha: 'a1', ref: 'HEAD' }],
    ['without commits', { ref: 'HEAD', branch: 'main' }],
    ['HEAD~1', { sha: 'a1', ref: 'HEAD~1', branch: 'main' }],
    ['@{1}', { sha: 'a1', ref: '@{1}', branch: 'main' }],
  ])('is refused without a name: %s', (_, revision) => {
    expect(typeof RevisionGuard.bind(scene.repository, 'auto', revision)).toBe('string');
  });
});
