import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stretch of time, in milliseconds since 1970. */
export type Interval = readonly [from: number, to: number];

/** Watches what Git's own processes take, by the trace that Git itself writes. */
export class GitTime {
  /**
   * To be added to the environment of whoever runs Git. The trace is asked for in a home of its
   * own: reads of Driftline's pass no variable of Git's on.
   */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;

  private constructor(home: string, folder: string) {
    this.#folder = folder;
    this.env = { HOME: home };
  }

  static async begin(parent: string): Promise<GitTime> {
    const home = await mkdtemp(join(parent, 'home-'));
    const folder = join(home, 'trace');
    await mkdir(folder);
    await writeFile(join(home, '.gitconfig'), `[trace2]\n\teventTarget = ${folder}\n`);
    return new GitTime(home, folder);
  }

  /**
   * Milliseconds in which at least one Git process was at work. Readers that wait for questions
   * (`cat-file --batch`) do not count: what they take is taken for Driftline's.
   */
  async read(): Promise<number> {
    const files = await readdir(this.#folder);
    const intervals = await Promise.all(
      files.map(async (file) => intervalOf(await readFile(join(this.#folder, file), 'utf8'))),
    );
    return covered(intervals.filter((interval) => interval !== undefined));
  }
}

interface TraceEvent {
  readonly event: string;
  readonly time?: string;
  /** Seconds since the process began. */
  readonly t_abs?: number;
  readonly argv?: readonly string[];
}

function intervalOf(trace: string): Interval | undefined {
  const events = trace
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TraceEvent);
  const start = events.find(({ event }) => event === 'start');
  const end = events.findLast(({ event }) => event === 'atexit' || event === 'exit');
  if (start === undefined || end === undefined) return undefined;
  if (start.argv?.some((arg) => arg.startsWith('--batch')) === true) return undefined;
  return [momentOf(start) - (start.t_abs ?? 0) * 1000, momentOf(end)];
}

/** With the microseconds that `Date` would drop. */
function momentOf({ time = '' }: TraceEvent): number {
  const [, fraction = '0'] = /\.(\d+)Z$/.exec(time) ?? [];
  const seconds = Date.parse(time.replace(/\.\d+Z$/, 'Z'));
  return seconds + Number(`0.${fraction}`) * 1000;
}

/** How much time intervals cover that may overlap. */
export function covered(intervals: readonly Interval[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const [from, to] of intervals.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
