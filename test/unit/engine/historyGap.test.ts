import { afterEach, expect, test } from 'vitest';
import { RepositoryError, type FileRevision } from '../../../src/engine/repository.ts';
import { configMap, ScriptedEngine, writes } from './scriptedEngine.ts';

let scripted: ScriptedEngine | undefined;

afterEach(async () => {
  await scripted?.engine.dispose();
});

function commit(name: string, file: string, time: string): FileRevision {
  const about = { subject: name, author: 'Ann', email: 'ann@example.com', message: name };
  return { commit: name, ...about, time, file, blob: `${name} ${file}` };
}

const written = { managedFields: [writes('kubectl-edit', ['key'])] };
const applied = { managedFields: [writes('kubectl-create', ['key'])] };

/** Git says `new`; live says otherwise, by whom `metadata` tells. */
function start(objects: Readonly<Record<string, object>>, value = 'old'): ScriptedEngine {
  const names = Object.keys(objects);
  scripted = new ScriptedEngine(
    names.map((name) => configMap(name, { key: 'new' })),
    names.map((name) => configMap(name, { key: value }, objects[name])),
    'off',
  );
  return scripted;
}

/** Two commits of each file. Contents of `lacking` are not in this clone. */
function remember(bench: ScriptedEngine, lacking: readonly string[], time: string): void {
  bench.history = (_sha, files) =>
    Promise.resolve(
      new Map(
        files.map((file) => [
          file,
          [commit('new', file, '2026-02-01T00:00:00Z'), commit('old', file, time)],
        ]),
      ),
    );
  bench.manifests = (blob, file) => {
    const [value = ''] = blob.split(' ');
    if (lacking.includes(blob)) {
      return Promise.reject(new RepositoryError('missingObject', `${blob} is not in this clone`));
    }
    const name = file.replace('.yaml', '');
    const object = configMap(name, { key: value });
    const document = { source: { file, document: 0, line: 1 }, object };
    return Promise.resolve({ file, documents: [document], problems: [] });
  };
}

test('an older content that is not here makes unknown what hangs on it, and nothing else', async () => {
  const bench = start({ a: applied, b: applied });
  remember(bench, ['old a.yaml'], '2025-12-01T00:00:00Z');
  await bench.engine.look();
  expect(bench.status('b')).toMatchObject({ status: 'behind' });
  const status = bench.status('a');
  expect(status).toMatchObject({ status: 'unknown', reason: 'noHistory', findings: [] });
  expect(status?.message).toMatch(/a\.yaml as of old is not in this partial clone: run "git fetch/);
  expect(bench.engine.store.state.phase).not.toBe('failed');
});

test('what a hand wrote after that commit is drift, whatever the commit said', async () => {
  const bench = start({ a: written });
  remember(bench, ['old a.yaml'], '2025-12-01T00:00:00Z');
  await bench.engine.look();
  expect(bench.status('a')).toMatchObject({ status: 'drifted', findings: [{ pending: false }] });
});

test('what a hand wrote before that commit may be its own', async () => {
  const bench = start({ a: written });
  remember(bench, ['old a.yaml'], '2026-01-15T00:00:00Z');
  await bench.engine.look();
  expect(bench.status('a')).toMatchObject({ status: 'unknown' });
});

test('an object in sync asks for no history, and stays in sync without it', async () => {
  const bench = start({ a: applied }, 'new');
  remember(bench, ['old a.yaml'], '2025-12-01T00:00:00Z');
  await bench.engine.look();
  expect(bench.status('a')).toMatchObject({ status: 'inSync' });
});

test('a file whose history Git cannot read leaves the other files alone', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const bench = start(Object.fromEntries(names.map((name) => [name, applied])));
  remember(bench, [], '2025-12-01T00:00:00Z');
  const { history } = bench;
  bench.history = (sha, files, limit) =>
    files.includes('c.yaml')
      ? Promise.reject(new RepositoryError('failed', 'Git failed: bad object'))
      : history(sha, files, limit);
  await bench.engine.look();
  const statuses = names.map((name) => bench.status(name)?.status);
  expect(statuses).toEqual(['behind', 'behind', 'unknown', 'behind', 'behind']);
  expect(bench.status('c')?.message).toContain('bad object');
});

test('a history that nobody can read is asked for in few parts', async () => {
  const names = Array.from({ length: 300 }, (_, at) => `m${at}`);
  const bench = start(Object.fromEntries(names.map((name) => [name, applied])));
  let asked = 0;
  bench.history = () => {
    asked += 1;
    return Promise.reject(new RepositoryError('missingObject', 'a tree is not in this clone'));
  };
  await bench.engine.look();
  expect(names.map((name) => bench.status(name)?.status)).toEqual(names.map(() => 'unknown'));
  expect(asked).toBeLessThan(64);
});

test('a fault of our own is no unreadable history', async () => {
  const bench = start({ a: applied });
  bench.history = () => Promise.reject(new TypeError('a bug'));
  await expect(bench.engine.look()).rejects.toThrow('a bug');
});
