import { isSameJson } from './isSameJson.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { aliasName } from './anchorValues.ts';
import { alignLists } from './alignLists.ts';
import { layOutBlock } from './blockLayout.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import { editScalar } from './editScalar.ts';
import { ownerOf, type EditSession, type Owner } from './editSession.ts';
import type { EntryPlan, NewEntry } from './entryPlan.ts';
import { layOutFlow } from './flowLayout.ts';
import { jsonEntries } from './jsonMap.ts';
import { ownValue } from '../../model/ownValue.ts';
import { keyOrder, placeOfKey } from './keyOrder.ts';
import { itemLikeness, pairLikeness } from './likeness.ts';
import { settleMerges, type SettledMerges } from './settleMerges.ts';
import type { ListNode, MapNode, ScalarNode, SourceEntry } from './sourceTree.ts';
import { writeInPlace } from './writeInPlace.ts';
import { isScalarValue } from './writeScalar.ts';

/**
 * Walks a document's text beside the value that it has to declare, in the text's order, and writes
 * down the edits where they differ. What is equal is not touched.
 */
export function morphDocument(session: EditSession, wanted: JsonObject): void {
  new DocumentMorph(session).root(wanted);
}

class DocumentMorph {
  readonly #session: EditSession;

  constructor(session: EditSession) {
    this.#session = session;
  }

  root(wanted: JsonObject): void {
    if (this.#map(this.#session.root, wanted, [])) return;
    throw new CaptureRefusal('the document would have to be written anew');
  }

  #old(ast: unknown): Json {
    return this.#session.values.get(ast) ?? null;
  }

  #value(owner: Owner, wanted: Json): void {
    const { anchors } = this.#session;
    const { value, anchor } = owner.entry;
    const old = this.#old(value.ast);
    if (isSameJson(old, wanted) && !anchors.any) return;
    if (value.kind === 'alias') return this.#alias(owner, wanted, old);
    if (!this.#inside(owner, wanted, old)) {
      anchors.forget(value);
      writeInPlace(this.#session, owner, wanted);
    }
    anchors.define(anchor, wanted);
  }

