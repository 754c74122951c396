import type { DeclaredAncestor, DefaultsTable } from './defaultsTable.ts';

/** The server's own form of an object like this one has the leaf, with whatever value. */
export function knowsDefault(
  table: DefaultsTable,
  ancestors: readonly DeclaredAncestor[],
): boolean {
  return ancestors.some(
    ({ typeName, relative }) =>
      typeName !== undefined && table.types[typeName]?.[relative] !== undefined,
  );
}
