/** What a person asked of the benchmark. */
export interface BenchOptions {
  /** Names of the benches that run; empty: all. */
  readonly only: readonly string[];
  /** Smaller sizes and fewer runs: shows that it works, the figures mean less. */
  readonly quick: boolean;
}

/** Throws with a sentence about what was not understood. */
export function parseBenchOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const only: string[] = [];
  let quick = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === '--quick') quick = true;
    else if (arg === '--only') only.push(...(args[(at += 1)] ?? '').split(','));
    else throw new Error(`${arg ?? ''} is no option. ${usage(names)}`);
  }
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no bench "${unknown}". ${usage(names)}`);
  return { only, quick };
}

function usage(names: readonly string[]): string {
  return `Usage: npm run bench -- [--quick] [--only ${names.join('|')}]…`;
}
