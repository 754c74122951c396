import { isEqual } from '../../src/core/model/equal.ts';
import type { Json } from '../../src/core/model/json.ts';
import type { DefaultCondition, DefaultRule } from '../../src/core/schema/defaultsTable.ts';
import { type Instance, PRESENT } from './instance.ts';

/**
 * Rules with a condition, or with two: for each value the fields which tell the answers that have it
 * from those that do not. `undefined` where nothing tells them apart.
 */
export function tryWhen(
  instances: readonly Instance[],
  path: string,
): readonly DefaultRule[] | undefined {
  const copies = tryCopies(instances, path);
  if (copies !== undefined) return [copies];
  const found: DefaultRule[] = [];
  for (const value of distinctValues(instances)) {
    const has = instances.filter(({ values }) => values.some((one) => isEqual(one, value)));
    const lacks = instances.filter((one) => !has.includes(one));
    const condition = conditionFor(has, lacks, path);
    if (condition === undefined) return undefined;
    found.push({ value, ...condition });
  }
  return found;
}

/**
 * The field of which every put value is a copy; two different values are asked for, since one may
 * be equal by chance. With `everywhere` the field is absent wherever nothing was put.
 */
export function sourceOf(
  instances: readonly Instance[],
  path: string,
  scope: 'everywhere' | 'where put',
): string | undefined {
  const has = instances.filter(({ values }) => values.length > 0);
  const lacks = scope === 'everywhere' ? instances.filter((one) => !has.includes(one)) : [];
  if (new Set(has.map(({ values }) => JSON.stringify(values))).size < 2) return undefined;
  const isSource = (from: string) =>
    !isSelf(from, path) &&
    has.every(
      (one) => one.values.length === 1 && isEqual(one.scalars().get(from), one.values[0]),
    ) &&
    lacks.every((one) => !one.scalars().has(from));
  return [...(has[0]?.scalars().keys() ?? [])]
    .sort((a, b) => a.split('.').length - b.split('.').length)
    .find(isSource);
}

/** A copy of another field, where a condition says when. */
function tryCopies(instances: readonly Instance[], path: string): DefaultRule | undefined {
  const has = instances.filter(({ values }) => values.length > 0);
  const lacks = instances.filter(({ values }) => values.length === 0);
  const source = sourceOf(instances, path, 'where put');
  if (source === undefined) return undefined;
  const condition = conditionFor(has, lacks, path);
  return condition === undefined ? undefined : { equals: source, ...condition };
}

function distinctValues(instances: readonly Instance[]): readonly Json[] {
  const byText = new Map(
    instances.flatMap(({ values }) =>
      values.map((value) => [JSON.stringify(value), value] as const),
    ),
  );
  return [...byText.values()];
}

/** A field that holds other values where the default is than where it is not. */
interface Candidate {
  readonly path: string;
  readonly condition: DefaultCondition;
  /** Which of the answers without the default it lets through. */
  readonly through: ReadonlySet<Instance>;
  /** The smaller the likelier to be the reason. */
  readonly rank: number;
}

const MOST_VALUES = 8;

function conditionFor(
  has: readonly Instance[],
  lacks: readonly Instance[],
  path: string,
): DefaultCondition | undefined {
  if (lacks.length === 0) return {};
  const candidates = candidatesFor(has, lacks, path).sort(
    (a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1),
  );
  const single = candidates.find(({ through }) => through.size === 0);
  return single?.condition ?? pairOf(candidates);
}

function pairOf(candidates: readonly Candidate[]): DefaultCondition | undefined {
  const useful = candidates.slice(0, 60);
  const pairs = useful.flatMap((a, index) => useful.slice(index + 1).map((b) => [a, b] as const));
  const [best] = pairs
    .filter(([a, b]) => [...a.through].every((one) => !b.through.has(one)))
    .sort(([a, b], [c, d]) => a.rank + b.rank - c.rank - d.rank);
  if (best === undefined) return undefined;
  const [a, b] = best.map(({ condition }) => condition) as [DefaultCondition, DefaultCondition];
  const when = { ...a.when, ...b.when };
  const present = [...(a.present ?? []), ...(b.present ?? [])];
  return {
    ...(Object.keys(when).length === 0 ? {} : { when }),
    ...(present.length === 0 ? {} : { present }),
  };
}

function candidatesFor(
  has: readonly Instance[],
  lacks: readonly Instance[],
  path: string,
): Candidate[] {
  const paths = new Set([...has, ...lacks].flatMap((one) => [...one.scalars().keys()]));
  return [...paths].flatMap((at) => (isSelf(at, path) ? [] : candidateAt(at, has, lacks)));
}

function candidateAt(
  path: string,
  has: readonly Instance[],
  lacks: readonly Instance[],
): readonly Candidate[] {
  const valueIn = (one: Instance) => one.scalars().get(path) ?? null;
  const values = new Map(has.map((one) => [JSON.stringify(valueIn(one)), valueIn(one)]));
  const depth = path.split('.').length;
  const candidate = (
    rank: number,
    condition: DefaultCondition,
    isMet: (value: Json) => boolean,
  ): readonly Candidate[] => {
    const through = lacks.filter((one) => isMet(valueIn(one)));
    if (through.length === lacks.length) return [];
    return [{ path, condition, through: new Set(through), rank: rank + depth * 2 }];
  };
  const isPresent = [...values.values()].every((value) => value !== null);
  const isElsewhere = lacks.some((one) => valueIn(one) !== null);
  const isThing = values.has(JSON.stringify(PRESENT));
  // Where it has several values with the default, and none without, that it is there decides.
  if (isPresent && (isThing || (values.size > 1 && !isElsewhere) || values.size > MOST_VALUES)) {
    return candidate(3, { present: [path] }, (value) => value !== null);
  }
  if (values.size > MOST_VALUES || isThing) return [];
  const allowed = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  // Enumerations and booleans decide; names, images and numbers happen to differ.
  const isFree = allowed.some((value) => typeof value === 'number' || !isWord(value));
  const rank = 1 + allowed.length / 2 + (isFree ? 20 : 0);
  return candidate(rank, { when: { [path]: allowed } }, (value) =>
    values.has(JSON.stringify(value)),
  );
}

function isWord(value: Json): boolean {
  return typeof value !== 'string' || /^[A-Z][A-Za-z]+$/.test(value);
}

/** The leaf itself, or what lies around it as far as it came with it. */
export function isSelf(at: string, path: string): boolean {
  return path === at || path.endsWith(`.${at}`) || `${path}.`.startsWith(`${at}.`);
}
