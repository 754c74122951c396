import { healthOf } from '../core/health/healthOf.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import { objectKey, type ObjectRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { Case } from './case.ts';
import type { Connection } from './connection.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { ObjectJudge } from './objectJudge.ts';
import { missingStatus, undeclaredKindStatus } from './plainStatus.ts';
import { isServed, kindIdOf } from './servedKinds.ts';
import { statusOfError } from './unknownStatus.ts';

/** What documents are judged by that no revision has to declare. */
export interface DocumentParts {
  readonly connection: Connection;
  readonly judge: ObjectJudge;
  readonly refOf: (document: ManifestDocument) => ObjectRef;
  /** Where the documents stand, for the findings' lines. */
  readonly text?: string;
}

/**
 * What would differ from live if Git declared the document. What no revision declares is asked for
 * by name; it is `unknown` where nobody knows its kind.
 */
export async function judgeDocument(
  document: ManifestDocument,
  { connection, judge, refOf, text }: DocumentParts,
): Promise<ObjectStatus> {
  const ref = refOf(document);
  const own = text === undefined ? {} : { text };
  const entry: DesiredDocument = { key: objectKey(ref), ref, document, blob: undefined, ...own };
  const kind = connection.kinds.get(kindIdOf(entry));
  if (!isServed(kind)) return undeclaredKindStatus(entry);
  // A text may declare what no revision does, and what is in the cluster all the same.
  const found = connection.live.covers(entry.key)
    ? connection.live.lookup(entry.key)
    : await connection.live.peek(kind.resource, ref);
  if (found.state === 'unknown') return statusOfError(entry, found.error, found.since);
  if (found.state === 'absent') return missingStatus(entry);
  const live = withoutDeletion(found.object);
  const one: Case = { entry, kind, live };
  const { status } = await judge.judge(one, judge.first(one));
  return live === found.object ? status : { ...status, health: healthOf(found.object) };
}

/** That somebody deletes the object is nothing that a text could change. */
function withoutDeletion(live: KubeObject): KubeObject {
  const { deletionTimestamp, ...metadata } = live.metadata;
  return deletionTimestamp === undefined ? live : { ...live, metadata };
}
