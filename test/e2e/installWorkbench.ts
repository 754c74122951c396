import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

import { withLock } from '../../scripts/withLock.mjs';
import { cacheFolder } from '../cluster/cacheFolder.ts';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
const UNUSED_EXTENSIONS = ['copilot', 'mermaid-chat-features', 'mermaid-markdown-features'];

/** Where the installed workbench lies: the Node that runs it, and code-server's entry script. */
export interface WorkbenchInstallation {
  readonly node: string;
  readonly entry: string;
}

/**
 * Installs code-server (the whole VS Code workbench) from npm, once a machine, under a lock;
 * about a minute at first, milliseconds after. Throws with npm's last words when npm fails.
 */
export async function installWorkbench(
  log: (line: string) => void = toStderr,
): Promise<WorkbenchInstallation> {
  const home = join(cacheFolder(), 'workbench', `code-server-${CODE_SERVER}`);
  if (isInstalled(home)) return installationIn(home);
  return withLock(
    `${home}.lock`,
    async () => {
      if (!isInstalled(home)) await install(home, log);
      return installationIn(home);
    },
    (holder) => log(`Waiting for process ${holder}, which is installing the workbench …`),
  );
}

function isInstalled(home: string): boolean {
  return existsSync(join(home, 'installed')) && existsSync(nodeOf(home));
}

function installationIn(home: string): WorkbenchInstallation {
  const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  return { node: nodeOf(home), entry };
}

/** This very Node where it is 24 (what code-server asks for), else the one installed beside it. */
function nodeOf(home: string): string {
  if (runsNode24()) return process.execPath;
  const file = process.platform === 'win32' ? 'node.exe' : join('bin', 'node');
  return join(home, 'node_modules', nodePackage(), file);
}

function nodePackage(): string {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

function runsNode24(): boolean {
  return Number(process.versions.node.split('.')[0]) === 24;
}

async function install(home: string, log: (line: string) => void): Promise<void> {
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  // Its own package.json keeps npm from walking up to the repository's.
  await writeFile(join(home, 'package.json'), '{"private": true}\n');
  if (!runsNode24()) {
    log(`Installing Node ${NODE} from npm …`);
    const node24 = `${nodePackage()}@${NODE}`;
    await runNpm(home, ['install', '--ignore-scripts', '--save-exact', node24]);
  }
  const npm = (folder: string, ...args: string[]) => runNpm(folder, args, nodeOf(home));
  log(`Installing code-server ${CODE_SERVER} from npm, once (about a minute) …`);
  await npm(home, 'install', '--ignore-scripts', '--save-exact', `code-server@${CODE_SERVER}`);
  const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  log('Installing the workbench and its built-in extensions …');
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  await npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  await rebuildNativeModules(vscode, npm, log);
  await slim(vscode);
  await writeFile(join(home, 'installed'), '');
  log('The workbench is installed.');
}

/** Two small modules, for quiet logs only: the workbench works without them. */
async function rebuildNativeModules(
  vscode: string,
  npm: (folder: string, ...args: string[]) => Promise<void>,
  log: (line: string) => void,
): Promise<void> {
  try {
    await npm(vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog');
  } catch (error) {
    log(
      `No C++ tools for two optional modules; the workbench's logs are noisier. ${reason(error)}`,
    );
  }
}

async function slim(vscode: string): Promise<void> {
  const extensions = join(vscode, 'extensions');
  for (const name of UNUSED_EXTENSIONS) {
    await rm(join(extensions, name), { recursive: true, force: true });
  }
  const scoped = join(vscode, 'node_modules', '@github');
  if (existsSync(scoped)) {
    for (const name of await readdir(scoped)) {
      if (name.startsWith('copilot')) await rm(join(scoped, name), { recursive: true });
    }
  }
}

function runNpm(folder: string, args: string[], node?: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // Set by an outer `npm run`; they would point this npm at the repository.
  for (const name of Object.keys(env)) {
    if (/^npm_(lifecycle|package|config_local_prefix|config_prefix)/i.test(name)) delete env[name];
  }
  if (node) {
    env['PATH'] = `${dirname(node)}${delimiter}${env['PATH'] ?? ''}`;
    const headers = dirname(dirname(node));
    if (existsSync(join(headers, 'include', 'node'))) env['npm_config_nodedir'] = headers;
  }
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return run('npm', ['--prefix', folder, ...args, ...quiet], { cwd: folder, env });
}

/** Runs a program to its end; rejects with the end of its output when it fails. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  return new Promise((fulfil, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new Error(`${command} can't be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) fulfil();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.trim()}`));
    });
  });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toStderr(line: string): void {
  process.stderr.write(`[workbench] ${line}\n`);
}
