import { Ownership } from '../diff/ownership.ts';
import { formatPath, isBelow, type FieldPath } from '../model/fieldPath.ts';
import type { WriterClass } from '../model/finding.ts';
import { managedFieldsOf, type KubeObject, type ManagedFieldsEntry } from '../model/kubeObject.ts';
import type { Conflict } from '../model/plan.ts';
import { conflictPath } from './conflictPath.ts';
import { holdsOn } from './holders.ts';
import type { ActFinding, ObjectFacts } from './objectFacts.ts';

/** One entry of `details.causes` in the server's 409. */
export interface ConflictCause {
  readonly message?: string;
  /** `.spec.replicas` */
  readonly field?: string;
}

/** What the conflicts of a dry run mean for a sync. */
export interface ReadConflicts {
  /** Held by somebody who does not let go. */
  readonly held: readonly Conflict[];
  /**
   * No finding is there: the values are equal but for how they are written (`1000m`, `1`). The
   * apply carries live's text, and nobody is in the way.
   */
  readonly equal: readonly FieldPath[];
}

/** Sorts conflicts by whether their field is to be settled, and by who holds it. */
export function readConflicts(
  causes: readonly ConflictCause[],
  facts: ObjectFacts & { readonly live: KubeObject },
  acted: readonly ActFinding[],
  classify: (entry: ManagedFieldsEntry) => WriterClass,
): ReadConflicts {
  const held: Conflict[] = [];
  const equal: FieldPath[] = [];
  const owners = new Ownership(facts.live);
  for (const cause of causes) {
    const path = conflictPath(cause.field ?? '', facts.live, facts.schema);
    const finding = path && findingAt(acted, path);
    if (path !== undefined && finding === undefined) {
      equal.push(path);
      continue;
    }
    const entry = holder(cause, facts.live, path === undefined ? [] : owners.ownersOf(path));
    const writer = { manager: entry.manager ?? '', class: classify(entry) };
    const operation = entry.operation === undefined ? {} : { operation: entry.operation };
    if (!holdsOn({ ...writer, ...operation }, finding?.finding.pending === true)) continue;
    const subresource = entry.subresource === undefined ? {} : { subresource: entry.subresource };
    const where = path === undefined ? (cause.field ?? '') : formatPath(path);
    held.push({ path: where, ...writer, ...subresource });
  }
  return { held, equal };
}

function findingAt(acted: readonly ActFinding[], path: FieldPath): ActFinding | undefined {
  return acted.find(({ finding }) => isBelow(path, finding.path) || isBelow(finding.path, path));
}

const told = /conflict with "([^"]*)"(?: with subresource "([^"]*)")?/;

/** The managedFields entry that a conflict speaks of; made up where it is gone by now. */
function holder(
  cause: ConflictCause,
  live: KubeObject,
  owners: readonly ManagedFieldsEntry[],
): ManagedFieldsEntry {
  const match = told.exec(cause.message ?? '');
  const manager = match?.[1] ?? '';
  const subresource = match?.[2];
  const isIt = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === manager && (entry.subresource ?? '') === (subresource ?? '');
  return (
    owners.find(isIt) ??
    managedFieldsOf(live).find(isIt) ?? {
      manager,
      ...(subresource === undefined ? {} : { subresource }),
    }
  );
}
