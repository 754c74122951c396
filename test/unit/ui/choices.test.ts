import { describe, expect, it } from 'vitest';
import { chooseByGlob } from '../../../src/core/model/chooseByGlob.ts';
import { clusterPicks } from '../../../src/ui/clusterPicks.ts';
import { menuItems, type MenuFacts } from '../../../src/ui/menuItems.ts';
import { isNamespaceName, namespacePicks, typedPicks } from '../../../src/ui/namespacePicks.ts';
import type { ContextChoice } from '../../../src/ui/session.ts';

const context = (name: string, over: Partial<ContextChoice> = {}): ContextChoice => ({
  name,
  server: `https://${name}.example:6443`,
  namespace: 'default',
  loopback: false,
  current: false,
  ...over,
});

describe('clusterPicks', () => {
  const contexts = [
    context('prod-eu'),
    context('kind', { loopback: true }),
    context('dev', { namespace: 'task' }),
    context('staging', { current: true }),
    context('admin'),
  ];
  const names = (bound?: string) =>
    clusterPicks(contexts, { bound, namespaces: new Set(['task']) }).map(({ label }) => label);

  it('offers the likely answer first', () => {
    expect(names()).toEqual(['staging', 'dev', 'kind', 'admin', 'prod-eu']);
    expect(names('prod-eu')[0]).toBe('prod-eu');
  });

  it('says what is special about one', () => {
    const [first] = clusterPicks(contexts, { bound: 'staging', namespaces: new Set() });
    expect(first?.detail).toBe(
      'namespace default · this folder’s cluster now · kubectl’s current context',
    );
  });
});

describe('namespacePicks', () => {
  const facts = {
    present: 'task',
    own: 'default',
    declared: new Set(['web']),
    listed: ['kube-system', 'web'],
  };

  it('offers the present one, the context’s own, and those of manifests first, each once', () => {
    expect(namespacePicks(facts).map(({ label, namespace }) => [label, namespace])).toEqual([
      ['task', 'task'],
      ['default', undefined],
      ['web', 'web'],
      ['kube-system', 'kube-system'],
    ]);
  });

  it('offers the context’s own once where it is the present one', () => {
    const labels = namespacePicks({ ...facts, present: 'default' }).map(({ label }) => label);
    expect(labels).toEqual(['default', 'web', 'kube-system']);
  });

  it('offers a name that was typed, or says why it cannot be one', () => {
    const picks = namespacePicks(facts);
    expect(typedPicks(picks, 'shop')).toMatchObject([{ label: 'shop', namespace: 'shop' }]);
    expect(typedPicks(picks, 'web')).toEqual([]);
    // On its way to kube-system.
    expect(typedPicks(picks, 'kube-')).toEqual([]);
    expect(typedPicks(picks, '')).toEqual([]);
    expect(typedPicks(picks, 'My_Shop')).toMatchObject([
      { label: '“My_Shop” cannot be a namespace', isNoName: true, alwaysShow: true },
    ]);
  });

  it.each([
    ['task', true],
    ['my-ns-1', true],
    ['Task', false],
    ['-a', false],
    ['a'.repeat(64), false],
    ['', false],
  ])('knows whether %j can be a namespace', (text, may) => {
    expect(isNamespaceName(text)).toBe(may);
  });
});

describe('menuItems', () => {
  const facts: MenuFacts = {
    isOpen: true,
    wrong: 2,
    isAway: false,
    context: 'staging',
    namespace: 'task',
    heal: { kind: 'off' },
    now: new Date('2026-11-22T12:00:00Z'),
  };
  const commandsOf = (over: Partial<MenuFacts> = {}) =>
    menuItems({ ...facts, ...over }).flatMap(({ command }) => command?.slice(10) ?? []);

  it('offers what can be done, the likely wish first', () => {
    expect(commandsOf()).toEqual([
      'sync',
      'showDrift',
      'chooseCluster',
      'switchNamespace',
      'allowHealing',
      'refresh',
      'showAudit',
      'showLog',
    ]);
  });

  it('offers to try again first, and no sync, while the cluster is away', () => {
    expect(commandsOf({ isAway: true }).slice(0, 2)).toEqual(['refresh', 'showDrift']);
    expect(commandsOf({ isAway: true })).not.toContain('sync');
  });

  it.each([
    [{ kind: 'needsConsent' }, ['allowHealing']],
    [{ kind: 'on' }, ['pause', 'forbidHealing']],
    [{ kind: 'paused', until: '2026-11-22T12:30:00Z' }, ['resume', 'forbidHealing']],
    [{ kind: 'held', why: 'A rebase.' }, ['forbidHealing']],
    [{ kind: 'ended', why: 'Another cluster.' }, []],
    [{ kind: 'off' }, ['allowHealing']],
  ] as const)('offers of self-heal, where it is %j, %j', (heal, wanted) => {
    const offered = commandsOf({ heal }).filter((one) => /heal|pause|resume/i.test(one));
    expect(offered).toEqual(wanted);
  });

  it.each([
    [{ kind: 'off' }, 'Self-heal is off', '.driftline.yaml has to ask for it first'],
    [{ kind: 'needsConsent' }, 'Self-heal waits for you', '.driftline.yaml asks for it'],
    [{ kind: 'on' }, 'Self-heal is on', undefined],
    [{ kind: 'held', why: 'A rebase.' }, 'Self-heal does nothing', 'A rebase.'],
  ] as const)('says of self-heal, where it is %j, %j', (heal, head, next) => {
    const items = menuItems({ ...facts, heal });
    const at = items.findIndex(({ command }) => /healing|pause/i.test(command ?? ''));
    expect([items[at - 1]?.label, items[at]?.description]).toEqual([head, next]);
  });

  it('offers nothing that needs a cluster without one', () => {
    expect(commandsOf({ isOpen: false })).toEqual(['chooseCluster', 'refresh', 'showLog']);
  });
});

describe('chooseByGlob', () => {
  it('knows no value where nothing matches', () => {
    expect(chooseByGlob({ '*prod*': 'error' }, 'staging')).toBeUndefined();
  });
});
