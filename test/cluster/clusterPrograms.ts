import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { withLock } from '../../scripts/withLock.mjs';
import { cacheFolder } from './cacheFolder.ts';

/** Paths of the programs that make up a cluster, and of kwok's stages (one YAML file). */
export interface ClusterPrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
  readonly kwok: string;
  readonly stages: string;
}

const MODULE = import.meta.dirname;
const KWOK_MODULE = join(MODULE, 'kwok');
const STAGE_FOLDERS = ['pod/fast', 'node/fast', 'pod/chaos'];
/** Part of the cache key: raise it when the way of building changes. */
const BUILD = 1;

/**
 * The programs, built from the Go module proxy when these go.mod files have not been built yet
 * (about six minutes on two cores), under a lock that other processes wait for.
 * Throws when Go is missing, or with the compiler's last words.
 */
export async function clusterPrograms(
  log: (line: string) => void = toStderr,
): Promise<ClusterPrograms> {
  const home = join(cacheFolder(), 'cluster', await cacheKey());
  if (existsSync(home)) return programsIn(home);
  return withLock(
    `${home}.lock`,
    async () => {
      if (!existsSync(home)) await build(home, log);
      return programsIn(home);
    },
    (holder) => log(`Waiting for process ${holder}, which is building the Kubernetes programs …`),
  );
}

function programsIn(home: string): ClusterPrograms {
  return {
    etcd: join(home, 'etcd'),
    apiServer: join(home, 'kube-apiserver'),
    controllerManager: join(home, 'kube-controller-manager'),
    scheduler: join(home, 'kube-scheduler'),
    kubectl: join(home, 'kubectl'),
    kwok: join(home, 'kwok'),
    stages: join(home, 'stages.yaml'),
  };
}

async function cacheKey(): Promise<string> {
  const hash = createHash('sha256').update(`${BUILD} ${process.platform} ${process.arch}`);
  for (const folder of [MODULE, KWOK_MODULE]) {
    for (const name of ['go.mod', 'go.sum']) hash.update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function build(home: string, log: (line: string) => void): Promise<void> {
  requireGo();
  const unfinished = `${home}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const version = await kubernetesVersion();
  log(`Building the Kubernetes ${version} API server for tests (once, about 5 minutes) …`);
  await goBuild(MODULE, unfinished, linkerFlags(version), log);
  await rename(join(unfinished, 'server'), join(unfinished, 'etcd'));
  log('Building kwok, which plays the nodes (once, about 1 minute) …');
  await goBuild(KWOK_MODULE, unfinished, '-s -w', log);
  await writeFile(join(unfinished, 'stages.yaml'), await readStages());
  await rename(unfinished, home);
  log('The Kubernetes programs are built.');
}

function requireGo(): void {
  if (spawnSync('go', ['version']).status === 0) return;
  throw new Error(
    'Go 1.26 or later is needed to build the Kubernetes API server for tests, and `go` is not on ' +
      'PATH. Install it from https://go.dev/dl, or set DRIFTLINE_TEST_KUBECONFIG to use a cluster ' +
      'of your own.',
  );
}

/** The version that go.mod names, as in `v1.36.3`. */
async function kubernetesVersion(): Promise<string> {
  const text = await readFile(join(MODULE, 'go.mod'), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(text)?.[1];
  if (!version) throw new Error(`${join(MODULE, 'go.mod')} names no k8s.io/kubernetes version.`);
  return version;
}

/** Without them the server says it is v0.0.0. */
function linkerFlags(version: string): string {
  const [major, minor] = version.slice(1).split('.');
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const set = Object.entries(stamps).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ['-s -w', ...set].join(' ');
}

async function goBuild(
  module: string,
  into: string,
  ldflags: string,
  log: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  let compiled = 0;
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    log(`  … ${seconds} s, ${compiled} packages compiled`);
  }, 20_000);
  try {
    const args = [
      'build',
      '-v',
      '-buildvcs=false',
      '-trimpath',
      '-ldflags',
      ldflags,
      '-o',
      `${into}/`,
      'tool',
    ];
    await go(module, args, () => compiled++);
  } finally {
    clearInterval(progress);
  }
}

function go(module: string, args: readonly string[], onLine?: () => void): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0' };
  const child = spawn('go', args, { cwd: module, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => void child.kill();
  process.once('exit', end);
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    said.push(line);
    onLine?.();
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', end);
      if (code === 0) fulfil(output);
      else reject(new Error(`go ${args[0]} failed in ${module}:\n${said.slice(-20).join('\n')}`));
    });
  });
}

async function readStages(): Promise<string> {
  const listed = await go(KWOK_MODULE, ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok']);
  const documents: string[] = [];
  for (const name of STAGE_FOLDERS) {
    const folder = join(listed.trim(), 'kustomize', 'stage', ...name.split('/'));
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.yaml') || file === 'kustomization.yaml') continue;
      documents.push(await readFile(join(folder, file), 'utf8'));
    }
  }
  return documents.join('\n---\n');
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
