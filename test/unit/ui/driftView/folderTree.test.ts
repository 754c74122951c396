import { describe, expect, it, vi } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import type { StatusStore } from '../../../../src/engine/statusStore.ts';
import { statusKey } from '../../../../src/engine/statusStore.ts';
import type { DriftNode } from '../../../../src/ui/driftView/driftNode.ts';
import { FolderTree, type TreeChoice } from '../../../../src/ui/driftView/folderTree.ts';
import { countWrong } from '../../../../src/ui/driftView/viewWords.ts';
import { nodeFace } from '../../../../src/ui/driftView/nodeFace.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from '../sampleStore.ts';

const now = new Date('2026-11-22T12:00:00Z');
const byStatus: TreeChoice = { grouping: 'status', filter: '' };

function faceOf(node: DriftNode, tree: FolderTree) {
  if (node.kind === 'folder') throw new Error('not of one folder');
  const face = nodeFace(node, tree, now);
  if (face === undefined) throw new Error(`${node.id} has no face`);
  return face;
}

/** The view as text: label and description, indented; folded rows end with `…`. */
function drawn(tree: FolderTree, { all = false } = {}): string[] {
  const lines = (nodes: readonly DriftNode[], depth: number): string[] =>
    nodes.flatMap((node) => {
      const { label, description, folds } = faceOf(node, tree);
      const isShut = folds === 'folded' && !all;
      const text = `${'  '.repeat(depth)}${label}  ${description ?? ''}`.trimEnd();
      const below = folds === 'never' || isShut ? [] : lines(tree.children(node), depth + 1);
      return [isShut ? `${text} …` : text, ...below];
    });
  return lines(tree.roots(), 0);
}

const treeOf = (store: StatusStore, choice: Partial<TreeChoice> = {}) =>
  new FolderTree('file:///shop', store, { ...byStatus, ...choice }, undefined);

const scale = {
  manager: 'kubectl',
  class: 'hand',
  operation: 'Update',
  subresource: 'scale',
} as const;

const agent = sampleObject('apps/agent.yaml', 'drifted', {
  name: 'task-agent',
  findings: [
    sampleFinding('spec.replicas', { git: 3, live: 5, line: 7, writer: scale }),
    sampleFinding('spec.template.spec.containers[name=agent].env[name=DEBUG]', {
      kind: 'added',
      live: { name: 'DEBUG', value: 'true' },
    }),
  ],
});

const one = sampleFinding('spec.replicas', { git: 1, live: 2 });

