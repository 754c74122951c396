import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { TestCluster } from '../../cluster/testCluster.ts';
import { BUILT_DIST, buildDist } from '../../fixtures/buildDist.ts';

/** What a run of the command line left behind. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a run differs from the usual one. */
export interface CliOptions {
  readonly cwd?: string;
  readonly kubeconfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; empty and not a terminal unless told. */
  readonly input?: string;
}

/** A run of the command line before it is begun. */
export interface CliCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The command line as it is shipped, with state and cache of its own. */
export class BuiltCli {
  readonly folder: string;
  readonly #dist: string;
  readonly #cluster: TestCluster | undefined;

  private constructor(folder: string, dist: string, cluster: TestCluster | undefined) {
    this.folder = folder;
    this.#dist = dist;
    this.#cluster = cluster;
  }

  /** The build of the run's global setup, or one of its own where there is none. */
  static async build(cluster?: TestCluster): Promise<BuiltCli> {
    const folder = await mkdtemp(path.join(tmpdir(), 'driftline-cli-'));
    const built = process.env[BUILT_DIST];
    const dist = built ?? path.join(folder, 'dist');
    if (built === undefined) await buildDist(dist);
    return new BuiltCli(folder, dist, cluster);
  }

  run(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
    const child = this.start(args, options);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, out, err }));
    });
  }

  /** For commands that go on: the caller ends them. */
  start(args: readonly string[], options: CliOptions = {}): ChildProcessWithoutNullStreams {
    const { command, cwd, env } = this.commandOf(args, options);
    const [program = '', ...rest] = command;
    return spawn(program, rest, { cwd, env });
  }

  /** What is run, for who runs it in another way. */
  commandOf(args: readonly string[], options: CliOptions = {}): CliCommand {
    return {
      command: [process.execPath, path.join(this.#dist, 'driftline.cjs'), ...args],
      cwd: options.cwd ?? this.folder,
      env: {
        ...process.env,
        KUBECONFIG: options.kubeconfig ?? this.#cluster?.kubeconfigPath ?? '',
        DRIFTLINE_CACHE_DIR: path.join(this.folder, 'cache'),
        DRIFTLINE_STATE_DIR: path.join(this.folder, 'state'),
        ...options.env,
      },
    };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
