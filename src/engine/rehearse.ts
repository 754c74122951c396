import type { FieldPath } from '../core/model/fieldPath.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import { formatRef } from '../core/model/objectRef.ts';
import { appliedObject } from '../core/plan/appliedObject.ts';
import { chooseFindings } from '../core/plan/chooseFindings.ts';
import type { ActFinding, Rehearsal, SyncChoice } from '../core/plan/objectFacts.ts';
import { readConflicts } from '../core/plan/readConflicts.ts';
import { revertPatch } from '../core/plan/revertPatch.ts';
import type { ActFacts } from './actFacts.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import { isVerdict } from './isVerdict.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** A rehearsed act: what to write, and what the server said to a dry run of it. */
export interface RehearsedAct {
  readonly facts: ActFacts;
  readonly acted: readonly ActFinding[];
  /** Places where the apply carries live's value. */
  readonly carried: readonly FieldPath[];
  readonly rehearsal: Rehearsal;
}

/**
 * Asks the server, before anything is written, whether it would take the apply and who is in the
 * way. After the patch it is too late to ask: the apply finds no conflict any more. Throws
 * `ClusterError` where the server does not answer.
 */
export async function rehearse(
  cluster: Cluster,
  kind: ResourceKind,
  facts: ActFacts,
  choice: SyncChoice,
): Promise<RehearsedAct> {
  const { acted, left } = chooseFindings(facts, choice);
  const carried = [...facts.carried, ...left.map(({ finding }) => finding.path)];
  const act = { facts, acted, carried };
  if (facts.live !== undefined && acted.length === 0) {
    return { ...act, rehearsal: { conflicts: [], warnings: [] } };
  }
  try {
    const { warnings } = await cluster.apply(kind, appliedObject(facts, carried), {
      dryRun: true,
      force: false,
    });
    return { ...act, rehearsal: { conflicts: [], warnings } };
  } catch (error) {
    return rehearsedDespite(cluster, kind, act, error);
  }
}

async function rehearsedDespite(
  cluster: Cluster,
  kind: ResourceKind,
  act: Omit<RehearsedAct, 'rehearsal'>,
  error: unknown,
): Promise<RehearsedAct> {
  if (!(error instanceof ClusterError) || !isVerdict(error)) throw error;
  if (cannotRehearse(error)) return { ...act, rehearsal: unrehearsed(error) };
  const { live } = act.facts;
  const causes = error.status?.details?.causes ?? [];
  if (live === undefined || (error.reason === 'conflict' && causes.length === 0)) {
    return { ...act, rehearsal: rejected(act.facts, error) };
  }
  const facts = { ...act.facts, live };
  if (error.reason !== 'conflict') return rehearsePatch(cluster, kind, { ...act, facts }, error);
  const { held, equal } = readConflicts(causes, facts, act.acted, facts.classify);
  const carried = [...act.carried, ...equal];
  const next = await rehearsePatch(cluster, kind, { ...act, facts, carried });
  return { ...next, rehearsal: { ...next.rehearsal, conflicts: held } };
}

/**
 * The dry run of the patch: conflicts hide whether the result is valid, and an apply may be
 * invalid only because of what the patch would take away first.
 */
async function rehearsePatch(
  cluster: Cluster,
  kind: ResourceKind,
  act: Omit<RehearsedAct, 'rehearsal'> & { readonly facts: { readonly live: KubeObject } },
  error?: ClusterError,
): Promise<RehearsedAct> {
  const { facts, acted, carried } = act;
  const operations = revertPatch(facts, acted, appliedObject(facts, carried)).slice(1);
  if (operations.length === 0) {
    const none = { conflicts: [], warnings: [] };
    return { ...act, rehearsal: error === undefined ? none : rejected(facts, error) };
  }
  try {
    const { warnings } = await cluster.patch(kind, facts.status.ref, operations, { dryRun: true });
    return { ...act, rehearsal: { conflicts: [], warnings } };
  } catch (refusal) {
    if (!(refusal instanceof ClusterError) || !isVerdict(refusal)) throw refusal;
    if (cannotRehearse(refusal)) return { ...act, rehearsal: unrehearsed(refusal) };
    return { ...act, rehearsal: rejected(facts, refusal) };
  }
}

/** An admission webhook with side effects refuses dry runs, not the write itself. */
function cannotRehearse(error: ClusterError): boolean {
  return /does not support dry run/i.test(error.status?.message ?? '');
}

function unrehearsed(error: ClusterError): Rehearsal {
  const warnings = [`It could not be rehearsed: ${error.status?.message ?? error.message}`];
  return { conflicts: [], warnings };
}

function rejected(facts: ActFacts, error: ClusterError): Rehearsal {
  const immutable = facts.live !== undefined && isImmutable(error);
  const message = withoutSecrets(rejectionWords(facts, error), facts);
  return { conflicts: [], warnings: [], rejection: { immutable, message } };
}

function rejectionWords(facts: ActFacts, error: ClusterError): string {
  const { namespace } = facts.status.ref;
  const missing = error.reason === 'notFound' && facts.live === undefined;
  if (missing && namespace !== undefined) {
    return `The namespace ${namespace} does not exist. Declare it in Git, or create it.`;
  }
  return error.status?.message ?? error.message.replace(`${formatRef(facts.status.ref)}: `, '');
}

/** In the server's words; there is no reason code for it. */
const immutableWords =
  /field is immutable|may not change once set|updates to .* for fields other than|is immutable after creation|may not be changed|immutable once|pod updates may not change|cannot be changed|cannot change |updates to \w+ are forbidden/i;

function isImmutable(error: ClusterError): boolean {
  return error.code === 422 && immutableWords.test(error.status?.message ?? error.message);
}
