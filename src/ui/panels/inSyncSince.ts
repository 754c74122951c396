import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { Disposable } from '../disposables.ts';
import type { Opened, Workspace } from '../workspace.ts';

/** Since when objects are seen in sync, as far as this window has looked. */
export class InSyncSince implements Disposable {
  readonly #times = new WeakMap<Opened['session'], Map<ObjectKey, string>>();
  readonly #subscription: Disposable;

  constructor(workspace: Workspace) {
    for (const opened of workspace.opened) this.#note(opened, allKeys(opened));
    this.#subscription = workspace.onDidChange((change) => {
      if (change.kind === 'store') this.#note(change.opened, change.change.keys);
      else for (const opened of workspace.opened) this.#note(opened, allKeys(opened));
    });
  }

  /** RFC 3339: the latest moment at which one of them came to be in sync. */
  of({ session }: Opened, keys: Iterable<ObjectKey>): string {
    const known = this.#times.get(session);
    let latest: string | undefined;
    for (const key of keys) {
      const time = known?.get(key);
      if (time !== undefined && (latest === undefined || time > latest)) latest = time;
    }
    return latest ?? new Date().toISOString();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #note({ session }: Opened, keys: Iterable<ObjectKey>): void {
    const times = this.#times.get(session) ?? new Map<ObjectKey, string>();
    this.#times.set(session, times);
    const now = new Date().toISOString();
    for (const key of keys) {
      if (session.store.get(key)?.status !== 'inSync') times.delete(key);
      else if (!times.has(key)) times.set(key, now);
    }
  }
}

function allKeys({ session }: Opened): readonly ObjectKey[] {
  return [...session.store.entries()].map(([key]) => key);
}
