import { formatPath } from '../model/fieldPath.ts';
import { isJsonObject } from '../model/json.ts';
import { formatRef, groupOf, type ObjectKey } from '../model/objectRef.ts';
import type { ObjectStatus, UnknownReason } from '../model/objectStatus.ts';
import type { Conflict, LeftFinding, Plan, PlanStep, Refusal, StepAction } from '../model/plan.ts';
import { appliedObject } from './appliedObject.ts';
import { chooseFindings } from './chooseFindings.ts';
import { conflictOf } from './holders.ts';
import type { ActFinding, ObjectFacts, Rehearsal, SyncChoice } from './objectFacts.ts';
import { ownerOf } from './ownerOf.ts';
import { restartsOf } from './restartsOf.ts';
import { compareSteps, syncPlace } from './syncOrder.ts';

/** One object that a sync was asked for. */
export interface SyncSubject {
  readonly key: ObjectKey;
  readonly status: ObjectStatus;
  /** Read where the status calls for a write; the rest needs none. */
  readonly facts?: ObjectFacts;
  /** Absent where the server was not asked: its namespace or kind is only about to come. */
  readonly rehearsal?: Rehearsal;
}

/** The ordered steps that make live follow Git, and why some are not taken. Writes nothing. */
export function planSync(subjects: readonly SyncSubject[], choice: SyncChoice): Plan {
  const steps = subjects.map((subject) => planStep(subject, choice)).sort(compareSteps);
  return { steps, notes: notesOn(subjects.map((subject) => subject.status)) };
}

/** The statuses that a sync acts on; all others are said why, or need nothing. */
export function callsForWrite(status: ObjectStatus): boolean {
  return status.status === 'drifted' || status.status === 'behind' || status.status === 'missing';
}

/** One object's part of the plan. */
export function planStep(subject: SyncSubject, chosen: SyncChoice): PlanStep {
  const { key, facts } = subject;
  const choice = choiceFor(key, chosen);
  const status = facts?.status ?? subject.status;
  const step = {
    key,
    ref: status.ref,
    ...(status.source === undefined ? {} : { source: status.source }),
    ...syncPlace(status.ref, facts?.desired),
    ...nothing,
  };
  const refusal = refusalOf(status, facts);
  if (refusal !== undefined) return { ...step, refusal };
  if (!callsForWrite(status)) return step;
  if (facts?.desired === undefined) return { ...step, refusal: unreadable(status) };
  const { rehearsal } = subject;
  const notes = rehearsal?.warnings ?? [];
  const leftOut = choice.named === true ? undefined : whyLeftOut(status, facts);
  if (leftOut !== undefined) return { ...step, notes: [leftOut] };
  if (facts.live === undefined) {
    return { ...step, notes, action: 'create', ...rejected(status, rehearsal) };
  }
  const { acted, left } = chooseFindings(facts, choice);
  if (acted.length === 0) return { ...step, left: left.map(withoutValues) };
  const conflicts = conflictsOf(acted, rehearsal);
  return {
    ...step,
    notes,
    action: rehearsal?.rejection?.immutable === true ? 'recreate' : 'patch',
    changes: acted.map(({ finding }) => finding),
    left: left.map(withoutValues),
    restarts: restarts(facts, acted, left),
    conflicts,
    ...(rejected(status, rehearsal, choice) ?? held(status, conflicts, choice)),
  };
}

/** What is allowed for the object alone counts beside what is allowed for all. */
function choiceFor(key: ObjectKey, choice: SyncChoice): SyncChoice {
  const own = choice.consents?.get(key);
  if (own === undefined) return choice;
  const takeOver = [...(choice.takeOver ?? []), ...(own.takeOver ?? [])];
  return { ...choice, takeOver, recreate: own.recreate ?? choice.recreate ?? false };
}

const nothing: Pick<PlanStep, 'action' | 'changes' | 'left' | 'restarts' | 'conflicts' | 'notes'> =
  {
    action: 'nothing' satisfies StepAction,
    changes: [],
    left: [],
    restarts: 0,
    conflicts: [],
    notes: [],
  };

function refusalOf(status: ObjectStatus, facts: ObjectFacts | undefined): Refusal | undefined {
  const subject = formatRef(status.ref);
  const because = status.message === undefined ? '' : ` ${status.message}`;
  if (status.status === 'invalid') {
    return { reason: 'invalid', message: `${subject} can't be read.${because}` };
  }
  if (status.status === 'unknown') {
    const reason = status.reason === 'opaque' ? 'opaque' : 'unknown';
    const why = unknownWords[status.reason ?? 'unreachable'];
    return { reason, message: `${subject} is not touched: ${why}${because}` };
  }
  if (!callsForWrite(status)) return undefined;
  if (facts?.opaque === true) {
    return { reason: 'opaque', message: `${subject} is not touched: ${unknownWords.opaque}` };
  }
  if (facts?.live?.metadata.deletionTimestamp !== undefined) {
    const message = `${subject} is being deleted. Sync again when it is gone.`;
    return { reason: 'rejected', message };
  }
  const owner = (facts?.live && ownerOf(facts.live)) ?? status.owner;
  if (owner === undefined) return undefined;
  return {
    reason: 'managed',
    message: `${subject} is managed by ${owner}: change it there, or capture live into Git.`,
  };
}

