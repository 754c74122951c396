import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GitRepository } from '../../src/adapters/git/gitRepository.ts';
import { openRepository } from '../../src/adapters/git/openRepository.ts';
import type { ManifestScan } from '../../src/core/model/manifest.ts';
import { configMap, GitFixture } from './gitFixture.ts';

let cacheDir = '';
let workerFile = '';
const fixtures: GitFixture[] = [];

beforeAll(async () => {
  cacheDir = mkdtempSync(path.join(tmpdir(), 'driftline cache '));
  workerFile = path.join(cacheDir, 'worker.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../../src/worker.ts')],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

function fixture(): GitFixture {
  const made = GitFixture.create();
  fixtures.push(made);
  return made;
}

function open(made: GitFixture, folder = made.folder): Promise<GitRepository> {
  return openRepository(folder, { cacheDir, workerFile });
}

async function scan(made: GitFixture, folder = ''): Promise<ManifestScan> {
  const repository = await open(made);
  const { sha } = await repository.resolve('HEAD');
  return repository.scan(sha ?? '', folder);
}

function namesOf({ files }: ManifestScan): readonly string[] {
  return files.flatMap(({ file, documents }) =>
    documents.map(({ object }) => `${file}: ${String(object.metadata.name)}`),
  );
}

describe('scanning a commit', () => {
  it('finds manifests and leaves other files alone', async () => {
    const made = fixture();
    made.commit('one', {
      'a.yaml': `${configMap('a')}---\n${configMap('b')}`,
      'deep/er/c.yml': configMap('c'),
      'd.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'd' } }),
      '.github/workflows/ci.yml': 'on: push\n',
      'values.yaml': 'apiVersion: v1\nreplicas: 3\n# kind\n',
      'README.md': configMap('no'),
      'package.json': '{"name":"x"}',
    });
    const found = await scan(made);
    expect(namesOf(found)).toEqual(['a.yaml: a', 'a.yaml: b', 'd.json: d', 'deep/er/c.yml: c']);
    expect(found.problems).toEqual([]);
    expect(found.settings).toBeUndefined();
    expect(found.files[0]?.blob).toBe(made.git('rev-parse', 'HEAD:a.yaml').trim());
  });

  it('reads the commit, not the disk', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a'), 'gone.yaml': configMap('gone') });
    made.write('a.yaml', configMap('edited'));
    made.write('untracked.yaml', configMap('untracked'));
    made.git('rm', '-q', 'gone.yaml');
    made.git('update-index', '--assume-unchanged', 'a.yaml');
    expect(namesOf(await scan(made))).toEqual(['a.yaml: a', 'gone.yaml: gone']);
  });

  it('reads below a path alone', async () => {
    const made = fixture();
    made.commit('one', {
      'prod/a.yaml': configMap('a'),
      'production/b.yaml': configMap('b'),
      '.driftline.yaml': 'ignore: []\n',
    });
    const found = await scan(made, 'prod');
    expect(namesOf(found)).toEqual(['prod/a.yaml: a']);
    expect(found.settings).toBe('ignore: []\n');
  });

  it('says that a path holds nothing, and refuses one outside', async () => {
    const made = fixture();
    made.commit('one', { 'prod/a.yaml': configMap('a') });
    expect((await scan(made, 'prodd')).problems).toMatchObject([
      { file: 'prodd', severity: 'error' },
    ]);
    await expect(scan(made, '../x')).rejects.toThrow(/not in the repository/);
    await expect(scan(made, '/etc')).rejects.toThrow(/not in the repository/);
  });

  it('takes odd paths as they are', async () => {
    const made = fixture();
    const names = [
      'with space.yaml',
      'ü/ö "q".yaml',
      "it's [x]*.yaml",
      'line\nbreak.yaml',
      '-x.yaml',
    ];
    made.commit('one', Object.fromEntries(names.map((name, at) => [name, configMap(`n${at}`)])));
    const found = await scan(made);
    expect(found.files.map(({ file }) => file).sort()).toEqual([...names].sort());
    const repository = await open(made);
    const { sha = '' } = await repository.resolve('HEAD');
    const history = await repository.history(sha, names, 50);
    expect([...history.values()].map((list) => list.length)).toEqual([1, 1, 1, 1, 1]);
    for (const name of names) made.write(name, configMap('new'));
    const edited = await repository.edited(sha, '');
    expect(edited.map(({ file }) => file).sort()).toEqual([...names].sort());
    const next = made.commit('two');
    expect(await repository.countBetween(sha, next, '-x.yaml')).toBe(1);
  });

  it('reads CRLF, byte order marks, UTF-16, tabs in JSON', async () => {
    const made = fixture();
    made.commit('one', {
      'bom.yaml': `\ufeff${configMap('bom')}`,
      'crlf.yaml': configMap('crlf').replaceAll('\n', '\r\n'),
      'tabs.json':
        '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "tabs"}\n}',
      'utf16.yaml': Buffer.from(`\ufeff${configMap('utf16')}`, 'utf16le'),
    });
    const found = await scan(made);
    expect(namesOf(found).map((name) => name.split(': ')[1])).toEqual([
      'bom',
      'crlf',
      'tabs',
      'utf16',
    ]);
    expect(found.files.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('reports what is broken, with file and line, and reads the rest', async () => {
    const made = fixture();
    made.commit('one', {
      'a.yaml': `${configMap('a')}---\n${configMap('b')}\tx: y\n---\n${configMap('c')}`,
      'ci.yaml': 'jobs: [\n',
    });
    const found = await scan(made);
    expect(namesOf(found)).toEqual(['a.yaml: a', 'a.yaml: c']);
    const problems = found.files.flatMap((file) => file.problems);
    expect(problems).toMatchObject([{ file: 'a.yaml', line: 14, severity: 'error' }]);
  });

  it('reads a manifest of 5 MB without holding up the event loop', async () => {
    const made = fixture();
    const data = Array.from({ length: 50_000 }, (_, at) => `  k${at}: "${'x'.repeat(90)}"\n`);
    made.commit('one', { 'big.yaml': configMap('big') + data.join('') });
    const repository = await open(made);
    const { sha = '' } = await repository.resolve('HEAD');
    const started = process.threadCpuUsage();
    const found = await repository.scan(sha, '');
    // The parser alone takes more than a second of it, in a thread of its own.
    expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(600);
    expect(namesOf(found)).toEqual(['big.yaml: big']);
    expect((await repository.text(found.files[0]?.blob ?? '')).length).toBeGreaterThan(5_000_000);
  });

  it('reads the same with and without a worker and a cache', async () => {
    const made = fixture();
    const files = Array.from({ length: 60 }, (_, at) => [
      `f${at}.yaml`,
      configMap(`n${at}`) + `# ${'x'.repeat(3000)}\n`,
    ]);
    const sha = made.commit('one', Object.fromEntries(files) as Record<string, string>);
    const fresh = mkdtempSync(path.join(cacheDir, 'fresh'));
    const plain = await openRepository(made.folder, { cacheDir: path.join(fresh, 'a') });
    const threaded = await openRepository(made.folder, {
      cacheDir: path.join(fresh, 'b'),
      workerFile,
    });
    const expected = await plain.scan(sha, '');
    expect(await threaded.scan(sha, '')).toEqual(expected);
    const broken = path.join(fresh, 'broken.cjs');
    writeFileSync(broken, 'throw new Error("no worker")');
    const dying = await openRepository(made.folder, {
      cacheDir: path.join(fresh, 'c'),
      workerFile: broken,
    });
    expect(await dying.scan(sha, '')).toEqual(expected);
    const again = await openRepository(made.folder, { cacheDir: path.join(fresh, 'b') });
    expect(await again.scan(sha, '')).toEqual(expected);
    expect(expected.files).toHaveLength(60);
  });

  it('is no worse for a cache that is broken, cut off or cannot be written', async () => {
    const made = fixture();
    const sha = made.commit('one', { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    const fresh = mkdtempSync(path.join(cacheDir, 'broken'));
    await (await openRepository(made.folder, { cacheDir: fresh })).scan(sha, '');
    const folder = path.join(fresh, 'manifests');
    const [name = ''] = readdirSync(folder);
    const whole = readFileSync(path.join(folder, name));
    for (const bytes of [
      whole.subarray(0, whole.length - 20),
      Buffer.from('junk\n\n'),
      Buffer.from(whole.toString().replaceAll('{"d":', '{"d"')),
      Buffer.from(whole.toString().replaceAll('{"d":[', '{"x":[')),
      Buffer.alloc(0),
    ]) {
      writeFileSync(path.join(folder, name), bytes);
      const repository = await openRepository(made.folder, { cacheDir: fresh });
      expect(namesOf(await repository.scan(sha, ''))).toEqual(['a.yaml: a', 'b.yaml: b']);
    }
    const file = path.join(fresh, 'file');
    writeFileSync(file, '');
    const repository = await openRepository(made.folder, { cacheDir: file });
    expect(namesOf(await repository.scan(sha, ''))).toEqual(['a.yaml: a', 'b.yaml: b']);
  });

  it('lets several processes share repository and cache', async () => {
    const made = fixture();
    const files = Array.from({ length: 40 }, (_, at) => [`f${at}.yaml`, configMap(`n${at}`)]);
    const sha = made.commit('one', Object.fromEntries(files) as Record<string, string>);
    const fresh = mkdtempSync(path.join(cacheDir, 'shared'));
    const script = `
      const { openRepository } = await import(${JSON.stringify(
        path.join(import.meta.dirname, '../../src/adapters/git/openRepository.ts'),
      )});
      const repository = await openRepository(${JSON.stringify(made.folder)}, { cacheDir: ${JSON.stringify(fresh)} });
      const scan = await repository.scan(${JSON.stringify(sha)}, '');
      process.stdout.write(String(scan.files.length));`;
    const runs = Array.from({ length: 4 }, () => {
      return new Promise<string>((resolve, reject) => {
        execFile(process.execPath, ['--input-type=module', '-e', script], (error, stdout) =>
          error === null ? resolve(stdout) : reject(error),
        );
      });
    });
    expect(await Promise.all(runs)).toEqual(['40', '40', '40', '40']);
    expect(readdirSync(path.join(fresh, 'manifests'))).toHaveLength(1);
  });
});

describe('many at once', () => {
  it('asks for blobs together, and tells the one that is not there', async () => {
    const made = fixture();
    const files = Array.from({ length: 200 }, (_, at) => [`f${at}.yaml`, configMap(`n${at}`)]);
    made.commit('one', Object.fromEntries(files) as Record<string, string>);
    const log = path.join(made.folder, 'processes');
    const counting = path.join(made.folder, 'counting git');
    writeFileSync(counting, `#!/bin/sh\necho x >> "${log}"\nexec git "$@"\n`);
    chmodSync(counting, 0o755);
    const repository = await openRepository(made.folder, {
      cacheDir: mkdtempSync(path.join(cacheDir, 'batched')),
      gitBinary: counting,
    });
    const listed = made.git('ls-tree', '-r', 'HEAD').trim().split('\n');
    const blobs = listed.map((line) => line.split(/[ \t]/)[2] ?? '');
    writeFileSync(log, '');
    const found = await Promise.all(blobs.map((blob) => repository.manifests(blob, 'x.yaml')));
    const texts = await Promise.all(blobs.map((blob) => repository.text(blob)));
    expect(readFileSync(log, 'utf8').length / 2).toBeLessThanOrEqual(4);
    expect(new Set(texts).size).toBe(200);
    expect(new Set(found.map(({ documents }) => documents[0]?.object.metadata.name)).size).toBe(
      200,
    );
    const absent = '0123456789012345678901234567890123456789';
    const [one, other] = await Promise.allSettled([
      repository.manifests(absent, 'x.yaml'),
      repository.manifests(blobs[0] ?? '', 'x.yaml'),
    ]);
    expect(one).toMatchObject({ status: 'rejected', reason: { reason: 'missingObject' } });
    expect(other.status).toBe('fulfilled');
  });

  it('scans while it scans', async () => {
    const made = fixture();
    const shas = Array.from({ length: 6 }, (_, at) =>
      made.commit(`c${at}`, {
        [`f${at}.yaml`]: configMap(`n${at}`),
        'a.yaml': configMap(`a${at}`),
      }),
    );
    const fresh = mkdtempSync(path.join(cacheDir, 'parallel'));
    const repository = await openRepository(made.folder, { cacheDir: fresh });
    const scans = await Promise.all(shas.map((sha) => repository.scan(sha, '')));
    expect(scans.map(({ files }) => files.length)).toEqual([2, 3, 4, 5, 6, 7]);
  });
});

describe('what is not rendered yet', () => {
  it('is left out with all that it covers', async () => {
    const made = fixture();
    made.commit('one', {
      'plain/a.yaml': configMap('a'),
      'base/b.yaml': configMap('b'),
      'overlays/prod/kustomization.yaml': 'resources: [../../base, own.yaml, ../shared.yaml]\n',
      'overlays/prod/own.yaml': configMap('own'),
      'overlays/shared.yaml': configMap('shared'),
      'overlays/other.yaml': configMap('other'),
      'charts/x/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
      'charts/x/templates/t.yaml': 'apiVersion: v1\nkind: X\nmetadata: {{ name }}\n',
      'flux/kustomization.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux}\n',
    });
    const found = await scan(made);
    expect(namesOf(found)).toEqual([
      'flux/kustomization.yaml: flux',
      'overlays/other.yaml: other',
      'plain/a.yaml: a',
    ]);
    expect(found.files.flatMap(({ problems }) => problems)).toEqual([]);
    expect(found.unrendered).toEqual([
      {
        kind: 'helm',
        file: 'charts/x/Chart.yaml',
        covers: ['charts/x/Chart.yaml', 'charts/x/templates/t.yaml'],
      },
      {
        kind: 'kustomize',
        file: 'overlays/prod/kustomization.yaml',
        covers: [
          'base/b.yaml',
          'overlays/prod/kustomization.yaml',
          'overlays/prod/own.yaml',
          'overlays/shared.yaml',
        ],
      },
    ]);
    expect((await scan(made, 'base')).unrendered).toEqual([
      { kind: 'kustomize', file: 'overlays/prod/kustomization.yaml', covers: ['base/b.yaml'] },
    ]);
    expect(namesOf(await scan(made, 'base'))).toEqual([]);
  });

  it('is known of a kustomization that cannot be read, too', async () => {
    const made = fixture();
    made.commit('one', {
      'o/kustomization.yaml': 'resources:\n- ../base\n\t- x: [\n',
      'base/a.yaml': configMap('a'),
    });
    expect((await scan(made)).files).toEqual([]);
  });

  it('is all of the repository below a kustomization at its root', async () => {
    const made = fixture();
    made.commit('one', { 'kustomization.yml': 'resources: []\n', 'x/a.yaml': configMap('a') });
    const found = await scan(made);
    expect(found.files).toEqual([]);
    expect(found.unrendered[0]?.covers).toEqual(['kustomization.yml', 'x/a.yaml']);
  });
});

describe('what a tree holds beside files', () => {
  it('is followed where it leads to a file, and told where it does not', async () => {
    const made = fixture();
    made.write('real/a.yaml', configMap('a'));
    mkdirSync(path.join(made.folder, 'links'));
    for (const [name, target] of [
      ['in.yaml', '../real/a.yaml'],
      ['chain.yaml', 'in.yaml'],
      ['out.yaml', '../../elsewhere.yaml'],
      ['absolute.yaml', '/etc/hosts'],
      ['loop.yaml', 'loop.yaml'],
      ['folder', '../real'],
      ['outside', '/opt'],
    ] as const) {
      symlinkSync(target, path.join(made.folder, 'links', name));
    }
    made.commit('one');
    const all = await scan(made);
    expect(namesOf(all)).toEqual(['real/a.yaml: a']);
    const told = all.problems.map(({ file, severity }) => `${severity} ${file ?? ''}`);
    expect(told).toEqual([
      'warning links/absolute.yaml',
      'warning links/loop.yaml',
      'warning links/out.yaml',
      'notice links/outside',
    ]);
    expect(namesOf(await scan(made, 'links'))).toEqual(['links/chain.yaml: a', 'links/in.yaml: a']);
  });

  it('is told of submodules, LFS and encrypted files', async () => {
    const inner = fixture();
    inner.commit('inner', { 'a.yaml': configMap('inner') });
    const made = fixture();
    made.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.folder,
      'sub',
    );
    made.commit('one', {
      'lfs.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n',
      'crypt.yaml': Buffer.from('\0GITCRYPT\0xyz apiVersion kind'),
      'binary.json': Buffer.from('apiVersion kind \0\x01'),
    });
    const found = await scan(made);
    expect(found.files).toEqual([]);
    expect(found.problems.map(({ file, severity }) => `${severity} ${file ?? ''}`)).toEqual([
      'warning sub',
      'warning binary.json',
      'warning crypt.yaml',
      'warning lfs.yaml',
    ]);
    expect((await scan(made)).problems).toEqual(found.problems);
  });

  it('tells of contents that a partial clone lacks, and fetches none', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    made.git('config', 'uploadpack.allowFilter', 'true');
    const clone = new GitFixture(mkdtempSync(path.join(tmpdir(), 'driftline partial ')));
    fixtures.push(clone);
    clone.git('clone', '-q', '--filter=blob:none', '--no-checkout', `file://${made.folder}`, '.');
    clone.git('checkout', '-q', 'main', '--', 'a.yaml');
    const objects = (): string => clone.git('count-objects', '-v');
    const before = objects();
    const found = await scan(clone);
    expect(namesOf(found)).toEqual(['a.yaml: a']);
    expect(found.problems).toMatchObject([{ file: 'b.yaml', severity: 'error' }]);
    const repository = await open(clone);
    const blob = made.git('rev-parse', 'HEAD:b.yaml').trim();
    await expect(repository.text(blob)).rejects.toMatchObject({ reason: 'missingObject' });
    expect(objects()).toBe(before);
  });

  it('is complete in a sparse checkout', async () => {
    const made = fixture();
    made.commit('one', { 'in/a.yaml': configMap('a'), 'out/b.yaml': configMap('b') });
    made.git('sparse-checkout', 'set', 'in');
    expect(existsSync(path.join(made.folder, 'out'))).toBe(false);
    expect(namesOf(await scan(made))).toEqual(['in/a.yaml: a', 'out/b.yaml: b']);
    const repository = await open(made);
    const { sha = '' } = await repository.resolve('HEAD');
    expect(await repository.edited(sha, '')).toEqual([]);
  });
});

describe("a repository's own configuration", () => {
  it('runs no program', async () => {
    const made = fixture();
    const mark = path.join(made.folder, 'ran');
    const program = path.join(made.folder, 'evil.sh');
    const sha = made.commit('one', {
      'a.yaml': configMap('a'),
      '.gitattributes': '*.yaml filter=evil diff=evil\n',
    });
    writeFileSync(program, `#!/bin/sh\ntouch "${mark}"\ncat\n`);
    chmodSync(program, 0o755);
    const hooks = path.join(made.folder, '.git', 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      writeFileSync(path.join(hooks, hook), `#!/bin/sh\ntouch "${mark}"\n`);
      chmodSync(path.join(hooks, hook), 0o755);
    }
    const quoted = `'${program}'`;
    for (const [key, value] of [
      ['core.fsmonitor', program],
      ['core.pager', quoted],
      ['diff.external', quoted],
      ['diff.evil.textconv', quoted],
      ['diff.evil.command', quoted],
      ['filter.evil.clean', quoted],
      ['filter.evil.smudge', quoted],
      ['filter.evil.process', quoted],
      ['gpg.program', program],
      ['log.showSignature', 'true'],
      ['alias.log', `!${quoted}`],
      ['core.sshCommand', quoted],
    ] as const) {
      made.git('config', key, value);
    }
    rmSync(mark, { force: true });
    writeFileSync(path.join(made.folder, 'a.yaml'), configMap('a', '2'));
    const repository = await open(made);
    await repository.resolve('auto');
    await repository.scan(sha, '');
    await repository.history(sha, ['a.yaml'], 50);
    expect((await repository.edited(sha, '')).map(({ file }) => file)).toEqual(['a.yaml']);
    await repository.ahead(sha, '');
    await repository.countBetween(sha, sha, 'a.yaml');
    expect(existsSync(mark)).toBe(false);
    // The marks do work: the same command, as a person would run it, leaves one.
    execFileSync('git', ['-c', 'core.fsmonitor=false', 'diff'], {
      cwd: made.folder,
      stdio: 'pipe',
    });
    expect(existsSync(mark)).toBe(true);
  });
});
