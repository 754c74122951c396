import { isEqual } from '../../src/core/model/equal.ts';
import { isJsonArray, isJsonObject, type Json } from '../../src/core/model/json.ts';
import type { DefaultRule, DefaultsTable } from '../../src/core/schema/defaultsTable.ts';
import { chainOf, isNever, type DeclaredPlace, type ServerAnswer } from './declaredPlaces.ts';
import type { KnownRules } from './knownRules.ts';
import { sourceOf, tryWhen } from './inferCondition.ts';
import { Instance } from './instance.ts';

/** What no rule was found for, in words. */
export interface Unexplained {
  readonly typeName: string;
  readonly path: string;
  readonly message: string;
}

export interface Inferred {
  readonly types: DefaultsTable['types'];
  readonly unexplained: readonly Unexplained[];
}

/**
 * Finds the smallest rules that say, of all answers, where the server put what. A rule hangs on the
 * deepest declared type if that is enough to tell, else on one further out. Rules of one value come
 * before copies of another field, these before conditions.
 */
export function inferRules(answers: readonly ServerAnswer[], known: KnownRules): Inferred {
  const observed = new Observations(answers);
  const types = new Map<string, Map<string, DefaultRule[]>>();
  const unexplained: Unexplained[] = [];
  for (const [typeName, path] of observed.leaves()) {
    const instances = observed.instancesOf(typeName, path);
    const rules = new RuleSearch(path, known).find(typeName, instances);
    if (rules === undefined) unexplained.push(describe(typeName, path, instances));
    for (const { typeName: owner, path: from, rule } of rules ?? []) {
      const paths = types.get(owner) ?? new Map<string, DefaultRule[]>();
      types.set(owner, paths);
      paths.set(from, [...(paths.get(from) ?? []), rule]);
    }
  }
  return { types: sorted(types), unexplained };
}

function describe(typeName: string, path: string, instances: readonly Instance[]): Unexplained {
  const shown = (list: readonly Instance[]) =>
    list
      .slice(0, 3)
      .map((one) => `${one.values.map((value) => JSON.stringify(value)).join()} in ${one.words()}`)
      .join('\n      ');
  const added = instances.filter(({ values }) => values.length > 0);
  const lacking = instances.filter(({ values }) => values.length === 0);
  const message = `    put:\n      ${shown(added)}\n    not put:\n      ${shown(lacking)}`;
  return { typeName, path, message };
}

