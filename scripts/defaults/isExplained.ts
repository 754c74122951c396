import { allocatedPaths } from '../../src/core/schema/allocated.ts';
import { type DefaultsTable, explainsDefault } from '../../src/core/schema/defaultsTable.ts';
import { type AddedLeaf, ancestorsOf } from './declaredPlaces.ts';
import { knownRules } from './knownRules.ts';
import type { Observation } from './observe.ts';

/** By the table, or for a reason that needs no table. */
export function isExplained(table: DefaultsTable, { sent }: Observation, leaf: AddedLeaf): boolean {
  const isAllocated = allocatedPaths(sent.apiVersion, sent.kind).has(leaf.general.join('.'));
  return isAllocated || isRenamed(leaf) || explainsDefault(table, ancestorsOf(leaf), leaf.value);
}

function isRenamed({ place, general }: AddedLeaf): boolean {
  const path = general.slice(place.general.length).join('.');
  return knownRules.renamed[place.typeName ?? '']?.includes(path) ?? false;
}
