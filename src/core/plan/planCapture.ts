import { holdsSecret } from '../diff/secretInside.ts';
import { isDeletion } from '../diff/deletion.ts';
import { isSecret } from '../diff/maskObject.ts';
import type { FieldChange } from '../manifest/capture/fieldChange.ts';
import { formatPath } from '../model/fieldPath.ts';
import type { Finding } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import type { ObjectKey, ObjectRef } from '../model/objectRef.ts';
import type { ObjectStatus, Source } from '../model/objectStatus.ts';
import type { ObjectFacts } from './objectFacts.ts';

/** What a capture does to one document. */
export interface CaptureStep {
  readonly key: ObjectKey;
  readonly ref: ObjectRef;
  readonly source: Source;
  /** Empty where the document itself is removed. */
  readonly changes: readonly FieldChange[];
  /** The object is gone from the cluster, and is to go from Git. */
  readonly removesDocument: boolean;
  readonly findings: readonly Finding[];
  readonly resourceVersion?: string;
}

/** What is not captured, and why, with the way out. */
export interface CaptureRefusal {
  readonly key: ObjectKey;
  readonly ref: ObjectRef;
  /** Absent where it is the whole object. */
  readonly path?: string;
  readonly message: string;
  /** It looks like a secret: a person may agree to it, for this alone. */
  readonly secretLooking?: true;
}

export interface CapturePlan {
  readonly steps: readonly CaptureStep[];
  readonly refusals: readonly CaptureRefusal[];
}

/** One object with the findings that a person chose, by their paths. */
export interface CaptureSubject {
  readonly key: ObjectKey;
  readonly facts: ObjectFacts;
  /** `undefined`: all that may be captured. */
  readonly chosen?: (finding: Finding) => boolean;
  /** The person has agreed to write values that look secret into Git. */
  readonly showsSecrets: boolean;
}

/** drift.md 7: what each finding becomes in Git, and what is refused. Pure. */
export function planCapture(subjects: readonly CaptureSubject[]): CapturePlan {
  const steps: CaptureStep[] = [];
  const refusals: CaptureRefusal[] = [];
  for (const subject of subjects) {
    const { key, facts } = subject;
    const refused = refusalOf(facts.status);
    if (refused !== undefined) refusals.push({ key, ref: facts.status.ref, message: refused });
    else planSubject(subject, steps, refusals);
  }
  return { steps, refusals };
}

function planSubject(
  { key, facts, chosen, showsSecrets }: CaptureSubject,
  steps: CaptureStep[],
  refusals: CaptureRefusal[],
): void {
  const { status, live } = facts;
  const { ref, source } = status;
  if (source === undefined) return;
  const resourceVersion = live?.metadata.resourceVersion;
  const base = { key, ref, source, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  if (status.status === 'missing') {
    if (chosen !== undefined) {
      refusals.push({ key, ref, message: goneWithFields(ref) });
      return;
    }
    steps.push({ ...base, changes: [], removesDocument: true, findings: [] });
    return;
  }
  const changes: FieldChange[] = [];
  const findings: Finding[] = [];
  for (const { finding, live: value } of facts.findings) {
    if (chosen !== undefined && !chosen(finding)) continue;
    const refused = refusedFinding(ref, finding, value, showsSecrets);
    if (refused !== undefined) {
      if (chosen !== undefined || !finding.pending) {
        refusals.push({ key, ref, path: formatPath(finding.path), ...refused });
      }
      continue;
    }
    findings.push(finding);
    changes.push(
      value === undefined ? { path: finding.path, remove: true } : { path: finding.path, value },
    );
  }
  if (changes.length > 0) steps.push({ ...base, changes, removesDocument: false, findings });
}

/** Fields were chosen: that is no leave to remove a whole document. */
function goneWithFields({ kind, name }: ObjectRef): string {
  return `${kind} ${name} is gone from the cluster, and has no fields: capture it whole to remove its manifest`;
}

/** Why nothing of the object can be captured. */
function refusalOf({ ref, status, message, reason }: ObjectStatus): string | undefined {
  const subject = `${ref.kind} ${ref.name}`;
  switch (status) {
    case 'unknown':
      return reason === 'opaque'
        ? `${subject} holds text that something else fills in: change that where it comes from`
        : `${subject}: what the cluster has cannot be told (${message ?? 'no answer'}): look again first`;
    case 'invalid':
      return `${subject} cannot be read: mend its manifest first`;
    case 'extra':
      return `${subject} is not in Git: add a manifest for it`;
    case 'inSync':
    case 'drifted':
    case 'behind':
    case 'missing':
      return undefined;
  }
}

function refusedFinding(
  ref: ObjectRef,
  finding: Finding,
  live: Json | undefined,
  showsSecrets: boolean,
): Pick<CaptureRefusal, 'message' | 'secretLooking'> | undefined {
  const path = formatPath(finding.path);
  if (finding.pending) {
    return {
      message: `${path} is Git's newer value, not applied yet: capturing would undo the commit; roll back instead`,
    };
  }
  if (isDeletion(finding.path)) {
    return {
      message: `${ref.kind} ${ref.name} is being deleted: capture it when it is gone, and its manifest is removed`,
    };
  }
  if (
    isSecret(ref) &&
    finding.path[0] !== undefined &&
    'key' in finding.path[0] &&
    finding.path[0].key === 'data'
  ) {
    return {
      message: `${path} is a plain Secret value: Git would keep it for ever. Use SOPS, a SealedSecret or an ExternalSecret`,
    };
  }
  // A removal takes a value out of Git, and brings none in.
  if (showsSecrets || live === undefined) return undefined;
  if (finding.masked !== true && !holdsSecret(ref, finding.path, live)) return undefined;
  const message = `${path} looks like a secret: it goes into Git only when you say so for it`;
  return { message, secretLooking: true };
}
