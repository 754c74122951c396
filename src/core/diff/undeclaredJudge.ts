import { isEqual } from '../model/equal.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kubeObject.ts';
import { explainsDefault, knowsDefault, type DeclaredAncestor } from '../schema/defaultsTable.ts';
import { AnchoredPlace } from './anchoredPlace.ts';
import type { ComparisonInput } from './comparison.ts';
import { isCreator } from './classifyWriter.ts';
import { keyedItems, setStep } from './listItems.ts';
import { isNever } from './neverFields.ts';
import { youngest, type Ownership } from './ownership.ts';
import { revertedForm } from './revertedForm.ts';
import { leafShape, schemaDefault } from './serverDefaults.ts';
import type { FindingVerdict, LeafVerdict, UndeclaredTree } from './undeclaredTree.ts';
import { valueAt } from './valueAt.ts';
import { isFreeMap, stepPlace, type Place } from './walkPlace.ts';
import { ownValue } from '../model/ownValue.ts';

/** Judges every undeclared leaf of live by the table of drift.md 3, first match wins. */
export class UndeclaredJudge {
  readonly #input: ComparisonInput;
  readonly #ownership: Ownership;
  #reverted: Json | undefined;
  #hidden: readonly ManagedFieldsEntry[] | undefined;
  /** Some verdict would be surer with the server's own form of desired. */
  asksProbe = false;
  /** Some leaf is `added` unless an older revision declared it. */
  asksHistory = false;

  constructor(input: ComparisonInput, ownership: Ownership) {
    this.#input = input;
    this.#ownership = ownership;
  }

  /** The undeclared subtree at a place, each leaf judged. */
  tree(live: Json, place: Place): UndeclaredTree {
    const value = place.member ? undefined : schemaDefault(place.node);
    const expected = value === undefined ? undefined : { value, follows: false };
    return this.#tree(live, place, place.path, expected);
  }

