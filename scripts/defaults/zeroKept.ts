import type { DefaultsTable } from '../../src/core/schema/defaultsTable.ts';
import type { GoField, GoStruct, GoTypes } from './goStructs.ts';
import type { ZeroObservation } from './observe.ts';

/** What the server was seen to do, which outweighs the Go types. */
export interface ZeroEvidence {
  readonly zeros: readonly ZeroObservation[];
  readonly typeNames: ReadonlySet<string>;
}

/**
 * By the Go types a field keeps its zero where it is a pointer, or is never left out. Empty lists and
 * maps are the same as none, so they are not looked at.
 */
export function zeroKept(go: GoTypes, evidence: ZeroEvidence): DefaultsTable['zeroKept'] {
  const seen = verdictsOf(evidence.zeros, go);
  const kept: Record<string, readonly string[]> = {};
  for (const typeName of [...evidence.typeNames].sort()) {
    const byGo = fieldsKept(typeName, go);
    const bySight = [...(seen.get(typeName) ?? [])];
    const dropped = new Set(bySight.flatMap(([field, isKept]) => (isKept ? [] : [field])));
    const others = bySight.flatMap(([field, isKept]) => (isKept ? [field] : []));
    const all = [...new Set([...byGo.filter((field) => !dropped.has(field)), ...others])].sort();
    if (all.length > 0) kept[typeName] = all;
  }
  return kept;
}

/** Fields of which the server was seen to treat zero otherwise than their Go type says. */
export function zeroSurprises(go: GoTypes, evidence: ZeroEvidence): readonly string[] {
  return [...verdictsOf(evidence.zeros, go)].flatMap(([typeName, fields]) => {
    const byGo = fieldsKept(typeName, go);
    return [...fields]
      .filter(([field, isKept]) => byGo.includes(field) !== isKept)
      .map(([field, isKept]) => `${typeName} ${field}: zero is ${isKept ? 'kept' : 'dropped'}`);
  });
}

function fieldsKept(typeName: string, go: GoTypes): readonly string[] {
  const struct = go.structs.get(typeName);
  return struct === undefined ? [] : keptBy(struct, go);
}

/** By type and field; kept only where no sample saw it dropped. */
function verdictsOf(
  zeros: readonly ZeroObservation[],
  go: GoTypes,
): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const verdicts = new Map<string, Map<string, boolean>>();
  for (const { typeName, field, kept } of zeros) {
    if (!isSingle(typeName, field, go)) continue;
    const fields = verdicts.get(typeName) ?? new Map<string, boolean>();
    verdicts.set(typeName, fields.set(field, kept && fields.get(field) !== false));
  }
  return verdicts;
}

/** A field of a Go struct that is neither a list nor a map. */
function isSingle(typeName: string, name: string, go: GoTypes): boolean {
  const struct = go.structs.get(typeName);
  if (struct === undefined) return false;
  return struct.fields.some((field) => {
    if (field.json === name) return !isCollection(field.type, struct, go);
    const embedded = field.json === '' ? openApiName(field.type.replace('*', ''), struct) : '';
    return embedded !== '' && isSingle(embedded, name, go);
  });
}

function keptBy(struct: GoStruct, go: GoTypes): readonly string[] {
  return struct.fields.flatMap((field) => {
    if (field.json !== '') return keepsZero(field, struct, go) ? [field.json] : [];
    const embedded = go.structs.get(openApiName(field.type.replace('*', ''), struct));
    return embedded === undefined ? [] : keptBy(embedded, go);
  });
}

function keepsZero(field: GoField, struct: GoStruct, go: GoTypes): boolean {
  if (field.type.startsWith('*')) return true;
  if (isCollection(field.type, struct, go)) return false;
  if (field.omits === 'never') return true;
  return field.omits === 'empty' && go.structs.has(openApiName(field.type, struct));
}

function isCollection(type: string, struct: GoStruct, go: GoTypes): boolean {
  if (type.startsWith('[]') || type.startsWith('map[')) return true;
  const behind = go.named.get(openApiName(type, struct));
  return behind !== undefined && (behind.startsWith('[]') || behind.startsWith('map['));
}

function openApiName(type: string, struct: GoStruct): string {
  const [first = '', second] = type.split('.');
  return second === undefined ? struct.prefix + first : (struct.imports[first] ?? '') + second;
}
