import { l10n } from 'vscode';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { PanelObject } from '../../shared/panelPicture.ts';
import type { Chosen } from '../../shared/protocol.ts';

/**
 * What was committed from the panel to a branch that does not count yet: the finding stays until
 * the target's revision has the commit, and says so meanwhile.
 */
export class CommittedHere {
  readonly #branches = new Map<string, string>();

  add(folder: string, chosen: readonly Chosen[], branch: string): void {
    for (const { key, path } of chosen) this.#branches.set(nameOf(folder, key, path), branch);
  }

  /** The object with a word at each such row, which can't be captured a second time. */
  note(folder: string, object: PanelObject): PanelObject {
    const names = object.rows.map(({ path }) => nameOf(folder, object.key, path));
    if (!names.some((name) => this.#branches.has(name))) return object;
    const rows = object.rows.map((row, index) => {
      const branch = this.#branches.get(names[index] ?? '');
      if (branch === undefined) return row;
      const committed = l10n.t('captured in {0}', branch);
      const live = l10n.t('It is committed to {0} already.', branch);
      return { ...row, committed, refused: { ...row.refused, live }, inAll: false };
    });
    return { ...object, rows };
  }

  /** What is not there any more may come again, and is another finding then. */
  prune(folder: string, objects: readonly PanelObject[]): void {
    const there = new Set(
      objects.flatMap(({ key, rows }) => rows.map(({ path }) => nameOf(folder, key, path))),
    );
    for (const name of this.#branches.keys()) {
      if (name.startsWith(`${folder}\n`) && !there.has(name)) this.#branches.delete(name);
    }
  }
}

function nameOf(folder: string, key: ObjectKey, path: string): string {
  return `${folder}\n${key}\n${path}`;
}