  #tree(live: Json, place: Place, root: FieldPath, expected: Expected | undefined): UndeclaredTree {
    const { path, member } = place;
    const children = this.#children(live, place, root, expected);
    if (children.length > 0) {
      const collection = isJsonArray(live) || isFreeMap(place.node);
      return { path, value: live, children, collection, member };
    }
    const verdict = this.#verdict(live, place, root, expected);
    return { path, value: live, verdict, children, collection: false, member };
  }

  #children(
    live: Json,
    place: Place,
    root: FieldPath,
    expected: Expected | undefined,
  ): readonly UndeclaredTree[] {
    const { node } = place;
    if (isJsonObject(live)) {
      return Object.entries(live).flatMap(([key, value]) => {
        if (value === undefined) return [];
        const inner = expectedInside(expected, place, key);
        return [this.#tree(value, stepPlace(place, { key }), root, inner)];
      });
    }
    if (!isJsonArray(live) || node === undefined) return [];
    if (node.listType === 'map') {
      const items = [...(keyedItems(live, node)?.values() ?? [])].flat();
      return items.map((item) =>
        this.#tree(item.value, stepPlace(place, item.step), root, undefined),
      );
    }
    if (node.listType !== 'set') return [];
    return live.flatMap((value) => {
      const step = setStep(value);
      return step === undefined ? [] : [this.#tree(value, stepPlace(place, step), root, undefined)];
    });
  }

  #verdict(live: Json, place: Place, root: FieldPath, expected: Expected | undefined): LeafVerdict {
    const verdict = this.#judge(live, place, root, expected);
    const follows = expected?.follows === true && isEqual(expected.value, live);
    return follows && verdict.type === 'finding' ? { ...verdict, type: 'consequence' } : verdict;
  }

  #judge(live: Json, place: Place, root: FieldPath, expected: Expected | undefined): LeafVerdict {
    if (live === null || isNeverLeaf(place, live)) return { type: 'neutral' };
    if (this.#isServers(live, place, expected)) return { type: 'none' };
    const owners = this.#ownership.ownersOf(place.path);
    const suspect = this.#hasSuspect(owners);
    if (!suspect && this.#isAllocated(place)) return { type: 'neutral' };
    if (!suspect && this.#isLearned(live, place)) return { type: 'none' };
    if (owners.length > 0 && owners.every((owner) => this.#isController(owner))) {
      return { type: 'none' };
    }
    this.asksProbe = true;
    this.asksHistory = true;
    const past = this.#past(place.path, root);
    if (past === 'declared') return this.#finding('stale', owners);
    if (past === 'around' && !suspect) return { type: 'neutral' };
    if (this.#mayBeForeignDefault(owners)) return { type: 'neutral' };
    if (owners.length > 0) return this.#finding('added', owners);
    const hands = this.#handsOfOtherVersions();
    if (hands.length > 0) return { ...this.#finding('added', hands), inferred: true };
    const allocated = this.#ownership.tracked && !this.#serverHas(place, expected);
    return allocated ? { type: 'neutral' } : this.#finding('added', owners);
  }

  /** Items that the server itself appends to a declared atomic list: a Pod's tolerations. */
  isAppended(live: readonly Json[], declared: number, place: Place): boolean {
    if (place.probe !== undefined && isEqual(place.probe, live)) return true;
    const item = stepPlace(place, { key: '+' });
    return live
      .slice(declared)
      .every((value) => explainsDefault(this.#input.table, this.#relatives(item), value));
  }

  /** The value that the server itself would have put there, whoever owns it. */
  #isServers(live: Json, place: Place, expected: Expected | undefined): boolean {
    if (expected?.follows === false && isEqual(expected.value, live)) return true;
    if (this.#input.volatile?.has(place.general.join('.')) === true) return true;
    if (place.probe !== undefined && isEqual(place.probe, live)) return true;
    if (this.#isExplained(live, this.#relatives(place))) return true;
    const reverted = this.#revertedForm();
    if (reverted === this.#input.live) return false;
    return this.#isExplained(live, this.#relatives(place, reverted));
  }

  /** An empty struct (`status: {}`) says no more than none: what is around it explains, too. */
  #isExplained(live: Json, around: readonly DeclaredAncestor[]): boolean {
    const { table } = this.#input;
    if (explainsDefault(table, around, live)) return true;
    const declared = around[0]?.declared?.();
    const isEmpty = isJsonObject(declared) && Object.keys(declared).length === 0;
    return isEmpty && explainsDefault(table, around.slice(1), live);
  }

  /** Rules that compute a default from other fields see those as Git declares them, too. */
  #revertedForm(): Json {
    const { live, desired, schema } = this.#input;
    this.#reverted ??= revertedForm(live, desired, schema);
    return this.#reverted;
  }

  #serverHas(place: Place, expected: Expected | undefined): boolean {
    if (this.#input.probe !== undefined) return place.probe !== undefined;
    if (expected?.follows === false) return true;
    return knowsDefault(this.#input.table, this.#relatives(place));
  }

  /** The declared values around a place, as they stand in `form`, or else in live. */
  #relatives(place: Place, form?: Json): readonly DeclaredAncestor[] {
    const input = this.#input;
    if (form === undefined) {
      return place.anchors.map((anchor) => new AnchoredPlace(input, place, anchor));
    }
    return place.anchors.flatMap(({ typeName, depth }) => {
      const live = valueAt(form, place.path.slice(0, depth), input.schema);
      return live === undefined ? [] : [new AnchoredPlace(input, place, { typeName, live, depth })];
    });
  }

  #isAllocated(place: Place): boolean {
    const path = place.general.join('.');
    return this.#input.allocated.has(path) || this.#input.allocated.has(`${path}.*`);
  }

  #isLearned(live: Json, place: Place): boolean {
    const depth = place.anchors[0]?.depth ?? 0;
    return this.#input.learned?.explains(leafShape(place.general, depth), live) ?? false;
  }

  /** A hand's or an unknown name's field is never excused by what other objects have. */
  #hasSuspect(owners: readonly ManagedFieldsEntry[]): boolean {
    return owners.some((owner) => {
      if (isCreator(owner) || owner.operation === 'Apply') return false;
      const writer = this.#input.classifier.classify(owner);
      return writer === 'hand' || writer === 'unknown';
    });
  }

  /** Hands that wrote, by another version of the kind, what this one can only show elsewhere. */
  #handsOfOtherVersions(): readonly ManagedFieldsEntry[] {
    const { classifier, schema } = this.#input;
    this.#hidden ??= this.#ownership
      .ofHiddenFields(schema)
      .filter((one) => this.#hasSuspect([one]) && classifier.classify(one) === 'hand');
    return this.#hidden;
  }

  /** A default that another minor version brought: nobody wrote it but whoever made the object. */
  #mayBeForeignDefault(owners: readonly ManagedFieldsEntry[]): boolean {
    const { tableIsForeign, probe } = this.#input;
    return tableIsForeign === true && probe === undefined && owners.every(isCreator);
  }

  #isController(owner: ManagedFieldsEntry): boolean {
    return (
      owner.subresource === 'status' || this.#input.classifier.classify(owner) === 'controller'
    );
  }

  /** Whether older revisions declared the leaf, or only the thing that it came with. */
  #past(path: FieldPath, root: FieldPath): 'declared' | 'around' | 'never' {
    let around = false;
    for (const older of this.#input.history ?? []) {
      if (valueAt(older, path, this.#input.schema) !== undefined) return 'declared';
      around ||= valueAt(older, root, this.#input.schema) !== undefined;
    }
    return around ? 'around' : 'never';
  }

  #finding(kind: 'added' | 'stale', owners: readonly ManagedFieldsEntry[]): FindingVerdict {
    const owner = youngest(owners);
    return {
      type: 'finding',
      kind,
      class: owner === undefined ? 'unknown' : this.#input.classifier.classify(owner),
      ...(owner === undefined ? {} : { owner }),
    };
  }
}

function isNeverLeaf({ general }: Place, live: Json): boolean {
  return isNever(general.slice(0, -1), general.at(-1) ?? '', live, false);
}

/** The schema's default of an undeclared place. */
interface Expected {
  readonly value: Json;
  /** It follows from a thing around it that somebody put there; else from what Git declares. */
  readonly follows: boolean;
}

function expectedInside(
  expected: Expected | undefined,
  { path, node }: Place,
  key: string,
): Expected | undefined {
  const inner = isJsonObject(expected?.value) ? ownValue(expected.value, key) : undefined;
  if (expected !== undefined && inner !== undefined) return { ...expected, value: inner };
  const last = path.at(-1);
  const isMergeKey =
    last !== undefined && 'item' in last && last.item.some(([name]) => name === key);
  const value = isMergeKey ? undefined : schemaDefault(node?.child(key));
  return value === undefined ? undefined : { value, follows: true };
}