describe('FolderTree', () => {
  it('groups by status, worst first, with findings below, and what is in sync folded', () => {
    const store = storeOf([
      sampleObject('a.yaml', 'inSync', { name: 'config' }),
      agent,
      sampleObject('b.yaml', 'missing', { name: 'service' }),
    ]);
    expect(drawn(treeOf(store))).toEqual([
      'Missing in the cluster  1',
      '  service  Deployment · task',
      'Drifted  1',
      '  task-agent  Deployment · task  2 fields',
      '    replicas  3 → 5  kubectl scale',
      '    env › DEBUG  added true',
      'In sync  1 …',
    ]);
  });

  it.each([
    ['kind', ['Deployment  2', 'Service  1 …']],
    ['namespace', ['task  2', 'web  1 …']],
    ['file', ['apps/agent.yaml  1', 'b.yaml  1', 'c.yaml  1 …']],
  ] as const)('groups by %s, the group with the worst object first', (grouping, groups) => {
    const service = sampleObject('c.yaml', 'inSync', { name: 'svc' });
    const store = storeOf([
      { ...service, ref: { ...service.ref, kind: 'Service', namespace: 'web' } },
      sampleObject('b.yaml', 'behind', { name: 'b' }),
      agent,
    ]);
    const lines = drawn(treeOf(store, { grouping })).filter((line) => !line.startsWith(' '));
    expect(lines).toEqual(groups);
  });

  it('shows what a filter names: by object, field and tool, never by value', () => {
    const store = storeOf([agent, sampleObject('b.yaml', 'missing', { name: 'service' })]);
    const shown = (filter: string) => treeOf(store, { filter }).groups.size;
    expect(shown('SCALE replicas')).toBe(1);
    expect(shown('deployment')).toBe(2);
    expect(shown('missing')).toBe(1);
    expect(shown('true')).toBe(0);
  });

  it('shows one line a kind that may not be read, with the Role that would allow it', () => {
    const message =
      'secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" in the namespace "task". Ask for a Role that allows it.';
    const secret = (name: string): ObjectStatus => ({
      ...sampleObject('s.yaml', 'unknown', { reason: 'forbidden', message }),
      ref: { apiVersion: 'v1', kind: 'Secret', namespace: 'task', name },
    });
    const tree = treeOf(storeOf([secret('one'), secret('two'), agent]));
    expect(drawn(tree).slice(0, 2)).toEqual([
      'Can’t tell  2',
      '  Secret  2 may not be read in staging …',
    ]);
    const [group] = tree.roots();
    const [line] = group ? tree.children(group) : [];
    if (line === undefined) throw new Error('no line');
    expect(faceOf(line, tree).lines.join('\n')).toContain(
      'resources: ["secrets"]\n    verbs: [get, list, watch]',
    );
    expect(tree.children(line).map((node) => faceOf(node, tree).label)).toEqual(['one', 'two']);
  });

  it('says first why there is nothing to tell, once, and folds what can’t be told', () => {
    const message = 'The API server of staging refuses connections.';
    const since = '2026-11-22T11:00:00Z';
    const state = sampleState({
      phase: 'stale',
      since,
      message,
      problems: [{ severity: 'error', message }],
    });
    const object = sampleObject('a', 'unknown', { reason: 'unreachable', since });
    const tree = treeOf(storeOf([object], state));
    const lines = drawn(tree);
    expect(lines[0]).toMatch(/^staging does not answer {2}since /);
    expect(lines.slice(1)).toEqual(['Can’t tell  1 …']);
    const [notice] = tree.roots();
    expect(notice && faceOf(notice, tree).click).toBe('refresh');
  });

  it('lists problems of the repository: errors above, what is good to know below, folded', () => {
    const problem = { file: 'x.yaml', line: 3, message: 'duplicate key' } as const;
    const withProblem = (severity: 'error' | 'warning') =>
      drawn(treeOf(storeOf([agent], sampleState({ problems: [{ ...problem, severity }] }))));
    expect(withProblem('error').slice(0, 2)).toEqual(['Problems  1', '  duplicate key  x.yaml:3']);
    expect(withProblem('warning').at(-1)).toBe('Good to know  1 …');
  });

  it('lists what a rule hides, folded below its object', () => {
    const ignored = { ...sampleFinding('spec.paused', { live: true }), rule: '.driftline.yaml:2' };
    const object = sampleObject('a.yaml', 'inSync', { name: 'web', ignored: [ignored] });
    const tree = treeOf(storeOf([object]));
    expect(drawn(tree, { all: true }).slice(1)).toEqual([
      '  web  Deployment · task',
      '    Ignored  1',
      '      paused  – → true',
    ]);
  });

  it('writes out what would hide or reorder text, and shows no value of a secret', () => {
    const odd = sampleObject('a.yaml', 'drifted', {
      name: 'a',
      findings: [
        sampleFinding('metadata.labels.tier', { git: '\u202etxt', live: '<script>\u001b[31m' }),
        sampleFinding('data.password', { masked: true }),
      ],
    });
    const text = drawn(treeOf(storeOf([odd]))).join('\n');
    expect(text).toContain('labels › tier  \\u202etxt → <script>\\x1b[31m');
    expect(text).toContain('data › password  secret differs');
  });

  it.each([
    ['drifted', { findings: [one] }, 'driftline.object.drifted+apply+capture'],
    ['behind', {}, 'driftline.object.behind+apply'],
    ['missing', {}, 'driftline.object.missing+apply'],
    ['drifted', { findings: [one], owner: 'Argo CD' }, 'driftline.object.drifted+capture'],
    ['drifted', { findings: [one], capturedIn: 'fix' }, 'driftline.object.drifted+apply'],
    ['drifted', { findings: [one], since: '2026-11-22T11:00:00Z' }, 'driftline.object.drifted'],
    ['unknown', {}, 'driftline.object.unknown'],
    ['inSync', {}, 'driftline.object.inSync'],
  ] as const)('offers on %s %j what can be done', (status, over, context) => {
    const tree = treeOf(storeOf([sampleObject('a.yaml', status, over)]));
    const [group] = tree.roots();
    const [object] = group ? tree.children(group) : [];
    expect(object && faceOf(object, tree).context).toBe(context);
  });

  it('offers to apply a pending finding, not to capture it', () => {
    const findings = [sampleFinding('spec.replicas', { pending: true })];
    const tree = treeOf(storeOf([sampleObject('a.yaml', 'behind', { findings })]));
    const [group] = tree.roots();
    const [object] = group ? tree.children(group) : [];
    const [finding] = object ? tree.children(object) : [];
    expect(finding && faceOf(finding, tree).context).toBe('driftline.finding.changed+apply');
  });
});

describe('findings that a branch has captured', () => {
  it('say so in place of their writer, and are not counted', () => {
    const findings = [{ ...one, writer: scale, capturedIn: 'fix/replicas' }];
    const object = sampleObject('a.yaml', 'drifted', { findings, capturedIn: 'fix/replicas' });
    const store = storeOf([object]);
    expect(drawn(treeOf(store)).slice(1)).toEqual([
      '  agent  Deployment · task  1 field  captured in fix/replicas',
      '    replicas  1 → 2  captured in fix/replicas',
    ]);
    expect(countWrong(store)).toBe(0);
  });
});

