import { formatPath } from '../../core/model/fieldPath.ts';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus, Problem } from '../../core/model/objectStatus.ts';
import type { StatusStore, StoreChange } from '../../engine/statusStore.ts';
import { DriftGroups } from './driftGroups.ts';
import type { DriftNode, GroupNode, Grouping } from './driftNode.ts';
import { matchesText } from './matchesText.ts';

/** Groups of at most that many objects show their findings at once. */
const FEW_OBJECTS = 5;
/** Past this many rows the whole is drawn again: cheaper than one by one. */
const MOST_ROWS = 200;

/** How a person wants to see it. */
export interface TreeChoice {
  readonly grouping: Grouping;
  /** `''`: everything. */
  readonly filter: string;
}

/** Ids of the rows that were made for an object, in the group where it was then. */
interface ObjectRows {
  readonly group: string | undefined;
  readonly ids: Set<string>;
}

/** Rows of one folder's store. Nodes stay the same objects for as long as they mean the same. */
export class FolderTree {
  readonly of: string;
  readonly store: StatusStore;
  readonly groups: DriftGroups;
  readonly choice: TreeChoice;
  readonly parent: DriftNode | undefined;
  readonly #nodes = new Map<string, DriftNode>();
  readonly #rowsOf = new Map<ObjectKey, ObjectRows>();
  #seen: string;

  /** `parent` is the folder's own row, where several folders are open. */
  constructor(of: string, store: StatusStore, choice: TreeChoice, parent: DriftNode | undefined) {
    this.of = of;
    this.store = store;
    this.choice = choice;
    this.parent = parent;
    this.groups = new DriftGroups(store, choice.grouping, matchesText(choice.filter));
    this.#seen = this.#signature();
  }

