import { afterEach, expect, test, vi } from 'vitest';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import type { ResourceKind } from '../../../src/engine/cluster.ts';
import {
  configMap,
  configMaps,
  ScriptedEngine,
  scriptedEnvironment,
  writes,
} from './scriptedEngine.ts';

let scripted: ScriptedEngine | undefined;

afterEach(async () => {
  await scripted?.engine.dispose();
});

/** A door that stays shut until it is opened. */
function door(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { wait: () => opened, open };
}

test('a verdict never replaces one that was begun after it', async () => {
  // Git's value is stored in another form: the dry run says that it is the same.
  scripted = new ScriptedEngine([configMap('a', { key: '1' })], [configMap('a', { key: 'one' })]);
  const { engine, live } = scripted;
  const slow = door();
  const canonical = configMap('a', { key: 'one' });
  let asked = 0;
  scripted.confirming = async () => {
    asked += 1;
    if (asked === 1) await slow.wait();
  };
  const started = engine.start();
  await until(() => asked === 1);
  // While the look waits for the server, somebody changes the object, and that is judged.
  scripted.change(configMap('a', { key: 'by hand' }));
  await engine.idle();
  expect(scripted.status('a')?.status).toBe('drifted');
  // The look's own answer was about the object as it was before.
  live.set('a', canonical);
  slow.open();
  await started;
  expect(scripted.status('a')?.findings[0]?.live).toBe('by hand');
});

test('a look that was asked for in the middle of another one sees what came meanwhile', async () => {
  const git = [configMap('a', { key: '1' })];
  scripted = new ScriptedEngine(git, git, 'off');
  const { engine } = scripted;
  await engine.look();
  const slow = door();
  let asked = 0;
  scripted.history = async () => {
    asked += 1;
    await slow.wait();
    return new Map();
  };
  scripted.live.set('a', configMap('a', { key: 'by hand' }));
  const first = engine.look();
  await until(() => asked > 0);
  // It has read Git by now. Git moves on, and somebody plans from that.
  scripted.sha = 'two';
  scripted.git = [configMap('a', { key: '2' })];
  const seen = [engine.catchUp(), engine.look()].map(async (look) => {
    await look;
    return engine.store.state.revision?.sha;
  });
  slow.open();
  expect(await Promise.all(seen)).toEqual(['two', 'two']);
  await first;
  expect(scripted.status('a')?.findings[0]?.git).toBe('2');
});

test('asleep it holds no connection and says so; awake it sees what happened meanwhile', async () => {
  const git = [configMap('a', { key: '1' }), configMap('b', { key: '1' })];
  scripted = new ScriptedEngine(git, git, 'off');
  const { engine, live, sinks } = scripted;
  await engine.start();
  expect(engine.isLive).toBe(true);
  await engine.sleep();
  expect(scripted.closed).toBe(1);
  expect(engine.store.state).toMatchObject({ phase: 'asleep', since: expect.any(String) });
  expect(scripted.status('a')).toMatchObject({ status: 'inSync', since: expect.any(String) });
  expect(engine.isLive).toBe(false);
  live.set('a', configMap('a', { key: 'by hand' }));
  sinks.length = 0;
  await Promise.all([engine.wake(), engine.wake()]);
  expect(sinks).toHaveLength(1);
  expect(engine.store.state.phase).toBe('current');
  expect(engine.store.state.since).toBeUndefined();
  expect(scripted.status('a')?.status).toBe('drifted');
  expect(scripted.status('b')).toMatchObject({ status: 'inSync' });
  for (const name of ['a', 'b']) expect(scripted.status(name)?.since).toBeUndefined();
  scripted.change(configMap('b', { key: 'by hand' }));
  await engine.idle();
  expect(scripted.status('b')?.status).toBe('drifted');
});

test('it does not fall asleep in the middle of an act, nor for a person who looks already', async () => {
  const git = [configMap('a', { key: '1' })];
  scripted = new ScriptedEngine(git, git, 'off');
  const { engine } = scripted;
  await engine.start();
  await engine.awake(() => engine.sleep());
  expect(engine.store.state.phase).toBe('current');
  const falling = engine.sleep();
  await engine.wake();
  await falling;
  expect(engine.store.state.phase).toBe('current');
  expect(engine.cluster).toBeDefined();
  await engine.sleep();
  expect(await engine.awake(() => Promise.resolve(engine.store.state.phase))).toBe('current');
  await engine.sleep();
  await engine.refresh();
  expect(engine.store.state.phase).toBe('current');
});

