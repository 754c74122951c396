import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { BenchContext } from './bench.ts';
import { runProcess, type ProcessOptions, type ProcessRun } from './runProcess.ts';

/** What `driftline status --json` says, the parts that are checked. */
interface StatusReport {
  readonly targets: readonly { readonly summary: Readonly<Record<string, number>> }[];
}

/** `driftline status` as a whole process, on a repository and a cluster, with a cache of its own. */
export class DriftlineCommand {
  readonly #context: BenchContext;
  readonly #repository: string;
  readonly #kubeconfig: string;
  #folder: string | undefined;

  constructor(context: BenchContext, repository: string, kubeconfig: string) {
    this.#context = context;
    this.#repository = repository;
    this.#kubeconfig = kubeconfig;
  }

  /** From now on as if Driftline had never run on this machine. */
  forget(): void {
    this.#folder = undefined;
  }

  /**
   * Milliseconds from the process's start to its end. Throws where it does not find exactly so
   * many objects in each status: a fast wrong answer is none.
   */
  async status(expected: Readonly<Record<string, number>>): Promise<number> {
    const isDrift = Object.keys(expected).some((status) => status !== 'inSync');
    const run = await this.run(['status', '--json'], { expected: [isDrift ? 1 : 0] });
    checkSummary(run.stdout, expected);
    return run.time;
  }

  /** Any command, as a whole process; throws where it ends otherwise than expected. */
  async run(
    args: readonly string[],
    options: Pick<ProcessOptions, 'env' | 'expected'> = {},
  ): Promise<ProcessRun> {
    this.#folder ??= await mkdtemp(join(this.#context.folder, 'home-'));
    const program = join(this.#context.dist, 'driftline.cjs');
    const where = ['--repo', this.#repository, '--kubeconfig', this.#kubeconfig];
    return runProcess(process.execPath, [program, ...args, ...where], {
      ...options,
      env: { ...this.#environment(this.#folder), ...options.env },
    });
  }

  #environment(folder: string): Readonly<Record<string, string>> {
    return {
      DRIFTLINE_CACHE_DIR: join(folder, 'cache'),
      DRIFTLINE_STATE_DIR: join(folder, 'state'),
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    };
  }
}

function checkSummary(stdout: string, expected: Readonly<Record<string, number>>): void {
  const [target] = (JSON.parse(stdout) as StatusReport).targets;
  const found = Object.entries(target?.summary ?? {}).filter(([, count]) => count > 0);
  const wanted = Object.entries(expected).filter(([, count]) => count > 0);
  const [is, should] = [found, wanted].map((counts) => JSON.stringify(counts.sort()));
  if (is !== should) throw new Error(`driftline status found ${is}, not ${should}`);
}