  roots(): readonly DriftNode[] {
    const { phase } = this.store.state;
    const groups = this.groups.names().map((group) => this.#groupNode(group));
    const isAway = phase === 'stale' || phase === 'failed';
    const { of } = this;
    const notice: DriftNode[] = isAway ? [this.#node({ kind: 'notice', of, id: 'notice' })] : [];
    const all = this.problems();
    if (all.length === 0) return [...notice, ...groups];
    const problems = this.#node({ kind: 'problems', of, id: 'problems' });
    // What stops somebody comes first; what is only good to know, last.
    const isBad = all.some(({ severity }) => severity === 'error');
    return isBad ? [...notice, problems, ...groups] : [...notice, ...groups, problems];
  }

  children(node: DriftNode): readonly DriftNode[] {
    switch (node.kind) {
      case 'folder':
        return this.roots();
      case 'problems':
        return this.problems().map((_, index) =>
          this.#node({ kind: 'problem', of: this.of, id: `problem:${index}`, index }, node),
        );
      case 'group':
        return this.#members(node);
      case 'forbidden':
        return this.forbidden(node.group, node.objectKind).map(([key]) =>
          this.#objectNode(node, key, false),
        );
      case 'object':
        return this.#findings(node, node.place.key);
      case 'ignored':
        return this.#ignored(node, node.key);
      case 'notice':
      case 'problem':
      case 'finding':
        return [];
    }
  }

  /** Problems of the repository or the way to the cluster, errors first. */
  problems(): readonly Problem[] {
    const { problems, phase, message } = this.store.state;
    // What the notice says already is not said twice.
    const told = phase === 'stale' || phase === 'failed' ? message : undefined;
    const order = ['error', 'warning', 'notice'];
    return problems
      .filter((problem) => problem.file !== undefined || problem.message !== told)
      .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  }

  /** Takes up a change; answers with the rows to be drawn again, `all` for the whole folder. */
  update({ keys, target }: StoreChange): readonly DriftNode[] | 'all' {
    const change = this.groups.update(keys);
    for (const key of keys) this.#freeRows(key);
    const isSeen = this.#seen;
    this.#seen = this.#signature();
    if (change.order || (target && isSeen !== this.#seen)) return 'all';
    if (change.groups.size + change.keys.size > MOST_ROWS) return 'all';
    const groups = new Set(change.groups);
    const objects = [...change.keys].flatMap((key) => {
      const group = this.groups.groupOf(key) ?? '';
      const node = this.#nodes.get(this.#id(`${group}/object:${key}`));
      // Under a line for its kind, or never looked at: its group tells.
      if (node === undefined) groups.add(group);
      return node === undefined || groups.has(group) ? [] : [node];
    });
    return [...[...groups].map((group) => this.#groupNode(group)), ...objects];
  }

  /** Rows of an object that is not there any more, or of its findings that are gone. */
  #freeRows(key: ObjectKey): void {
    const rows = this.#rowsOf.get(key);
    if (rows === undefined) return;
    const isGone = this.groups.groupOf(key) !== rows.group;
    const paths = isGone ? new Set() : this.#pathsOf(key);
    for (const id of rows.ids) {
      const node = this.#nodes.get(id);
      const isOld = node?.kind === 'finding' && !paths.has(node.place.paths[0]);
      if (!isGone && !isOld) continue;
      this.#nodes.delete(id);
      rows.ids.delete(id);
    }
    if (rows.ids.size === 0) this.#rowsOf.delete(key);
  }

  #pathsOf(key: ObjectKey): ReadonlySet<unknown> {
    const { findings = [], ignored = [] } = this.store.get(key) ?? {};
    return new Set([...findings, ...ignored].map(({ path }) => formatPath(path)));
  }

  #signature(): string {
    const { phase, since, message, problems } = this.store.state;
    return JSON.stringify([phase, since, message, problems]);
  }

  #members(node: GroupNode): readonly DriftNode[] {
    const members = this.groups.members(node.group);
    const kinds = new Set<string>();
    const objects = members.filter(([, { reason, ref }]) => {
      if (reason === 'forbidden') kinds.add(ref.kind);
      return reason !== 'forbidden';
    });
    const opens = objects.length <= FEW_OBJECTS;
    const { group, of } = node;
    const forbidden = [...kinds].map((objectKind) =>
      this.#node(
        { kind: 'forbidden', of, id: `${group}/forbidden:${objectKind}`, group, objectKind },
        node,
      ),
    );
    return [...forbidden, ...objects.map(([key]) => this.#objectNode(node, key, opens))];
  }

  /** Objects of a group whose kind may not be read. */
  forbidden(group: string, objectKind: string): readonly (readonly [ObjectKey, ObjectStatus])[] {
    return this.groups
      .members(group)
      .filter(([, { reason, ref }]) => reason === 'forbidden' && ref.kind === objectKind);
  }

  #findings(node: DriftNode, key: ObjectKey): readonly DriftNode[] {
    const status = this.store.get(key);
    if (status === undefined) return [];
    const findings = status.findings.map(({ path }) =>
      this.#findingNode(node, key, formatPath(path), false),
    );
    if (status.ignored.length === 0) return findings;
    const id = `${this.#ownId(node)}/ignored`;
    return [...findings, this.#node({ kind: 'ignored', of: this.of, id, key }, node)];
  }

  #ignored(node: DriftNode, key: ObjectKey): readonly DriftNode[] {
    const ignored = this.store.get(key)?.ignored ?? [];
    return ignored.map(({ path }) => this.#findingNode(node, key, formatPath(path), true));
  }

  #groupNode(group: string): GroupNode {
    return this.#node({ kind: 'group', of: this.of, id: group, group });
  }

  #objectNode(parent: DriftNode, key: ObjectKey, opens: boolean): DriftNode {
    const place = { folder: this.of, key };
    const id = `${this.#ownId(parent)}/object:${key}`;
    return this.#node({ kind: 'object', of: this.of, id, place, opens }, parent);
  }

  #findingNode(parent: DriftNode, key: ObjectKey, path: string, ignored: boolean): DriftNode {
    const place = { folder: this.of, key, paths: [path] };
    const id = `${this.#ownId(parent)}/${path}`;
    return this.#node({ kind: 'finding', of: this.of, id, place, ignored }, parent);
  }

  #id(own: string): string {
    return `${this.of}|${this.choice.grouping}|${own}`;
  }

  #ownId(node: DriftNode): string {
    return node.id.slice(this.#id('').length);
  }

  /** The node of that id as it was made first. */
  #node<T extends DriftNode>(made: T, parent = this.parent): T {
    const id = this.#id(made.id);
    const known = this.#nodes.get(id);
    if (known !== undefined) return known as T;
    const node = { ...made, id, ...(parent === undefined ? {} : { parent }) };
    this.#nodes.set(id, node);
    const key = keyOf(node);
    if (key !== undefined) this.#noteRow(key, id);
    return node;
  }

  #noteRow(key: ObjectKey, id: string): void {
    const known = this.#rowsOf.get(key);
    if (known !== undefined) known.ids.add(id);
    else this.#rowsOf.set(key, { group: this.groups.groupOf(key), ids: new Set([id]) });
  }
}

/** The object that a row belongs to, where it is one's. */
function keyOf(node: DriftNode): ObjectKey | undefined {
  switch (node.kind) {
    case 'object':
    case 'finding':
      return node.place.key;
    case 'ignored':
      return node.key;
    case 'folder':
    case 'notice':
    case 'problems':
    case 'problem':
    case 'group':
    case 'forbidden':
      return undefined;
  }
}
