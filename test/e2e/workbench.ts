import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';

import { freePorts } from '../cluster/freePorts.ts';
import { ProcessNest, type NestProcess } from '../cluster/processNest.ts';
import { installWorkbench, run, type WorkbenchInstallation } from './installWorkbench.ts';

export { installWorkbench, type WorkbenchInstallation } from './installWorkbench.ts';

const READY_WITHIN_MS = 90_000;

/** The extension under test: a packed .vsix, or an unpacked folder with its package.json. */
export type ExtensionUnderTest = { readonly vsix: string } | { readonly dir: string };

export interface WorkbenchOptions {
  /** Absolute path of the folder to open, or of a `.code-workspace` that holds several. */
  readonly folder: string;
  readonly extension?: ExtensionUnderTest;
  /** User settings, laid over the quiet defaults of {@link quietSettings}. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Laid over this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A free one when left out. */
  readonly port?: number;
  /** `false`: the workspace starts untrusted and the workbench asks. */
  readonly trustEverything?: boolean;
}

/** A running workbench with fresh user data, its own HOME and TMPDIR, in its own process group. */
export interface Workbench {
  /** The address that opens the folder. */
  readonly url: string;
  readonly port: number;
  /** The address that opens the folder with a file (absolute, or from its root) at a line, from 1. */
  urlFor(file: string, line?: number): string;
  /** The folder of the server's and the extension hosts' logs. */
  readonly logs: string;
  /** Writes `.vscode/settings.json` of the folder; the workbench takes up the change by itself. */
  setWorkspaceSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Resolves when the server has ended by itself or was stopped. */
  readonly ended: Promise<void>;
  /** Ends the whole process group and removes the folders; safe to call twice. */
  stop(): Promise<void>;
}

/** Settings under which nothing moves, asks or calls home while a test looks. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'window.autoDetectColorScheme': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'editor.cursorBlinking': 'solid',
  // In a browser files save themselves after a second, and nothing stays unsaved to look at.
  'files.autoSave': 'off',
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * Starts the workbench (installing it at first) and waits until it answers. Throws with the end of
 * the server's log when it does not. Ends with this process, even when that is killed.
 */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const installation = await installWorkbench();
  const nest = new ProcessNest(await mkdtemp(join(tmpdir(), 'dlwb-')));
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stayAlive(nest.end()));
  try {
    const paths = await layOut(nest.folder, options);
    await placeExtension(installation, paths, options.extension);
    const port = options.port ?? (await freePort());
    const server = launch(installation, nest, paths, options, port);
    await ready(port, server);
    return describe(options.folder, port, paths, server, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The nest's programs don't keep this process running; waiting for their end must. */
async function stayAlive(end: Promise<void>): Promise<void> {
  const timer = setInterval(() => undefined, 1000);
  try {
    await end;
  } finally {
    clearInterval(timer);
  }
}

async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('No free loopback port was found.');
  return port;
}

function describe(
  folder: string,
  port: number,
  paths: Paths,
  server: NestProcess,
  stop: () => Promise<void>,
): Workbench {
  const authority = `127.0.0.1:${port}`;
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const url = `http://${authority}/?${kind}=${encodeURI(folder)}`;
  return {
    url,
    port,
    urlFor(file, line = 1) {
      const path = isAbsolute(file) ? file : join(folder, file);
      const target = `vscode-remote://${authority}${encodeURI(path)}:${line}:1`;
      const payload = [
        ['openFile', target],
        ['gotoLineMode', 'true'],
      ];
      return `${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    },
    logs: join(paths.userData, 'logs'),
    async setWorkspaceSettings(settings) {
      await mkdir(join(folder, '.vscode'), { recursive: true });
      await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    },
    ended: server.exited,
    stop,
  };
}

interface Paths {
  readonly config: string;
  readonly userData: string;
  readonly extensions: string;
  readonly settings: string;
  readonly home: string;
  readonly tmp: string;
}

async function layOut(home: string, options: WorkbenchOptions): Promise<Paths> {
  const paths: Paths = {
    config: join(home, 'config.yaml'),
    userData: join(home, 'ud'),
    extensions: join(home, 'ext'),
    settings: join(home, 'ud', 'User', 'settings.json'),
    home: join(home, 'home'),
    tmp: join(home, 'tmp'),
  };
  for (const folder of [join(paths.userData, 'User'), paths.extensions, paths.home, paths.tmp]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(paths.config, '');
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(paths.settings, JSON.stringify(settings, undefined, 2));
  return paths;
}

async function placeExtension(
  installation: WorkbenchInstallation,
  paths: Paths,
  extension: ExtensionUnderTest | undefined,
): Promise<void> {
  if (!extension) return;
  if ('vsix' in extension) {
    const args = [installation.entry, ...folderArguments(paths)];
    await run(installation.node, [...args, '--install-extension', extension.vsix, '--force'], {
      env: { ...process.env, ...environment(paths, {}).set },
    });
    return;
  }
  const manifest = JSON.parse(await readFile(join(extension.dir, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`.toLowerCase();
  await copyExtension(extension.dir, join(paths.extensions, name));
}

/**
 * Copies only what an extension is at run time, so that the repository itself can be the folder.
 * Links won't do: the host tells extensions apart by the real path of their code.
 */
async function copyExtension(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const copied = { recursive: true };
  await cp(join(from, 'package.json'), join(to, 'package.json'));
  for (const part of ['package.nls.json', 'dist', 'media', 'l10n', 'README.md', 'index.cjs']) {
    if (existsSync(join(from, part))) await cp(join(from, part), join(to, part), copied);
  }
}

function folderArguments(paths: Paths): string[] {
  return [
    ...['--config', paths.config, '--user-data-dir', paths.userData],
    ...['--extensions-dir', paths.extensions],
  ];
}

function launch(
  installation: WorkbenchInstallation,
  nest: ProcessNest,
  paths: Paths,
  options: WorkbenchOptions,
  port: number,
): NestProcess {
  const { unset, set } = environment(paths, options.env ?? {});
  return nest.start(
    'workbench',
    'env',
    [
      ...unset.flatMap((name) => ['-u', name]),
      ...[installation.node, installation.entry, ...folderArguments(paths)],
      ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
      ...['--disable-telemetry', '--disable-update-check', '--ignore-last-opened'],
      '--disable-getting-started-override',
      ...(options.trustEverything === false ? [] : ['--disable-workspace-trust']),
    ],
    set,
  );
}

interface Environment {
  readonly set: Record<string, string>;
  readonly unset: readonly string[];
}

function environment(
  paths: Paths,
  extra: Readonly<Record<string, string | undefined>>,
): Environment {
  const own = {
    HOME: paths.home,
    TMPDIR: paths.tmp,
    XDG_RUNTIME_DIR: paths.tmp,
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
  const set = Object.entries(own).filter((entry) => entry[1] !== undefined);
  // Another VS Code around this process would make the server think it is its terminal.
  const foreign = /^(VSCODE_|CODE_SERVER|NODE_OPTIONS$|VITEST)/;
  const unset = Object.keys(process.env).filter(
    (name) => foreign.test(name) || (name in extra && extra[name] === undefined),
  );
  return { set: Object.fromEntries(set) as Record<string, string>, unset };
}

async function ready(port: number, server: NestProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!server.hasExited() && Date.now() < deadline) {
    if (await answers(`http://127.0.0.1:${port}/healthz`)) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(
    `The workbench on port ${port} did not start; its log ends with:\n${server.lastWords()}`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch (error) {
    // Not listening yet.
    return error === undefined;
  }
}