  /** False: the value has to be written anew. */
  #inside(owner: Owner, wanted: Json, old: Json): boolean {
    const { value, path } = { value: owner.entry.value, path: owner.path };
    switch (value.kind) {
      case 'map':
        return isJsonObject(wanted) && this.#map(value, wanted, path);
      case 'list':
        return isJsonArray(wanted) && isJsonArray(old) && this.#list(value, wanted, old, path);
      case 'scalar':
        return isSameJson(old, wanted) || this.#scalar(owner, value, wanted);
      case 'alias':
      case 'empty':
      case 'odd':
        return isSameJson(old, wanted);
    }
  }

  #scalar(owner: Owner, node: ScalarNode, wanted: Json): boolean {
    if (!isScalarValue(wanted)) return false;
    editScalar(this.#session, owner, node, wanted);
    return true;
  }

  /** An alias whose anchor means something else now, or that has to say something else itself. */
  #alias(owner: Owner, wanted: Json, old: Json): void {
    const { anchors } = this.#session;
    const { value, anchor } = owner.entry;
    const now = anchors.now(value);
    const more = anchors.pass(value);
    if (now !== undefined && isSameJson(now, wanted)) return anchors.define(anchor, wanted);
    const name = more && isSameJson(old, wanted) ? aliasName(value) : undefined;
    writeInPlace(this.#session, owner, wanted, name);
    anchors.define(name, wanted);
  }

  #map(node: MapNode, wanted: JsonObject, path: readonly string[]): boolean {
    const entries = jsonEntries(wanted);
    if (entries.length === 0 && (node.entries.length > 0 || !node.flow)) {
      return node.flow && this.#empty(node);
    }
    const merges = settleMerges(this.#session, node, wanted);
    const plan = planPairs(this.#session, node, wanted, merges, path);
    if (!this.#layOut(node, plan)) return false;
    node.entries.forEach((entry, index) => {
      if (plan.removed.has(index)) return this.#session.anchors.forget(entry.value);
      this.#pair(node, entry, wanted, merges, path, index);
    });
    return true;
  }

  #pair(
    node: MapNode,
    entry: SourceEntry,
    wanted: JsonObject,
    merges: SettledMerges,
    path: readonly string[],
    index: number,
  ): void {
    if (entry.merge) return this.#merge(node, entry, merges.values.get(index), path);
    const value = entry.key === undefined ? undefined : ownValue(wanted, entry.key);
    const counts = merges.own.get(entry.key ?? '') === index && !merges.shadowed.has(index);
    if (value === undefined || !counts) return this.#session.anchors.keep(entry.value);
    this.#value(ownerOf(node, entry, path), value);
  }

  /** `value`: what the merge has to bring in. */
  #merge(
    node: MapNode,
    entry: SourceEntry,
    value: Json | undefined,
    path: readonly string[],
  ): void {
    const owner = ownerOf(node, entry, path);
    if (value === undefined) return this.#session.anchors.keep(entry.value);
    if (entry.value.kind !== 'list' || !isJsonArray(value)) return this.#value(owner, value);
    const list = entry.value;
    list.entries.forEach((item, index) => {
      this.#value(ownerOf(list, item, owner.path), value[index] ?? null);
    });
  }

  #list(
    node: ListNode,
    wanted: readonly Json[],
    old: readonly Json[],
    path: readonly string[],
  ): boolean {
    if (wanted.length === 0) return node.entries.length === 0 || (node.flow && this.#empty(node));
    const aligned = alignLists(old, wanted, this.#session.origins);
    const plan = planItems(node, wanted, aligned);
    if (!this.#layOut(node, plan)) return false;
    const targets = new Map(aligned.map((index, at) => [index, wanted[at] ?? null] as const));
    node.entries.forEach((entry, index) => {
      const value = targets.get(index);
      if (value === undefined) return this.#session.anchors.forget(entry.value);
      this.#value(ownerOf(node, entry, path), value);
    });
    return true;
  }

  #layOut(node: MapNode | ListNode, plan: EntryPlan): boolean {
    if (plan.removed.size === 0 && plan.inserts.length === 0) return true;
    return node.flow
      ? layOutFlow(this.#session, node, plan)
      : layOutBlock(this.#session, node, plan);
  }

  #empty(node: MapNode | ListNode): boolean {
    this.#session.anchors.forget(node);
    this.#session.edit.replace(node.start, node.end, node.kind === 'map' ? '{}' : '[]');
    return true;
  }
}

function planPairs(
  session: EditSession,
  node: MapNode,
  wanted: JsonObject,
  merges: SettledMerges,
  path: readonly string[],
): EntryPlan {
  const removed = new Set<number>();
  node.entries.forEach((entry, index) => {
    const gone = entry.merge ? merges.broken : ownValue(wanted, entry.key ?? '') === undefined;
    if (gone) removed.add(index);
  });
  const stays = node.entries.flatMap((entry, index) =>
    removed.has(index) ? [] : [[entry.key ?? '<<', index] as const],
  );
  const keys = stays.length > 0 ? stays : [['', node.entries.length - 1] as const];
  const order = keyOrder(path, new Set(Object.keys(wanted)));
  const like = pairLikeness(node.entries);
  const inserts = jsonEntries(wanted).flatMap(([key, value]): readonly NewEntry[] => {
    if (merges.own.has(key) || merges.brings.has(key)) return [];
    const after = Math.max(placeOfKey(key, keys, order), merges.last);
    return [{ after, key, value, like }];
  });
  return { removed, inserts };
}

function planItems(
  node: ListNode,
  wanted: readonly Json[],
  aligned: readonly (number | undefined)[],
): EntryPlan {
  const removed = new Set(node.entries.keys());
  const like = itemLikeness(node.entries);
  const inserts: NewEntry[] = [];
  let after = -1;
  aligned.forEach((index, at) => {
    if (index === undefined) return inserts.push({ after, value: wanted[at] ?? null, like });
    removed.delete(index);
    after = index;
  });
  return { removed, inserts: atRemoved(inserts, removed, node.entries.length) };
}

/** What comes where all old items go stands where the last of them stood. */
function atRemoved(
  inserts: readonly NewEntry[],
  removed: ReadonlySet<number>,
  length: number,
): readonly NewEntry[] {
  if (removed.size < length) return inserts;
  return inserts.map((insert) => ({ ...insert, after: length - 1 }));
}
