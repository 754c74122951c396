import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { AuditFile } from './adapters/host/auditFile.ts';
import { StateFile } from './adapters/host/stateFile.ts';
import { foldersOf } from './adapters/host/folders.ts';
import { nodeEnvironment } from './adapters/host/nodeEnvironment.ts';
import type { CommandParts, OpenTarget } from './cli/command.ts';
import { parseCommandLine, UsageError, type LookOptions } from './cli/commandLine.ts';
import { Console } from './cli/console.ts';
import { describeFailure } from './cli/describeFailure.ts';
import { nameCluster } from './cli/nameCluster.ts';
import { runCommand } from './cli/runCommand.ts';
import { askedParts, targetOf } from './cli/targetOptions.ts';
import { askTerminal, stopOnSignals } from './cli/terminalInput.ts';
import { pathInRepository } from './cli/pathInRepository.ts';

import type { Repository } from './engine/repository.ts';

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
/** An act that could not be logged is nothing to keep to oneself. */
const audit = new AuditFile(folders.state, {
  ...log,
  warn: (message) => void console.say(message),
});
const state = new StateFile(folders.state);
const environment = nodeEnvironment({ cacheDir: folders.cache, log });

async function open(asked: LookOptions): Promise<OpenTarget> {
  const [git, kubernetes, { Engine }, { ActLog }] = await Promise.all([
    import('./adapters/git/openRepository.ts'),
    import('./adapters/kubernetes/openCluster.ts'),
    import('./engine/engine.ts'),
    import('./engine/actLog.ts'),
  ]);
  const kubeconfig = asked.kubeconfig === undefined ? {} : { kubeconfig: asked.kubeconfig };
  // Read while Git is asked; an error waits for whoever asks for the contexts.
  const contexts = kubernetes.listContexts({ ...kubeconfig, env });
  contexts.catch(() => undefined);
  const repository = await git.openRepository(path.resolve(asked.repo ?? '.'), {
    cacheDir: folders.cache,
    ...(typeof __dirname === 'undefined' ? {} : { workerFile: path.join(__dirname, 'worker.cjs') }),
  });
  // The context of the repository's own target counts as named: somebody wrote it down for it.
  const options = { ...(await contextOf(repository)), ...asked };
  const context = options.context === undefined ? {} : { context: options.context };
  const named = await nameCluster(options, () => contexts);
  const connect = () =>
    kubernetes.openCluster({
      ...kubeconfig,
      ...context,
      env,
      cacheDir: folders.cache,
      allowExec: true,
      log: log.info,
    });
  const target = targetOf(options, {
    path: pathInRepository(options.path, repository.root),
    namespace: named.namespace ?? 'default',
  });
  return {
    engine: new Engine({
      ...{ repository, connect, target, environment, captured: state },
      asked: askedParts(asked),
    }),
    git: repository,
    openCommitter: async () =>
      (await import('./adapters/git/openCommitter.ts')).openCommitter(repository.root),
    repository: path.basename(repository.root),
    acts: new ActLog({ audit, repository, clock: environment.clock }),
    ...(named.unnamed === undefined ? {} : { unnamed: named.unnamed }),
  };
}

/** What is wrong with the file is told by the engine, which reads the rest of it. */
async function contextOf(repository: Repository): Promise<{ readonly context?: string }> {
  const text = await repository.read('.driftline.yaml');
  if (text === undefined) return {};
  const { parseSettings } = await import('./core/diff/parseSettings.ts');
  const context = parseSettings(text).settings.target?.context;
  return context === undefined ? {} : { context };
}

const parts: CommandParts = {
  console,
  open,
  environment,
  audit,
  state,
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
