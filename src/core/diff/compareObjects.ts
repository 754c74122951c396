import type { FieldPath } from '../model/fieldPath.ts';
import type { FindingKind } from '../model/finding.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { isUnknownField } from '../schema/pruneUnknown.ts';
import { isSameScalar } from '../schema/scalarEquality.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import type { Comparison, ComparisonInput, Difference } from './comparison.ts';
import { keyedItems, setStep, setValues, type KeyedItem } from './listItems.ts';
import { isNever } from './neverFields.ts';
import { Ownership, youngest } from './ownership.ts';
import { foldTree } from './undeclaredTree.ts';
import { UndeclaredJudge } from './undeclaredJudge.ts';
import { isUnset, isZero } from './unsetValue.ts';
import { anchorPlace, isFreeMap, Place, stepPlace } from './walkPlace.ts';
import { ownValue } from '../model/ownValue.ts';
import { deletionPath } from './deletion.ts';

/**
 * Tier 1 (drift.md 3): what differs between desired and live, by the schema and `managedFields`,
 * without a request. Pure; answers again, and better, when asked with a probe and with history.
 */
export function compareObjects(input: ComparisonInput): Comparison {
  return new ObjectWalk(input).run();
}

class ObjectWalk {
  readonly #input: ComparisonInput;
  readonly #ownership: Ownership;
  readonly #judge: UndeclaredJudge;
  readonly #differences: Difference[] = [];
  readonly #unknownFields: FieldPath[] = [];

  constructor(input: ComparisonInput) {
    this.#input = input;
    this.#ownership = new Ownership(input.live);
    this.#judge = new UndeclaredJudge(input, this.#ownership);
  }

  run(): Comparison {
    const { desired, live, schema, probe } = this.#input;
    const root = new Place({ node: schema, anchors: [], probe, member: false });
    this.#objects(desired, live, root);
    this.#deletion(live.metadata.deletionTimestamp);
    return {
      differences: this.#differences,
      unknownFields: this.#unknownFields,
      asksProbe: this.#judge.asksProbe,
      asksHistory: this.#judge.asksHistory || this.#differences.length > 0,
    };
  }

