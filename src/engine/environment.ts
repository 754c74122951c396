import type { Json } from '../core/model/json.ts';

/** Time, as the engine needs it: tests run it by hand. */
export interface Clock {
  now(): Date;
  /** Calls back once after that many milliseconds, unless disposed before. */
  after(milliseconds: number, callback: () => void): { dispose(): void };
  /** Lets other work of the event loop go first. */
  yield(): Promise<void>;
}

/** Where what was learned is kept between runs. Losing it costs time, never truth. */
export interface Cache {
  read(name: string): Promise<Json | undefined>;
  /** Replaces the entry as a whole; two processes may write at once, the last one stays. */
  write(name: string, value: Json): Promise<void>;
}

/** A log for people; never gets a secret. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** What the engine asks of the process that it runs in. */
export interface Environment {
  readonly clock: Clock;
  readonly cache: Cache;
  readonly log: Log;
  /** One-way and keyed for this process: Secrets are compared by it. */
  readonly digest: (value: string) => string;
  /** One-way and the same in every process: names what is cached. Never for secrets. */
  readonly hash: (value: string) => string;
  /** Random letters and digits of that length, lower case. */
  readonly randomName: (length: number) => string;
}