test('an object that something else fills in is not in sync because of what a controller adds', async () => {
  const names = ['a', 'b', 'c'];
  scripted = new ScriptedEngine(
    names.map((name) => configMap(name, { key: '${VALUE}' })),
    names.map((name) =>
      configMap(
        name,
        { key: 'filled in', extra: 'x' },
        { managedFields: [writes('kubectl-create', ['key']), writes('somebody', ['extra'])] },
      ),
    ),
  );
  await scripted.engine.look();
  for (const name of names) {
    expect(scripted.status(name)).toMatchObject({ status: 'unknown', reason: 'opaque' });
  }
});

test.each(['look', 'refresh'] as const)(
  'a schema that the server publishes anew counts from the next %s on',
  async (how) => {
    const wanted = { ...configMap('a', { key: '1' }), note: 'kept' };
    scripted = new ScriptedEngine([wanted], [configMap('a', { key: '1' })], 'off');
    const { engine } = scripted;
    await engine.start();
    expect(scripted.status('a')?.status).toBe('inSync');
    expect(engine.store.state.problems[0]?.message).toMatch(/does not know the field note/);
    scripted.schema = { hash: 'i', properties: { note: { type: 'string' } } };
    await engine[how]();
    expect(scripted.status('a')).toMatchObject({
      status: 'drifted',
      findings: [{ kind: 'absent', path: [{ key: 'note' }] }],
    });
    expect(engine.store.state.problems).toEqual([]);
  },
);

test('an engine that is disposed of while it looks comes to rest', async () => {
  const timers = new Set<unknown>();
  const slow = door();
  scripted = new ScriptedEngine([configMap('a', { key: '1' })], [configMap('a', { key: '2' })]);
  scripted.confirming = slow.wait;
  const { clock } = scriptedEnvironment;
  const after = vi.spyOn(clock, 'after').mockImplementation((_milliseconds, callback) => {
    timers.add(callback);
    return { dispose: () => timers.delete(callback) };
  });
  const started = scripted.engine.start();
  await until(() => scripted?.sinks.length === 1);
  await scripted.engine.dispose();
  slow.open();
  await started;
  expect(timers.size).toBe(0);
  after.mockRestore();
});

test('a cluster that answers only after the end is closed', async () => {
  scripted = new ScriptedEngine([configMap('a', { key: '1' })], []);
  const slow = door();
  scripted.identifying = slow.wait;
  const looked = scripted.engine.look();
  await scripted.engine.dispose();
  slow.open();
  await looked;
  expect(scripted.closed).toBe(1);
});

test.each([
  ['by nobody', [], 'missing'],
  ['in another version', [things('v2')], 'unknown'],
])('a kind that the target defines and that is served %s is %s', async (_how, kinds, status) => {
  scripted = new ScriptedEngine([definition, thing], []);
  scripted.kinds.push(...kinds);
  await scripted.engine.look();
  const key = 'example.com/Thing/x/t';
  expect(scripted.engine.store.get(key)?.status).toBe(status);
});

const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: { group: 'example.com', names: { kind: 'Thing' }, versions: [{ name: 'v1' }] },
};
const thing: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 't', namespace: 'x' },
};

function things(version: string): ResourceKind {
  return { ...configMaps, group: 'example.com', version, kind: 'Thing', resource: 'things' };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isSo(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(isSo()).toBe(true);
}

test('a text is judged by what it would change: not by that somebody deletes the object', async () => {
  const git = configMap('a', { key: '1' });
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  const live = configMap('a', { key: '1' }, { deletionTimestamp });
  scripted = new ScriptedEngine([git], [live], 'off');
  await scripted.engine.look();
  expect(scripted.status('a')).toMatchObject({ status: 'drifted', findings: [{ kind: 'added' }] });
  const judge = (object: KubeObject) =>
    scripted?.engine.judgeDocuments([
      { source: { file: 'a.yaml', document: 0, line: 1 }, object },
    ]) ?? [];
  expect(await judge(git)).toMatchObject([{ status: 'inSync', findings: [] }]);
  expect(await judge(configMap('a', { key: '2' }))).toMatchObject([
    { status: 'drifted', health: 'progressing', findings: [{ kind: 'changed' }] },
  ]);
});

test('what a hand wrote by another version is shown, and never undone unasked', async () => {
  const entry = { manager: 'kubectl-edit', operation: 'Update', apiVersion: 'v2' };
  const managedFields = [{ ...entry, fieldsV1: { 'f:newer': {} } }];
  const git = configMap('a', { key: '1' });
  const live = configMap('a', { key: '1', other: '2' }, { managedFields });
  scripted = new ScriptedEngine([git], [live], 'off');
  await scripted.engine.look();
  const [finding] = scripted.status('a')?.findings ?? [];
  expect(finding).toMatchObject({ kind: 'added', live: '2', leaveByDefault: true });
  expect(finding?.writer).toMatchObject({ manager: 'kubectl-edit', class: 'hand' });
});
