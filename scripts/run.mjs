// The door to every npm script: `node scripts/run.mjs JOB [ARGUMENTS…]`. It runs on Node 20 and
// needs no package; it brings Node 24 and the dependencies, then runs the job with them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { withLock } from './withLock.mjs';

const NODE_VERSION = '24.21.0';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = resolve(process.env.DRIFTLINE_TEST_CACHE || join(ROOT, '.cache'));

/** What each job runs under Node 24; its own arguments follow. */
const JOBS = {
  start: ['scripts/start.ts'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  bench: ['test/bench/main.ts'],
  cluster: ['test/cluster/main.ts'],
  package: ['scripts/package.ts'],
  'generate:defaults': ['scripts/generateDefaults.ts'],
};

const [job, ...rest] = process.argv.slice(2);
const isCommand = job === 'exec' && rest.length > 0;
if (!isCommand && !Object.hasOwn(JOBS, job ?? '')) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(JOBS).join('|')}|exec COMMAND …`);
  process.exit(2);
}
try {
  const node = await findNode();
  await installDependencies(node);
  process.exitCode = isCommand
    ? await runJob(node, rest[0], rest.slice(1))
    : await runJob(node, node, [...JOBS[job].map((file) => join(ROOT, file)), ...rest]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** This very Node where it is new enough, else one from npm, kept in the cache. */
async function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const home = join(CACHE, 'node', NODE_VERSION);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(home, 'node_modules', name, 'bin', file);
  if (existsSync(node)) return node;
  await locked('node', async () => {
    if (existsSync(node)) return;
    await timed(`Installing Node ${NODE_VERSION} from npm (${name}, once)`, async () => {
      const unfinished = `${home}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true });
      await writeFile(join(unfinished, 'package.json'), '{"private":true}\n');
      const args = ['install', '--ignore-scripts', '--no-save', '--prefix', unfinished];
      await npm(unfinished, [...args, `${name}@${NODE_VERSION}`]);
      requireWorkingNode(join(unfinished, 'node_modules', name, 'bin', file));
      await rm(home, { recursive: true, force: true });
      await rename(unfinished, home);
    });
  });
  return node;
}

function requireWorkingNode(node) {
  const answer = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (answer.stdout?.trim() === `v${NODE_VERSION}`) return;
  const why = answer.error?.message ?? answer.stderr;
  throw new Error(
    `Node ${NODE_VERSION} from npm does not run here (${why}). Install Node 24 from ` +
      'https://nodejs.org, and run this with it.',
  );
}

async function installDependencies(node) {
  if (areDependenciesInstalled()) return;
  await locked('dependencies', async () => {
    if (areDependenciesInstalled()) return;
    await timed('Installing the dependencies with npm ci', () =>
      npm(ROOT, ['ci', '--ignore-scripts', '--include=dev'], node),
    );
  });
}

/** Compares package-lock.json with what npm says it has installed, so nothing is done in vain. */
function areDependenciesInstalled() {
  const installed = readPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  return Object.entries(wanted).every(([folder, { version, optional }]) => {
    if (folder === '') return true;
    // Optional packages of other systems are wanted nowhere; one of ours must not be outdated.
    const found = installed[folder];
    return found ? found.version === version : optional === true;
  });
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

function locked(name, action) {
  const onWait = (holder) => console.error(`Waiting for process ${holder} (${name}) …`);
  return withLock(join(CACHE, 'locks', name), action, onWait);
}

async function timed(what, action) {
  console.error(`${what} …`);
  const started = performance.now();
  await action();
  console.error(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** npm without its chatter; rejects with its last words. */
function npm(cwd, args, node = process.execPath) {
  // Within `npm run` this names npm's own file, which needs no PATH and no shell.
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [node, [cli]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(command, [...first, ...args, ...quiet], {
    cwd,
    env: environment(node),
    shell: command === 'npm' && process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const keep = (chunk) => (words = (words + chunk).slice(-4000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((fulfil, reject) => {
    child.on('error', (error) => reject(new Error(`npm can't be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) fulfil();
      else reject(new Error(`npm ${args.join(' ')} ended with ${code}:\n${words.trim()}`));
    });
  });
}

/** Node 24 and the installed commands come first. */
function environment(node) {
  const found = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const first = [dirname(node), join(ROOT, 'node_modules', '.bin')];
  return { ...process.env, [found]: [...first, process.env[found] ?? ''].join(delimiter) };
}

/** Answers with the job's exit code, after the job has ended, whatever signal comes. */
function runJob(node, command, args) {
  const child = spawn(command, args, {
    env: environment(node),
    shell: command !== node && process.platform === 'win32',
    stdio: 'inherit',
  });
  // A terminal's Ctrl+C reaches the job by itself; a second one would cut its farewell short.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithParent(child);
  return new Promise((fulfil, reject) => {
    child.on('error', (error) => reject(new Error(`${command} can't be run: ${error.message}`)));
    child.on('close', (code, signal) => fulfil(signal ? 1 : (code ?? 1)));
  });
}

/** npm may be killed without a word to us. */
function endWithParent(child) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 1000).unref();
}