  /** Somebody deleted it, and it waits for its finalizers: no desired object is like that. */
  #deletion(since: string | undefined): void {
    if (since === undefined) return;
    this.#differences.push({ kind: 'added', path: deletionPath, live: since });
  }

  #objects(git: JsonObject, live: JsonObject, at: Place): void {
    const place = anchorPlace(at, live);
    for (const [key, value] of Object.entries(git)) {
      if (value === undefined || this.#isSkipped(place, key, value, true)) continue;
      if (isUnset(value, key, place.node, this.#input.table)) continue;
      this.#declared(value, ownValue(live, key), key, place);
    }
    for (const [key, value] of Object.entries(live)) {
      if (value === undefined || this.#isDeclared(ownValue(git, key), key, place.node)) continue;
      if (this.#isSkipped(place, key, value, false)) continue;
      this.#undeclared(value, stepPlace(place, { key }));
    }
  }

  #isDeclared(value: Json | undefined, key: string, node: SchemaNode | undefined): boolean {
    return value !== undefined && !isUnset(value, key, node, this.#input.table);
  }

  /** Places that never count (drift.md 3, "Never"). */
  #isSkipped(place: Place, key: string, value: Json, declared: boolean): boolean {
    const { general } = place;
    if (general.length === 0) {
      return (
        key === 'apiVersion' || key === 'kind' || (key === 'status' && this.#skipsStatus(declared))
      );
    }
    return isNever(general, key, value, declared);
  }

  #skipsStatus(declared: boolean): boolean {
    return this.#input.skipStatus || !declared;
  }

  #declared(git: Json, live: Json | undefined, key: string, parent: Place): void {
    const place = stepPlace(parent, { key });
    if (isUnknownField(parent.node, key)) {
      this.#unknownFields.push(place.path);
      return;
    }
    if (live === undefined) this.#absent(git, place);
    else this.#values(git, live, place);
  }

  #values(git: Json, live: Json, place: Place): void {
    if (isJsonObject(git) && isJsonObject(live)) return this.#objects(git, live, place);
    if (isJsonArray(git) && isJsonArray(live)) return this.#lists(git, live, place);
    if (isSameScalar(git, live, place.node)) return;
    if (isZero(git) && live === null) return;
    if (git === null && isEmptied(live, place.node)) return;
    this.#report('changed', place.path, git, live);
  }

  #lists(git: readonly Json[], live: readonly Json[], place: Place): void {
    switch (place.node?.listType ?? 'atomic') {
      case 'map':
        return this.#keyedLists(git, live, place);
      case 'set':
        return this.#sets(git, live, place);
      case 'atomic':
        return this.#atomicLists(git, live, place);
    }
  }

  #keyedLists(git: readonly Json[], live: readonly Json[], place: Place): void {
    const node = place.node;
    const declared = node === undefined ? undefined : keyedItems(git, node);
    const found = node === undefined ? undefined : keyedItems(live, node);
    if (declared === undefined || found === undefined) return this.#atomicLists(git, live, place);
    for (const [id, items] of declared) this.#keyedItem(items, found.get(id) ?? [], place);
    for (const [id, items] of found) {
      if (declared.has(id)) continue;
      const last = items.at(-1);
      if (last !== undefined) this.#undeclared(last.value, stepPlace(place, last.step));
    }
  }

  /** Of duplicate merge keys the last wins, unless live holds just as many. */
  #keyedItem(git: readonly KeyedItem[], live: readonly KeyedItem[], place: Place): void {
    const pairs: readonly (readonly [KeyedItem | undefined, KeyedItem | undefined])[] =
      git.length === live.length
        ? git.map((item, index) => [item, live[index]] as const)
        : [[git.at(-1), live.at(-1)]];
    for (const [wanted, found] of pairs) {
      if (wanted === undefined) continue;
      const item = stepPlace(place, wanted.step);
      if (found === undefined) this.#report('absent', item.path, wanted.value, undefined);
      else this.#values(wanted.value, found.value, item);
    }
  }

  #sets(git: readonly Json[], live: readonly Json[], place: Place): void {
    if ([...git, ...live].some((value) => setStep(value) === undefined)) {
      return this.#atomicLists(git, live, place);
    }
    const declared = setValues(git);
    const found = setValues(live);
    for (const [id, value] of declared) {
      const step = setStep(value);
      if (found.has(id) || step === undefined) continue;
      this.#report('absent', stepPlace(place, step).path, value, undefined);
    }
    for (const [id, value] of found) {
      const step = setStep(value);
      if (declared.has(id) || step === undefined) continue;
      this.#undeclared(value, stepPlace(place, step));
    }
  }

  #atomicLists(git: readonly Json[], live: readonly Json[], place: Place): void {
    const appended = live.length > git.length && this.#judge.isAppended(live, git.length, place);
    if (git.length !== live.length && !appended) {
      return this.#report('changed', place.path, git, live);
    }
    for (const [index, value] of git.entries()) {
      const other = live[index];
      if (other !== undefined) this.#values(value, other, stepPlace(place, { index }));
    }
  }

  /** Declared, and live lacks it: one finding a thing. */
  #absent(git: Json, place: Place): void {
    const { node } = place;
    // A key of null is left out by an apply, and made empty by a create.
    if (git === null) return;
    if (isJsonArray(git) && git.length > 0 && node?.listType === 'map') {
      const items = keyedItems(git, node);
      if (items !== undefined) {
        for (const same of items.values()) this.#absentMember(same.at(-1), place);
        return;
      }
    }
    if (isJsonArray(git) && git.length > 0 && node?.listType === 'set') {
      return this.#sets(git, [], place);
    }
    if (isJsonObject(git) && this.#splits(git, node)) {
      for (const [key, value] of Object.entries(git)) {
        if (value === undefined || isUnset(value, key, node, this.#input.table)) continue;
        if (isUnknownField(node, key)) continue;
        this.#absent(value, stepPlace(place, { key }));
      }
      return;
    }
    this.#report('absent', place.path, git, undefined);
  }

  #absentMember(item: KeyedItem | undefined, place: Place): void {
    if (item === undefined) return;
    this.#report('absent', stepPlace(place, item.step).path, item.value, undefined);
  }

  /** Holds a free map, a keyed list or a set, whose members are findings of their own. */
  #splits(value: JsonObject, node: SchemaNode | undefined): boolean {
    if (node === undefined || Object.keys(value).length === 0) return false;
    if (isFreeMap(node)) return true;
    return Object.entries(value).some(([key, inner]) => {
      const child = node.child(key);
      if (inner === undefined || child === undefined) return false;
      if (isJsonArray(inner)) return inner.length > 0 && child.listType !== 'atomic';
      return isJsonObject(inner) && this.#splits(inner, child);
    });
  }

  #undeclared(live: Json, place: Place): void {
    for (const thing of foldTree(this.#judge.tree(live, place))) {
      this.#differences.push({
        kind: thing.kind,
        path: thing.path,
        live: thing.value,
        ...(thing.owner === undefined ? {} : { owner: thing.owner }),
        ...(thing.inferred === true ? { inferred: true } : {}),
      });
    }
  }

  #report(kind: FindingKind, path: FieldPath, git: Json | undefined, live: Json | undefined): void {
    const owner = live === undefined ? undefined : youngest(this.#ownership.ownersOf(path));
    this.#differences.push({
      kind,
      path,
      ...(git === undefined ? {} : { git }),
      ...(live === undefined ? {} : { live }),
      ...(owner === undefined ? {} : { owner }),
    });
  }
}

/** What a null of Git's becomes in a struct of the server: an entry of a map is kept, and empty. */
function isEmptied(live: Json, node: SchemaNode | undefined): boolean {
  return node?.typed === true && (isZero(live) || isSameScalar(0, live, node));
}
