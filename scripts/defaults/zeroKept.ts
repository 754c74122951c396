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
  const seen = verdictsOf(evidence.zeros);
  const kept: Record<string, readonly string[]> = {};
  for (const typeName of [...evidence.typeNames].sort()) {
    const struct = go.structs.get(typeName);
    if (struct === undefined || /Status$|List$/.test(typeName)) continue;
    const fields = keptBy(struct, go).filter((field) => seen.get(`${typeName} ${field}`) !== false);
    const others = [...seen].flatMap(([key, isKept]) => {
      const [owner, field = ''] = key.split(' ');
      return isKept && owner === typeName && !fields.includes(field) ? [field] : [];
    });
    const all = [...new Set([...fields, ...others])].sort();
    if (all.length > 0) kept[typeName] = all;
  }
  return kept;
}

/** One verdict a field: kept only where no sample saw it dropped. */
function verdictsOf(zeros: readonly ZeroObservation[]): ReadonlyMap<string, boolean> {
  const verdicts = new Map<string, boolean>();
  for (const { typeName, field, zero, kept } of zeros) {
    if (Array.isArray(zero)) continue;
    const key = `${typeName} ${field}`;
    verdicts.set(key, kept && verdicts.get(key) !== false);
  }
  return verdicts;
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
  // encoding/json leaves no struct out, but those that say omitzero.
  return !field.omits;
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
