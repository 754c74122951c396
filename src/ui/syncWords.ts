import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Json } from '../core/model/json.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';

/** What a person is asked before a sync writes. */
export interface SyncQuestion {
  readonly title: string;
  readonly detail: string;
  readonly button: string;
}

const MOST_STEPS = 12;
const MOST_CHANGES = 6;
const LONGEST_VALUE = 40;

/** Where a plan would write. */
export interface SyncPlace {
  readonly context: string;
  readonly namespace: string;
  /** `main@a1b2c3d` */
  readonly revision: string;
}

/** Says what will be written and where; the plan must write something. */
export function syncQuestion(plan: Plan, place: SyncPlace): SyncQuestion {
  const steps = plan.steps.filter(writes);
  const objects = steps.length === 1 ? '1 object' : `${steps.length} objects`;
  const refused = plan.steps.filter((step) => step.refusal !== undefined);
  const detail = [
    ...firstOf(
      steps.map((step) => describeStep(step, place)),
      MOST_STEPS,
    ),
    ...restartLines(steps),
    ...section(
      'Left as it is:',
      refused.map(({ refusal }) => refusal?.message ?? ''),
    ),
    ...section('', [...plan.notes, ...steps.flatMap(({ notes }) => notes)]),
  ];
  return {
    title: `Apply ${objects} from ${place.revision} to ${place.context} / ${place.namespace}?`,
    detail: detail.join('\n'),
    button: `Apply ${steps.length} to ${place.context}`,
  };
}

/** `Deployment task-agent: change spec.replicas 5 → 3, remove … .env[name=DEBUG]`. */
function describeStep(step: PlanStep, place: SyncPlace): string {
  const subject = nameOf(step.ref, place);
  switch (step.action) {
    case 'create':
      return `Create ${subject}`;
    case 'recreate':
      return `Delete ${subject} and make it anew: ${changesOf(step)}`;
    case 'patch':
      return `${subject}: ${changesOf(step)}`;
    case 'nothing':
      return subject;
  }
}

function nameOf(ref: ObjectRef, place: SyncPlace): string {
  const elsewhere = ref.namespace !== undefined && ref.namespace !== place.namespace;
  return `${ref.kind} ${elsewhere ? `${ref.namespace}/` : ''}${ref.name}`;
}

function changesOf(step: PlanStep): string {
  return firstOf(step.changes.map(describeChange), MOST_CHANGES).join(', ');
}

function describeChange(finding: Finding): string {
  const path = formatPath(finding.path);
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) return `change ${path} (secret)`;
      return `change ${path} ${valueOf(finding.live)} → ${valueOf(finding.git)}`;
    case 'absent':
      return finding.masked ? `put back ${path} (secret)` : `put back ${path}`;
    case 'added':
    case 'stale':
      return `remove ${path}`;
  }
}

function valueOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

function restartLines(steps: readonly PlanStep[]): string[] {
  const pods = steps.reduce((sum, { restarts }) => sum + restarts, 0);
  if (pods === 0) return [];
  return [
    '',
    pods === 1 ? '1 pod will be restarted once.' : `${pods} pods will be restarted once.`,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', ...(title === '' ? [] : [title]), ...firstOf(lines, MOST_STEPS)];
}

function firstOf(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}