function sorted(types: ReadonlyMap<string, ReadonlyMap<string, readonly DefaultRule[]>>) {
  const byName = <T>(map: ReadonlyMap<string, T>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(
    byName(types).map(([name, paths]) => [
      name,
      Object.fromEntries(byName(paths).map(([path, rules]) => [path, unique(rules)])),
    ]),
  );
}

function unique(rules: readonly DefaultRule[]): readonly DefaultRule[] {
  const texts = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/** All answers, by the type of the declared places in them. */
class Observations {
  readonly #places = new Map<string, DeclaredPlace[]>();
  readonly #added = new Map<DeclaredPlace, Map<string, Json[]>>();
  readonly #paths = new Map<string, Set<string>>();
  /** Where the declared places with a type lie that are next inside another. */
  readonly #inner = new Map<DeclaredPlace, Set<string>>();

  constructor(answers: readonly ServerAnswer[]) {
    for (const { places, added } of answers) {
      for (const place of places) {
        if (place.typeName !== undefined) this.#addPlace(place.typeName, place);
      }
      for (const leaf of added) {
        const anchor = chainOf(leaf.place).find(({ typeName }) => typeName !== undefined);
        if (anchor?.typeName === undefined) throw new Error(`No type: ${leaf.general.join('.')}`);
        const path = leaf.general.slice(anchor.general.length).join('.');
        const values = this.#added.get(anchor) ?? new Map<string, Json[]>();
        this.#added.set(anchor, values);
        push(values, path, leaf.value);
        const paths = this.#paths.get(anchor.typeName) ?? new Set<string>();
        this.#paths.set(anchor.typeName, paths.add(path));
      }
    }
  }

  #addPlace(typeName: string, place: DeclaredPlace): void {
    push(this.#places, typeName, place);
    const outer = chainOf(place)
      .slice(1)
      .find((one) => one.typeName !== undefined);
    if (outer === undefined) return;
    const inner = this.#inner.get(outer) ?? new Set<string>();
    this.#inner.set(outer, inner.add(place.general.slice(outer.general.length).join('.')));
  }

  /** The leaf of the path would hang on a deeper place. */
  #isInside(place: DeclaredPlace, path: string): boolean {
    for (const inner of this.#inner.get(place) ?? []) {
      if (path === inner || path.startsWith(`${inner}.`)) return true;
    }
    return false;
  }

  leaves(): readonly (readonly [typeName: string, path: string])[] {
    return [...this.#paths].flatMap(([typeName, paths]) =>
      [...paths].map((path) => [typeName, path] as const),
    );
  }

  /** Declared places of the type where the path is not declared, each kind of them once. */
  instancesOf(typeName: string, path: string): readonly Instance[] {
    const instances = new Map<string, Instance>();
    for (const place of this.#places.get(typeName) ?? []) {
      const values = this.#added.get(place)?.get(path) ?? [];
      if (values.length === 0) {
        if (this.#isInside(place, path) || isNever([...place.general, path].join('.'))) continue;
        if (isDeclaredAt(place.declared, path.split('.'))) continue;
      }
      const instance = new Instance(place, place, values);
      if (!instances.has(instance.id())) instances.set(instance.id(), instance);
    }
    return [...instances.values()];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** A leaf, or an item of a list, is declared at the path. */
function isDeclaredAt(declared: Json | undefined, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (declared === undefined || declared === null) return false;
  if (step === undefined) return true;
  if (isJsonArray(declared)) return declared.length > 0;
  return isJsonObject(declared) && isDeclaredAt(declared[step], rest);
}

interface PlacedRule {
  readonly typeName: string;
  readonly path: string;
  readonly rule: DefaultRule;
}

/** Looks for the rules of one leaf, further and further out. */
class RuleSearch {
  readonly #path: string;
  readonly #known: KnownRules;

  constructor(path: string, known: KnownRules) {
    this.#path = path;
    this.#known = known;
  }

  find(typeName: string, instances: readonly Instance[]): readonly PlacedRule[] | undefined {
    const certain = this.#known.sometimes[typeName]?.includes(this.#path)
      ? instances.filter(({ values }) => values.length > 0)
      : instances;
    return this.#search(typeName, certain, false) ?? this.#search(typeName, certain, true);
  }

  #search(
    typeName: string,
    instances: readonly Instance[],
    mayAsk: boolean,
  ): readonly PlacedRule[] | undefined {
    if (instances.every(({ values }) => values.length === 0)) return [];
    const self = [instances[0]?.below() ?? '', this.#path].filter((part) => part !== '').join('.');
    const hung = (rules: readonly DefaultRule[] | undefined) =>
      rules?.map((rule) => place(typeName, instances, this.#path, rule));
    const plain = hung(tryPlain(instances, self));
    if (plain !== undefined) return plain;
    const around = groupsAround(instances);
    if (!mayAsk) return this.#searchAround(around, mayAsk);
    const here = () => hung(tryWhen(instances, self));
    return dependsOnPlace(around)
      ? (this.#searchAround(around, mayAsk) ?? here())
      : (here() ?? this.#searchAround(around, mayAsk));
  }

  #searchAround(
    around: readonly (readonly Instance[])[] | undefined,
    mayAsk: boolean,
  ): readonly PlacedRule[] | undefined {
    if (around === undefined) return undefined;
    const found: PlacedRule[] = [];
    for (const group of around) {
      const rules = this.#search(group[0]?.owner.typeName ?? '', group, mayAsk);
      if (rules === undefined) return undefined;
      found.push(...rules);
    }
    return found;
  }
}

/** The same instances seen from further out, by type and place; `undefined` for some root. */
function groupsAround(
  instances: readonly Instance[],
): readonly (readonly Instance[])[] | undefined {
  const around = new Map<string, Instance[]>();
  for (const instance of instances) {
    const outer = instance.outer();
    if (outer === undefined) return undefined;
    push(around, `${outer.owner.typeName} ${outer.below()}`, outer);
  }
  return [...around.values()].map(distinct);
}

/** In some places the server never puts anything, in others it does: the place is the reason. */
function dependsOnPlace(around: readonly (readonly Instance[])[] | undefined): boolean {
  const silent = around?.filter((group) => group.every(({ values }) => values.length === 0)) ?? [];
  return silent.length > 0;
}

function distinct(instances: readonly Instance[]): readonly Instance[] {
  return [...new Map(instances.map((one) => [one.id(), one])).values()];
}

function place(
  typeName: string,
  instances: readonly Instance[],
  path: string,
  rule: DefaultRule,
): PlacedRule {
  const below = instances[0]?.below() ?? '';
  if (below === '') return { typeName, path, rule };
  return { typeName, path: `${below}.${path}`, rule: { ...rule, anchor: below } };
}

/** One value everywhere, or a copy of one other field wherever that field is. */
function tryPlain(
  instances: readonly Instance[],
  path: string,
): readonly DefaultRule[] | undefined {
  const [first] = instances;
  if (first === undefined) return undefined;
  const isSame = instances.every(({ values }) => isEqual(values, first.values));
  if (isSame) return first.values.map((value) => ({ value }));
  const source = sourceOf(instances, path, 'everywhere');
  return source === undefined ? undefined : [{ equals: source }];
}