describe('FolderTree.update', () => {
  function followed(objects: readonly ObjectStatus[], choice: Partial<TreeChoice> = {}) {
    const store = storeOf(objects);
    const tree = treeOf(store, choice);
    const seen: (string | string[])[] = [];
    store.onDidChange((change) => {
      const touched = tree.update(change);
      seen.push(touched === 'all' ? 'all' : touched.map(({ id }) => id.split('|').slice(2).join()));
    });
    const publish = (...set: ObjectStatus[]) =>
      store.publish({ set: set.map((object) => [statusKey(object), object]) });
    drawn(tree, { all: true });
    return { store, tree, seen, publish };
  }
  const named = (name: string, status: ObjectStatus['status'], over = {}) =>
    sampleObject(`${name}.yaml`, status, { name, ...over });

  it('draws only the object that looks different', () => {
    const { seen, publish } = followed([named('a', 'drifted'), named('b', 'drifted')]);
    publish(named('a', 'drifted', { findings: [sampleFinding('spec.replicas')] }));
    expect(seen).toEqual([['drifted/object:apps/Deployment/task/a']]);
  });

  it('draws both groups that an object moves between, and all where one comes or goes', () => {
    const { seen, publish } = followed([
      named('a', 'drifted'),
      named('b', 'drifted'),
      named('c', 'inSync'),
    ]);
    publish(named('a', 'inSync'));
    publish(named('b', 'inSync'));
    publish(named('c', 'missing'));
    expect(seen).toEqual([['drifted', 'inSync'], 'all', 'all']);
  });

  it('keeps nodes for as long as they mean the same, so that nothing folds or jumps', () => {
    const { tree, publish } = followed([named('a', 'drifted'), named('b', 'drifted')]);
    const before = tree.roots();
    const [group] = before;
    const members = group && tree.children(group);
    publish(named('a', 'drifted', { findings: [sampleFinding('spec.replicas')] }));
    expect(tree.roots()[0]).toBe(group);
    expect(group && tree.children(group)).toEqual(members);
    expect(group && tree.children(group)[0]).toBe(members?.[0]);
  });

  it('lets go of the rows of what is gone: what comes back is drawn as new', () => {
    const { store, tree, publish } = followed([named('a', 'drifted'), named('b', 'drifted')]);
    const rowsNow = () => tree.roots().flatMap((group) => tree.children(group));
    const [a, b] = rowsNow();
    store.publish({ remove: [statusKey(named('a', 'drifted'))] });
    publish(named('b', 'missing'));
    publish(named('b', 'drifted'));
    publish(named('a', 'drifted'));
    const [newA, newB] = rowsNow();
    expect([newA?.id, newB?.id]).toEqual([a?.id, b?.id]);
    expect(newA).not.toBe(a);
    expect(newB).not.toBe(b);
  });

  it('lets go of the row of a finding that is gone, and keeps the others', () => {
    const other = sampleFinding('spec.paused', { git: false, live: true });
    const both = { ...named('a', 'drifted'), findings: [one, other] };
    const { tree, publish } = followed([both]);
    const findings = () =>
      tree.roots().flatMap((g) => tree.children(g).flatMap((o) => tree.children(o)));
    const [kept, gone] = findings();
    publish({ ...both, findings: [one] });
    expect(findings()).toEqual([kept]);
    publish(both);
    const [stillKept, back] = findings();
    expect(stillKept).toBe(kept);
    expect(back?.id).toBe(gone?.id);
    expect(back).not.toBe(gone);
  });

  it('draws all when the cluster goes away, and nothing when only the revision moved', () => {
    const { store, seen } = followed([named('a', 'drifted')]);
    store.publish({ state: sampleState({ revision: { sha: 'b', ref: 'origin/main' } }) });
    store.publish({ state: sampleState({ phase: 'stale', since: '2026-11-22T11:00:00Z' }) });
    expect(seen).toEqual([[], 'all']);
  });

  it('takes out objects that are gone or no longer match', () => {
    const filtered = followed([named('a', 'drifted'), named('b', 'missing')], {
      filter: 'drifted',
    });
    expect(filtered.tree.groups.size).toBe(1);
    filtered.publish(named('a', 'inSync'));
    expect(filtered.tree.groups.size).toBe(0);
    filtered.store.publish({ remove: [statusKey(named('b', 'missing'))] });
    expect(filtered.tree.roots()).toEqual([]);
  });

  // How long that takes is measured elsewhere: a time here would measure the machine.
  it('looks at each of 10,000 objects a few times to open, and at few to follow a change', () => {
    const objects = Array.from({ length: 10_000 }, (_, i) =>
      named(`app-${i}`, i % 10 === 0 ? 'drifted' : 'inSync'),
    );
    const store = storeOf(objects);
    const looks = vi.spyOn(store, 'get');
    const tree = treeOf(store);
    const [group] = tree.roots();
    const rows = group ? tree.children(group).map((node) => faceOf(node, tree)) : [];
    expect(rows).toHaveLength(1000);
    expect(looks.mock.calls.length).toBeLessThanOrEqual(10_000 + 2 * 1000);
    looks.mockClear();
    let touched: readonly DriftNode[] | 'all' = 'all';
    store.onDidChange((change) => (touched = tree.update(change)));
    store.publish({ set: [[statusKey(named('app-1', 'drifted')), named('app-1', 'drifted')]] });
    expect(touched).toHaveLength(2);
    expect(looks.mock.calls.length).toBeLessThanOrEqual(4);
    looks.mockRestore();
  });
});
