import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { configChanges } from '../fixtures/driftMatrix/configChanges.ts';
import { type Way, ways } from '../fixtures/driftMatrix/change.ts';
import { CopySet } from '../fixtures/driftMatrix/copySet.ts';
import { customChanges } from '../fixtures/driftMatrix/customChanges.ts';
import { podChanges } from '../fixtures/driftMatrix/podChanges.ts';
import { serviceChanges } from '../fixtures/driftMatrix/serviceChanges.ts';
import { workloadChanges } from '../fixtures/driftMatrix/workloadChanges.ts';
import { describeFinding, EngineHarness } from '../fixtures/engineHarness.ts';
import { GitFixture } from './gitFixture.ts';

const changes = [
  ...workloadChanges,
  ...podChanges,
  ...serviceChanges,
  ...configChanges,
  ...customChanges,
];

let cluster: TestCluster;
let repository: GitFixture;
const sets: CopySet[] = [];

beforeAll(async () => {
  cluster = await attachCluster();
  repository = GitFixture.create();
  for (const way of Object.keys(ways) as readonly Way[]) {
    sets.push(new CopySet(cluster, way, await cluster.namespace('matrix')));
  }
  const files = Object.assign({}, ...sets.map((set) => set.files(changes))) as Record<
    string,
    string
  >;
  repository.commit('Everything', files);
  await Promise.all(sets.map((set) => set.put(changes)));
});
afterAll(async () => {
  repository.remove();
  await cluster.stop();
});

async function look(checks: 'full' | 'confirm' | 'off'): Promise<EngineHarness> {
  const { folder } = repository;
  const harness = await EngineHarness.open({ folder, kubeconfig: cluster.kubeconfigPath, checks });
  await harness.look();
  return harness;
}

/** All objects that have findings or are not in sync, in words. */
function seen(harness: EngineHarness): Readonly<Record<string, readonly string[]>> {
  const entries = [...harness.statuses()].flatMap(([name, { status, findings }]) => {
    if (status === 'inSync') return [];
    return [[name, findings.length === 0 ? [status] : findings.map(plain).sort()] as const];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without times and uids, which differ from run to run. */
function plain(finding: Parameters<typeof describeFinding>[0]): string {
  return describeFinding(finding)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/, 'TIME')
    .replace(/"?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}"?/, 'UID');
}

describe('an application of all everyday kinds, put there in three ways', () => {
  it.each(['full', 'confirm', 'off'] as const)('is in sync, with %s', async (checks) => {
    const harness = await look(checks);
    expect(seen(harness)).toEqual({});
    expect(harness.engine.store.state.problems).toEqual([]);
    await harness.dispose();
  });

  describe(`after ${changes.length} changes by hand to each`, () => {
    const objects = new Map<string, EngineHarness>();
    beforeAll(async () => {
      await Promise.all(sets.map((set) => set.change(changes)));
      for (const checks of ['full', 'confirm', 'off'] as const)
        objects.set(checks, await look(checks));
    });
    afterAll(async () => {
      await Promise.all([...objects.values()].map((harness) => harness.dispose()));
    });

    describe.each(['full', 'confirm', 'off'] as const)('with %s', (checks) => {
      it.each(changes.map((change, at) => [change.title, change, at] as const))(
        '%s',
        (_title, change, at) => {
          const harness = objects.get(checks);
          for (const set of sets) {
            const { kind, name } = set.objectOf(change, at);
            const found =
              harness === undefined ? [] : findingsOf(harness, kind, name, set.namespace);
            expect(found, set.way).toEqual(set.expected(change, at));
          }
        },
      );

      it('finds nothing on what nobody touched', () => {
        const harness = objects.get(checks);
        const untouched = [...(harness?.statuses() ?? [])].filter(([name]) =>
          /clean|crd/.test(name),
        );
        expect(untouched.length).toBeGreaterThan(80);
        for (const [name, status] of untouched) {
          expect(status.findings.map(describeFinding), name).toEqual([]);
          expect(status.status, name).toBe('inSync');
        }
      });
    });
  });
});

function findingsOf(
  harness: EngineHarness,
  kind: string,
  name: string,
  namespace: string,
): readonly string[] | string {
  const statuses = harness.statuses();
  const status = statuses.get(`${kind}/${namespace}/${name}`) ?? statuses.get(`${kind}/${name}`);
  if (status === undefined) return 'not in the store';
  if (status.status === 'missing') return 'missing';
  const expectedStatus = status.findings.length === 0 ? 'inSync' : 'drifted';
  if (status.status !== expectedStatus) return `${status.status} ${status.message ?? ''}`;
  return status.findings.map(plain).sort();
}
