import type { Json } from '../model/json.ts';
import { isEqual } from '../model/equal.ts';
import { namedRules, type RuleName } from './defaultRules.ts';
import { liveAt } from './liveAt.ts';
import table36 from './defaults/1.36.json' with { type: 'json' };

/**
 * What the API server itself puts into an object where nobody said anything, for one minor version.
 * Generated on a real server by `npm run generate:defaults`; never edited by hand.
 *
 * Paths are keys joined by `.`, with `*` for a list's item, `{}` for a key of a free map, and `+` for
 * an item that the server puts behind the declared ones of an atomic list.
 */
export interface DefaultsTable {
  /** `1.36` */
  readonly version: string;
  /** OpenAPI type name → path from a declared value of that type to the leaf → rules. */
  readonly types: Readonly<Record<string, Readonly<Record<string, readonly DefaultRule[]>>>>;
  /**
   * OpenAPI type name → fields whose declared zero value (`""`, `0`, `false`, `{}`) the server keeps.
   * Of every other field a declared zero is dropped, or replaced by the default. Empty lists and
   * maps are the same as none everywhere, and are not listed.
   */
  readonly zeroKept: Readonly<Record<string, readonly string[]>>;
}

/** What must hold for a rule to count, all of it, seen from the value that the rule hangs on. */
export interface DefaultCondition {
  /** Path → values of which live has one; `null` stands for "absent". */
  readonly when?: Readonly<Record<string, readonly Json[]>>;
  /** Paths where live has anything. */
  readonly present?: readonly string[];
  /**
   * Path of the deepest declared value with a type, where that is deeper than the value which the
   * rule hangs on: such rules look at more than the leaf's own surroundings.
   */
  readonly anchor?: string;
}

/** One value that the server puts at a leaf: a constant, a copy of another field, or computed. */
export type DefaultRule = DefaultCondition &
  ({ readonly value: Json } | { readonly equals: string } | { readonly rule: RuleName });

/** A declared value around an undeclared leaf, as live has it. */
export interface DeclaredAncestor {
  /** Of `components.schemas`; `undefined` for lists, maps and places without a type of their own. */
  readonly typeName: string | undefined;
  readonly live: Json;
  /** Path from here to the leaf: keys joined by `.`, `*` for list items. */
  readonly relative: string;
  /** What Git declares of it, where the asker can tell. */
  declared?(): Json | undefined;
}

/**
 * Whether the server itself would have put `leaf` there. Ancestors are the declared ones, the
 * deepest first, each the very object that is inside the next.
 */
export function explainsDefault(
  table: DefaultsTable,
  ancestors: readonly DeclaredAncestor[],
  leaf: Json,
): boolean {
  const first = ancestors.findIndex(({ typeName }) => typeName !== undefined);
  const anchor = ancestors[first];
  if (anchor === undefined) return false;
  const inner = ancestors.map(({ live }) => live);
  return ancestors.slice(first).some((ancestor) => {
    const rules = rulesFor(table, ancestor);
    if (rules.length === 0) return false;
    const below = ancestor.relative.slice(0, -anchor.relative.length - 1);
    return rules.some(
      ({ rule, key }) =>
        (rule.anchor ?? '') === below &&
        holds(rule, { ancestor, inner, key }, leaf) &&
        !copiesItself(table, ancestors, ancestor, rule),
    );
  });
}

/**
 * Two fields that copy each other (`serviceAccount` and `serviceAccountName`) explain nothing where
 * Git declares neither: then the longer name, which is the newer one, is nobody's copy.
 */
function copiesItself(
  table: DefaultsTable,
  ancestors: readonly DeclaredAncestor[],
  ancestor: DeclaredAncestor,
  rule: DefaultRule,
): boolean {
  const { relative } = ancestor;
  if (ancestor.declared === undefined || !('equals' in rule)) return false;
  if (
    rule.equals.length > relative.length ||
    !isCopiedBack(table, ancestors, ancestor, rule.equals)
  ) {
    return false;
  }
  const git = ancestor.declared();
  return git === undefined || liveAt(git, rule.equals, [], undefined) === undefined;
}

/** Rules for one pair of fields may hang on different ancestors. */
function isCopiedBack(
  table: DefaultsTable,
  ancestors: readonly DeclaredAncestor[],
  { relative }: DeclaredAncestor,
  source: string,
): boolean {
  return ancestors.some((other) => {
    const longer = other.relative.length - relative.length;
    const from = longer >= 0 ? other.relative.slice(0, longer) + source : source.slice(-longer);
    const rules = table.types[other.typeName ?? '']?.[from] ?? [];
    return rules.some((back) => 'equals' in back && back.equals === other.relative);
  });
}

