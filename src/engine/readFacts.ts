import { normalizeDesired } from '../core/diff/normalizeDesired.ts';
import { opaqueLeaves } from '../core/diff/opaqueLeaves.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { ActFacts } from './actFacts.ts';
import type { Case } from './case.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import type { Connection } from './connection.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { KnownKind } from './kindCatalog.ts';
import { makeActFacts } from './makeActFacts.ts';
import type { ObjectJudge } from './objectJudge.ts';
import { missingStatus } from './plainStatus.ts';
import { isServed, kindIdOf } from './servedKinds.ts';

/** What facts are read with. */
export interface FactsQuestion {
  readonly entry: DesiredDocument;
  readonly connection: Connection;
  readonly judge: ObjectJudge;
  /** The status as last published, for kinds that are not served yet. */
  readonly last: ObjectStatus | undefined;
  /** Its kind as it will be, where its definition is applied first. */
  readonly foreseen?: KnownKind | undefined;
}

/** Reads live by a get and judges it as it is now. Throws `ClusterError`. */
export async function readFacts({
  entry,
  connection,
  judge,
  last,
  foreseen,
}: FactsQuestion): Promise<ActFacts> {
  if (entry.document.inexact === true) throw inexact(entry);
  const kind = foreseen ?? connection.kinds.get(kindIdOf(entry));
  const { classify } = judge;
  if (!isServed(kind)) {
    const desired = normalizeDesired(entry.document.object, entry.ref.namespace, true);
    const encrypted = entry.document.encrypted === true;
    const opaque = opaqueLeaves(desired, undefined, encrypted).length > 0;
    return {
      ...nothingFound,
      status: last ?? missingStatus(entry),
      desired,
      classify,
      ...flag(opaque),
    };
  }
  const desired = judge.desiredOf({ entry, kind });
  const live = await readLive(connection.cluster, kind.resource, entry);
  if (live === undefined) {
    const opaque = judge.holdsOpaque({ entry, kind });
    const status = missingStatus(entry);
    return { ...nothingFound, status, desired, classify, kind: kind.resource, ...flag(opaque) };
  }
  const one: Case = { entry, kind, live: judge.masked(live) };
  const verdict = await judge.judge(one, judge.first(one));
  return makeActFacts({ verdict, desired, live, kind, classify });
}

const nothingFound: Pick<ActFacts, 'findings' | 'carried'> = { findings: [], carried: [] };

function flag(opaque: boolean): { readonly opaque?: true } {
  return opaque ? { opaque: true } : {};
}

async function readLive(
  cluster: Cluster,
  resource: ResourceKind,
  { ref }: DesiredDocument,
): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(resource, ref.namespace, ref.name);
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'notFound') return undefined;
    throw error;
  }
}

function inexact({ ref }: DesiredDocument): ClusterError {
  const subject = `${ref.kind} ${ref.name}`;
  const message = `${subject} holds an integer beyond 2^53, which cannot be written exactly: apply it with kubectl`;
  return new ClusterError('invalid', message);
}
