import { groupOf, type ObjectRef } from '../core/model/objectRef.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import type { Connection } from './connection.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { KnownKind } from './kindCatalog.ts';
import { isServed, kindIdOf } from './servedKinds.ts';

/** The definition among those that are applied first which defines an object's kind and version. */
export function definitionOf(
  ref: ObjectRef,
  coming: readonly DefinedKind[],
): DefinedKind | undefined {
  const group = groupOf(ref.apiVersion);
  return coming.find(
    (one) =>
      one.group === group && one.kind === ref.kind && `${group}/${one.version}` === ref.apiVersion,
  );
}

/** An object's kind as it will be; `undefined` where nothing changes it, or it is not served yet. */
export async function foresee(
  entry: DesiredDocument,
  { kinds, catalog }: Connection,
  coming: readonly DefinedKind[],
): Promise<KnownKind | undefined> {
  const defined = definitionOf(entry.ref, coming);
  const kind = kinds.get(kindIdOf(entry));
  if (defined === undefined || !isServed(kind)) return undefined;
  return catalog.foresee(kind.resource, defined);
}