/** Running a job again, or making what a branch takes out, is nothing to do by the way. */
function whyLeftOut(status: ObjectStatus, { desired, live }: ObjectFacts): string | undefined {
  const subject = formatRef(status.ref);
  if (live === undefined && status.capturedIn !== undefined) {
    return `${subject} is left out: ${status.capturedIn} removes it. Name it to make it anew.`;
  }
  const spec = desired?.['spec'];
  const cleans = isJsonObject(spec) && spec['ttlSecondsAfterFinished'] !== undefined;
  if (live !== undefined || status.ref.kind !== 'Job' || !cleans) return undefined;
  return `${subject} is left out: finished and cleaned up, as it seems. Name it to run it again.`;
}

function unreadable(status: ObjectStatus): Refusal {
  const message = `${formatRef(status.ref)} is not touched: it could not be read again. Look again, then retry.`;
  return { reason: 'unknown', message };
}

const unknownWords: Readonly<Record<UnknownReason, string>> = {
  opaque: 'it holds text that something else fills in before it is applied.',
  forbidden: 'its kind may not be read.',
  notServed: 'the cluster does not serve its kind.',
  otherCluster: 'another cluster answers.',
  notRendered: 'it is not rendered yet.',
  renderFailed: 'it could not be rendered.',
  noHistory: 'an older commit that could tell drift from what is not applied yet cannot be read.',
  signIn: 'the cluster asks to sign in.',
  unreachable: 'the cluster does not answer.',
};

function rejected(
  status: ObjectStatus,
  rehearsal: Rehearsal | undefined,
  choice?: SyncChoice,
): { readonly refusal: Refusal } | undefined {
  const rejection = rehearsal?.rejection;
  if (rejection === undefined) return undefined;
  const subject = formatRef(status.ref);
  if (rejection.immutable) {
    const holds = holding.has(`${groupOf(status.ref.apiVersion)}/${status.ref.kind}`);
    const byName = holds && choice?.named !== true;
    if (choice?.recreate === true && !byName) return undefined;
    const remedy = byName
      ? `Name it with --object ${subject} and --recreate to allow that.`
      : 'Use --recreate to allow that.';
    const along = holds ? ', and what it holds with it' : '';
    const message = `${subject} can only follow Git by being deleted and made anew${along}: ${rejection.message}`;
    return { refusal: { reason: 'immutable', message, remedy } };
  }
  return { refusal: { reason: 'rejected', message: `${subject}: ${rejection.message}` } };
}

/** Deleting one of these takes other objects, or data, along. */
const holding: ReadonlySet<string> = new Set([
  '/Namespace',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

function held(
  status: ObjectStatus,
  conflicts: readonly Conflict[],
  choice: SyncChoice,
): { readonly refusal: Refusal } | undefined {
  const holds = conflicts.filter(({ manager }) => choice.takeOver?.includes(manager) !== true);
  if (holds.length === 0 || choice.force) return undefined;
  const fields = holds.map(({ path, manager }) => `${path} is held by ${manager}`).join(', ');
  const managers = [...new Set(holds.map(({ manager }) => manager))];
  const options = managers.map((manager) => `--take-over ${manager}`).join(' ');
  const message = `${formatRef(status.ref)} is left alone: ${fields}.`;
  const remedy = `Use ${options}, or --force for all, to take over.`;
  return { refusal: { reason: 'conflict', message, remedy } };
}

/** What the server said, and what the writers of the findings tell where it was not asked. */
function conflictsOf(
  acted: readonly ActFinding[],
  rehearsal: Rehearsal | undefined,
): readonly Conflict[] {
  const found = new Map((rehearsal?.conflicts ?? []).map((entry) => [entry.path, entry]));
  for (const { finding } of acted) {
    const path = formatPath(finding.path);
    const conflict = conflictOf(finding, path);
    if (conflict !== undefined && !found.has(path)) found.set(path, conflict);
  }
  return [...found.values()];
}

function restarts(
  facts: ObjectFacts,
  acted: readonly ActFinding[],
  left: readonly { readonly values: ActFinding }[],
): number {
  if (facts.live === undefined) return 0;
  const carried = [...facts.carried, ...left.map(({ values }) => values.finding.path)];
  const paths = acted.map(({ finding }) => finding.path);
  return restartsOf(paths, appliedObject(facts, carried), facts.live);
}

function withoutValues({ finding, why }: LeftFinding): LeftFinding {
  return { finding, why };
}

function notesOn(statuses: readonly ObjectStatus[]): readonly string[] {
  const count = statuses.filter(
    ({ facets }) => facets.includes('edited') || facets.includes('uncommitted'),
  ).length;
  if (count === 0) return [];
  return [
    count === 1
      ? 'Your uncommitted change of 1 object is not applied.'
      : `Your ${count} uncommitted changes are not applied.`,
  ];
}
