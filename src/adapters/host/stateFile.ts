import { randomUUID } from 'node:crypto';
import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Captured, Consent, Pause, StateScope, StateStore } from '../../engine/stateStore.ts';

interface State {
  readonly consents: readonly Consent[];
  readonly pauses: readonly Pause[];
  readonly captured: readonly Captured[];
}

const empty: State = { consents: [], pauses: [], captured: [] };
/** Milliseconds after which a lock is taken for one that a dead process left. */
const staleLock = 10_000;
/** How soon, in milliseconds, a decision that was made elsewhere is heard of. */
const watchMs = 1_000;

/**
 * `decisions.json` in the state folder. Changes are made under a lock file and land as a whole;
 * a file that cannot be read counts as "nothing was allowed", and is never overwritten silently.
 */
export class StateFile implements StateStore {
  readonly #file: string;

  constructor(stateDir: string) {
    this.#file = path.join(stateDir, 'decisions.json');
  }

  /** Tells of decisions, also of those made in another window or on the command line. */
  watch(onChange: () => void): { dispose(): void } {
    const hear = (now: Stats, before: Stats): void => {
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) onChange();
    };
    watchFile(this.#file, { interval: watchMs, persistent: false }, hear);
    return { dispose: () => unwatchFile(this.#file, hear) };
  }

  async consents(): Promise<readonly Consent[]> {
    return (await this.#read()).consents;
  }

  addConsent(consent: Consent): Promise<void> {
    return this.#change((state) => ({
      ...state,
      consents: [...state.consents.filter((one) => !isSame(one, consent)), consent],
    }));
  }

  removeConsents(scope: StateScope): Promise<void> {
    return this.#change((state) => ({
      ...state,
      consents: state.consents.filter((one) => !isSame(one, scope)),
    }));
  }

  async pauses(): Promise<readonly Pause[]> {
    return (await this.#read()).pauses;
  }

  setPause(pause: Pause): Promise<void> {
    return this.#change((state) => ({
      ...state,
      pauses: [...state.pauses.filter((one) => !isSameTarget(one, pause)), pause],
    }));
  }

  clearPause(scope: Omit<StateScope, 'clusterUid'>): Promise<void> {
    return this.#change((state) => ({
      ...state,
      pauses: state.pauses.filter((one) => !isSameTarget(one, scope)),
    }));
  }

  async captured(): Promise<readonly Captured[]> {
    return (await this.#read()).captured;
  }

  addCaptured(captured: Captured): Promise<void> {
    return this.#change((state) => ({ ...state, captured: [...state.captured, captured] }));
  }

  removeCaptured(isGone: (captured: Captured) => boolean): Promise<void> {
    return this.#change((state) => ({
      ...state,
      captured: state.captured.filter((one) => !isGone(one)),
    }));
  }

  async #read(): Promise<State> {
    try {
      return parseState(await readFile(this.#file, 'utf8'));
    } catch (error) {
      if (isCode(error, 'ENOENT')) return empty;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.#file} cannot be read (${why}): mend it, or remove it`, {
        cause: error,
      });
    }
  }

  async #change(change: (state: State) => State): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    await this.#locked(async () => {
      const draft = `${this.#file}.${randomUUID()}`;
      await writeFile(draft, JSON.stringify(change(await this.#read()), undefined, 1), {
        mode: 0o600,
      });
      await rename(draft, this.#file);
    });
  }

  async #locked(work: () => Promise<void>): Promise<void> {
    const lock = `${this.#file}.lock`;
    for (;;) {
      try {
        await (await open(lock, 'wx', 0o600)).close();
        break;
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      if (await isStale(lock)) await rm(lock, { force: true });
      else await wait(20);
    }
    try {
      await work();
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/** Texts that each entry of a list must have, besides those of its scope. */
const texts: Readonly<Record<keyof State, readonly string[]>> = {
  consents: ['clusterUid', 'policy', 'time'],
  pauses: ['until'],
  captured: ['key', 'branch', 'commit', 'file'],
};

/** Throws where it is no JSON, or not as this version writes it: half of it could allow too much. */
function parseState(text: string): State {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error('another version wrote it');
  const state = { ...empty, ...value };
  for (const list of Object.keys(empty) as (keyof State)[]) {
    const entries: unknown = state[list];
    if (!Array.isArray(entries) || !entries.every((entry) => isEntry(list, entry))) {
      throw new Error(`another version wrote its ${list}`);
    }
  }
  return state;
}

function isEntry(list: keyof State, entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  const names = ['repository', 'target', ...texts[list]];
  const { paths } = entry;
  const arePaths = Array.isArray(paths) && paths.every((path) => typeof path === 'string');
  return (
    names.every((name) => typeof entry[name] === 'string') && (list !== 'captured' || arePaths)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function isStale(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > staleLock;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function isSame(a: StateScope, b: StateScope): boolean {
  return isSameTarget(a, b) && a.clusterUid === b.clusterUid;
}

function isSameTarget(
  a: Omit<StateScope, 'clusterUid'>,
  b: Omit<StateScope, 'clusterUid'>,
): boolean {
  return a.repository === b.repository && a.target === b.target;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
