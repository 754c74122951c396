import type { Finding } from '../core/model/finding.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import { shortPath, shortValue } from './findingWords.ts';

/** What a person is asked before a sync writes. */
export interface SyncQuestion {
  readonly title: string;
  readonly detail: string;
  readonly button: string;
}

const MOST_STEPS = 12;
const MOST_CHANGES = 6;

/** Where a plan would write. */
export interface SyncPlace {
  readonly context: string;
  readonly namespace: string;
  /** `main@a1b2c3d` */
  readonly revision: string;
  /** The server's address is on this machine. */
  readonly loopback: boolean;
}

/** Says what will be written and where; the plan must write something. */
export function syncQuestion(plan: Plan, place: SyncPlace): SyncQuestion {
  const steps = plan.steps.filter(writes);
  const objects = steps.length === 1 ? '1 object' : `${steps.length} objects`;
  const refused = plan.steps.filter((step) => step.refusal !== undefined);
  const detail = [
    ...firstOf(steps, MOST_STEPS).flatMap((step) => stepLines(step, place)),
    ...moreThan(steps, MOST_STEPS),
    ...restartLines(steps),
    ...section('Left as it is:', [
      ...refused.map(({ refusal }) => refusal?.message ?? ''),
      ...steps.flatMap((step) => leftLines(step, place)),
    ]),
    ...section('', [...plan.notes, ...steps.flatMap(({ notes }) => notes)]),
  ];
  return {
    title: `Apply ${objects} from ${place.revision} to ${place.context} / ${place.namespace}?`,
    detail: detail.join('\n'),
    button: `Apply ${steps.length} to ${place.context}`,
  };
}

/** A line for the object, and one for each of its changes. */
function stepLines(step: PlanStep, place: SyncPlace): string[] {
  const subject = nameOf(step.ref, place);
  switch (step.action) {
    case 'create':
      return [`Create ${subject}`];
    case 'recreate':
      return [`Delete ${subject} and make it anew`, ...changeLines(step)];
    case 'patch':
      return [subject, ...changeLines(step)];
    case 'nothing':
      return [];
  }
}

function changeLines({ changes }: PlanStep): string[] {
  const lines = firstOf(changes, MOST_CHANGES).map(describeChange);
  return [...lines, ...moreThan(changes, MOST_CHANGES)].map((line) => `    ${line}`);
}

function leftLines(step: PlanStep, place: SyncPlace): string[] {
  return step.left.map(
    ({ finding, why }) => `${nameOf(step.ref, place)}, ${shortPath(finding)}: ${why}`,
  );
}

function nameOf(ref: ObjectRef, place: SyncPlace): string {
  const elsewhere = ref.namespace !== undefined && ref.namespace !== place.namespace;
  return `${ref.kind} ${elsewhere ? `${ref.namespace}/` : ''}${ref.name}`;
}

/** `change spec.replicas 5 → 3`, `remove …containers[name=agent].env[name=DEBUG]`. */
function describeChange(finding: Finding): string {
  const path = shortPath(finding);
  const secret = finding.masked ? ' (secret)' : '';
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) return `change ${path}${secret}`;
      return `change ${path}  ${shortValue(finding.live)} → ${shortValue(finding.git)}`;
    case 'absent':
      return `put back ${path}${secret}`;
    case 'added':
    case 'stale':
      return `remove ${path}${secret}`;
  }
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
  const shown = [...firstOf(lines, MOST_STEPS), ...moreThan(lines, MOST_STEPS)];
  return ['', ...(title === '' ? [] : [title]), ...shown];
}

/** All of them where one more line would hold the last. */
function firstOf<T>(items: readonly T[], most: number): readonly T[] {
  return items.length <= most ? items : items.slice(0, most - 1);
}

function moreThan(items: readonly unknown[], most: number): string[] {
  return items.length <= most ? [] : [`and ${items.length - most + 1} more`];
}
