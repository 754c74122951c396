import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { foldersOf } from './adapters/host/folders.ts';
import { nodeEnvironment } from './adapters/host/nodeEnvironment.ts';
import type { CommandParts, OpenTarget } from './cli/command.ts';
import { parseCommandLine, UsageError, type LookOptions } from './cli/commandLine.ts';
import { Console } from './cli/console.ts';
import { describeFailure } from './cli/describeFailure.ts';
import { nameCluster } from './cli/nameCluster.ts';
import { runCommand } from './cli/runCommand.ts';
import { askTerminal, stopOnSignals } from './cli/terminalInput.ts';
import { pathInRepository } from './cli/pathInRepository.ts';

// The command line: wires the rooms together without VS Code.

/** Set by the bundler. */
declare const DRIFTLINE_VERSION: string | undefined;
const version = typeof DRIFTLINE_VERSION === 'undefined' ? '0.0.0-source' : DRIFTLINE_VERSION;

const { env } = process;
const folders = foldersOf(env, homedir());
const console = new Console({ out: process.stdout, err: process.stderr, env });
const isDebug = (env['DRIFTLINE_DEBUG'] ?? '') !== '';
const log = {
  info: (message: string): void => void (isDebug && console.say(message)),
  warn: (message: string): void => void (isDebug && console.say(message)),
};
const environment = nodeEnvironment({ cacheDir: folders.cache, log });

async function open(options: LookOptions): Promise<OpenTarget> {
  const [git, kubernetes, { Engine }] = await Promise.all([
    import('./adapters/git/openRepository.ts'),
    import('./adapters/kubernetes/openCluster.ts'),
    import('./engine/engine.ts'),
  ]);
  const workerFile =
    typeof __dirname === 'undefined' ? {} : { workerFile: path.join(__dirname, 'worker.cjs') };
  const repository = await git.openRepository(path.resolve(options.repo ?? '.'), {
    cacheDir: folders.cache,
    ...workerFile,
  });
  const kubeconfig = options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig };
  const named = await nameCluster(options, () => kubernetes.listContexts({ ...kubeconfig, env }));
  const connect = () =>
    kubernetes.openCluster({
      ...kubeconfig,
      ...(options.context === undefined ? {} : { context: options.context }),
      env,
      cacheDir: folders.cache,
      allowExec: true,
      log: log.info,
    });
  const target = {
    name: 'default',
    path: pathInRepository(options.path, repository.root),
    namespace: options.namespace ?? named.namespace ?? 'default',
    revision: options.revision ?? 'auto',
    ...(options.serverChecks === undefined ? {} : { serverChecks: options.serverChecks }),
  };
  const parts = ['path', 'namespace', 'revision', 'serverChecks'] as const;
  const asked = new Set(parts.filter((part) => options[part] !== undefined));
  return {
    engine: new Engine({ repository, connect, target, asked, environment }),
    repository: path.basename(repository.root),
    ...(named.unnamed === undefined ? {} : { unnamed: named.unnamed }),
  };
}

const parts: CommandParts = {
  console,
  open,
  now: () => environment.clock.now(),
  stop: () => stopOnSignals(process, (message) => void console.say(message)),
  ask: askTerminal,
  canAsk: process.stdin.isTTY && process.stderr.isTTY,
};

async function main(): Promise<number> {
  try {
    const commandLine = parseCommandLine(process.argv.slice(2));
    return await runCommand(parts, commandLine, version, environment.clock);
  } catch (error) {
    console.endProgress();
    await console.say(describeFailure(error));
    if (isDebug && error instanceof Error && !(error instanceof UsageError)) {
      await console.say(error.stack ?? '');
    }
    return 2;
  }
}

// A reader that went away (`| head`) is no error, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});
void main().then((code) => process.exit(code));