/** Whether the server puts anything there for an object like this one, with whatever value. */
export function knowsDefault(
  table: DefaultsTable,
  ancestors: readonly DeclaredAncestor[],
): boolean {
  const first = ancestors.findIndex(({ typeName }) => typeName !== undefined);
  const anchor = ancestors[first];
  if (anchor === undefined) return false;
  const inner = ancestors.map(({ live }) => live);
  return ancestors.slice(first).some((ancestor) => {
    const below = ancestor.relative.slice(0, -anchor.relative.length - 1);
    return rulesFor(table, ancestor).some(
      ({ rule, key }) => (rule.anchor ?? '') === below && applies(rule, { ancestor, inner, key }),
    );
  });
}

/** Whether the server keeps a declared zero value of the field, rather than dropping it. */
export function isZeroKept(table: DefaultsTable, typeName: string, field: string): boolean {
  return table.zeroKept[typeName]?.includes(field) ?? false;
}

/** The table was generated for that very minor version. */
export function isTableOf(table: DefaultsTable, minor: number): boolean {
  return minorOf(table) === minor;
}

/** The table of the nearest version that one was generated for; the older one on a tie. */
export function defaultsFor(minor: number): DefaultsTable {
  return tables.reduce((best, one) =>
    Math.abs(minorOf(one) - minor) < Math.abs(minorOf(best) - minor) ? one : best,
  );
}

// JSON is typed by TypeScript as literally as it stands; the generator holds it to the interface.
const tables: readonly [DefaultsTable, ...DefaultsTable[]] = [table36 as unknown as DefaultsTable];

function minorOf(table: DefaultsTable): number {
  return Number(table.version.split('.')[1]);
}

interface Match {
  readonly rule: DefaultRule;
  /** The key of the free map on the leaf's path, for rules with `{}`. */
  readonly key?: string;
}

function rulesFor(table: DefaultsTable, ancestor: DeclaredAncestor): readonly Match[] {
  const { typeName, relative } = ancestor;
  const rules = typeName === undefined ? undefined : table.types[typeName];
  if (rules === undefined) return [];
  const exact = (rules[relative] ?? []).map((rule) => ({ rule }));
  const openPaths = openPathsOf(rules);
  if (openPaths.length === 0) return exact;
  const open = openPaths.flatMap((path) => {
    const key = mapKeyIn(relative, path);
    return key === undefined ? [] : (rules[path] ?? []).map((rule) => ({ rule, key }));
  });
  return [...exact, ...open];
}

type TypeRules = DefaultsTable['types'][string];

const knownOpenPaths = new WeakMap<TypeRules, readonly string[]>();

function openPathsOf(rules: TypeRules): readonly string[] {
  let paths = knownOpenPaths.get(rules);
  if (paths === undefined) {
    paths = Object.keys(rules).filter((path) => path.includes('{}'));
    knownOpenPaths.set(rules, paths);
  }
  return paths;
}

/** What stands for `{}`; keys of labels and resources hold dots. */
function mapKeyIn(relative: string, path: string): string | undefined {
  const at = path.indexOf('{}');
  const after = path.slice(at + 2);
  if (relative.length <= path.length - 2) return undefined;
  if (!relative.startsWith(path.slice(0, at)) || !relative.endsWith(after)) return undefined;
  return relative.slice(at, relative.length - after.length);
}

interface RulePlace {
  readonly ancestor: DeclaredAncestor;
  /** The declared values inside the ancestor: they tell which item of a list is meant. */
  readonly inner: readonly Json[];
  readonly key: string | undefined;
}

function applies({ when = {}, present = [] }: DefaultRule, place: RulePlace): boolean {
  const read = (path: string) => liveAt(place.ancestor.live, path, place.inner, place.key);
  return (
    present.every((path) => (read(path) ?? null) !== null) &&
    Object.entries(when).every(([path, allowed]) => {
      const value = read(path) ?? null;
      return allowed.some((one) => isEqual(one, value));
    })
  );
}

function holds(rule: DefaultRule, place: RulePlace, leaf: Json): boolean {
  if (!applies(rule, place)) return false;
  const read = (path: string) => liveAt(place.ancestor.live, path, place.inner, place.key);
  if ('value' in rule) return isEqual(rule.value, leaf);
  if ('equals' in rule) return isEqual(read(rule.equals), leaf);
  return namedRules[rule.rule](leaf, read, place.key ?? '');
}
