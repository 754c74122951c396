import { isEqual } from '../core/model/equal.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Json } from '../core/model/json.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { StatusStore, StoreChange } from '../engine/statusStore.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { WatchOptions } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';
import { healJson, healLines, type HealEvent } from './healEvents.ts';
import { openHealing } from './openHealing.ts';
import { summaryText } from './statusText.ts';
import { phaseText, watchedJson, watchedLine, type WatchedChange } from './watchLines.ts';

/** `driftline watch`: a line for each status that changes, until it is stopped. */
export async function runWatch(parts: CommandParts, options: WatchOptions): Promise<ExitCode> {
  const opened = await parts.open(options);
  const { engine, repository } = opened;
  const stop = parts.stop();
  const watcher = new Watcher(parts, engine.store, options.json);
  const listening = engine.store.onDidChange((change) => watcher.heard(change));
  try {
    await engine.start();
    if (engine.store.state.phase === 'failed') {
      await parts.console.say(phaseText(engine.store.state));
      return 2;
    }
    const summary = summaryText(engine.store.summary());
    await parts.console.say(`Watching ${repository}: ${summary}. Ctrl+C ends it.`);
    if (options.heal) return await heal(parts, opened, options, { stop, watcher });
    await aborted(stop);
    return 0;
  } finally {
    listening.dispose();
    await engine.dispose();
    await watcher.printed();
  }
}

/** Watches and heals until it is stopped, may not be, or another cluster answers. */
async function heal(
  parts: CommandParts,
  opened: OpenTarget,
  options: WatchOptions,
  { stop, watcher }: { readonly stop: AbortSignal; readonly watcher: Watcher },
): Promise<ExitCode> {
  const over = new AbortController();
  const healer = await openHealing(parts, opened, options, {
    stop,
    tell: (event) => watcher.tellHeal(event),
    onEnded: () => over.abort(),
  });
  if (healer === undefined) return stop.aborted ? 0 : 1;
  try {
    await aborted(AbortSignal.any([stop, over.signal]));
    return over.signal.aborted ? 1 : 0;
  } finally {
    await healer.dispose();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Tells status changes from changes that nobody waits for, such as a pod that gets ready. */
class Watcher {
  readonly #parts: CommandParts;
  readonly #store: StatusStore;
  readonly #json: boolean;
  readonly #seen = new Map<ObjectKey, ObjectStatus>();
  #printing: Promise<void> = Promise.resolve();
  #phase = '';

  constructor(parts: CommandParts, store: StatusStore, json: boolean) {
    this.#parts = parts;
    this.#store = store;
    this.#json = json;
  }

  heard(change: StoreChange): void {
    for (const key of change.keys) this.#tell(key);
    if (change.target) this.#tellPhase();
  }

  /** Resolves when all lines have left. */
  printed(): Promise<void> {
    return this.#printing;
  }

  tellHeal(event: HealEvent): void {
    const { console } = this.#parts;
    const time = this.#parts.now().toISOString();
    const { name } = this.#store.state.target;
    this.#queue(() =>
      this.#json
        ? console.printJson(healJson(event, time, name), 'line')
        : console.print(healLines(event, time)),
    );
  }

  #tell(key: ObjectKey): void {
    const before = this.#seen.get(key);
    const now = this.#store.get(key);
    const object = now ?? before;
    if (object === undefined) return;
    if (now === undefined) this.#seen.delete(key);
    else this.#seen.set(key, now);
    if (now !== undefined && before !== undefined && isEqual(verdict(before), verdict(now))) return;
    // What is well from the start is not news on a terminal; a reader of JSON wants the whole.
    if (before === undefined && object.status === 'inSync' && !this.#json) return;
    this.#print({
      time: this.#parts.now().toISOString(),
      target: this.#store.state.target.name,
      object,
      ...(before === undefined ? {} : { previous: before.status }),
      ...(now === undefined ? { gone: true } : {}),
    });
  }

  #tellPhase(): void {
    const { state } = this.#store;
    const text = phaseText(state);
    const isNews = this.#phase !== '' || state.phase === 'stale';
    if (state.phase === 'looking' || text === this.#phase) return;
    this.#phase = text;
    if (isNews) this.#queue(() => this.#parts.console.say(text));
  }

  #print(change: WatchedChange): void {
    const { console } = this.#parts;
    this.#queue(() =>
      this.#json
        ? console.printJson(watchedJson(change), 'line')
        : console.print([watchedLine(change)]),
    );
  }

  #queue(print: () => Promise<void>): void {
    this.#printing = this.#printing.then(print);
  }
}

/** What makes a status another one: the word, the reason, and which fields differ how. */
function verdict(object: ObjectStatus): Json {
  const findings = object.findings.map(({ kind, path, git, live, pending }) => [
    kind,
    formatPath(path),
    git ?? null,
    live ?? null,
    pending,
  ]);
  return [object.status, object.reason ?? null, findings];
}
