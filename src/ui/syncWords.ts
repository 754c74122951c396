import { l10n } from 'vscode';
import type { Finding } from '../core/model/finding.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import { shortPath, shortValue } from './findingWords.ts';
import { refWords } from './refWords.ts';

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

  const refused = plan.steps.filter((step) => step.refusal !== undefined);
  const detail = [
    ...firstOf(steps, MOST_STEPS).flatMap((step) => stepLines(step, place)),
    ...moreThan(steps, MOST_STEPS),
    ...restartLines(steps),
    ...section(l10n.t('Left as it is:'), [
      ...refused.map(({ refusal }) => refusal?.message ?? ''),
      ...steps.flatMap((step) => leftLines(step, place)),
    ]),
    ...section('', [...plan.notes, ...steps.flatMap(({ notes }) => notes)]),
  ];
  return {
    title: titleOf(steps.length, place),
    detail: detail.join('\n'),
    button: l10n.t('Apply {0} to {1}', steps.length, place.context),
  };
}

function titleOf(objects: number, { revision, context, namespace }: SyncPlace): string {
  return objects === 1
    ? l10n.t('Apply 1 object from {0} to {1} / {2}?', revision, context, namespace)
    : l10n.t('Apply {0} objects from {1} to {2} / {3}?', objects, revision, context, namespace);
}

/** A line for the object, and one for each of its changes. */
function stepLines(step: PlanStep, place: SyncPlace): string[] {
  const subject = refWords(step.ref, place.namespace);
  switch (step.action) {
    case 'create':
      return [l10n.t('Create {0}', subject)];
    case 'recreate':
      return [l10n.t('Delete {0} and make it anew', subject), ...changeLines(step)];
    case 'patch':
      return [subject, ...changeLines(step)];
    case 'nothing':
      return [];
  }
}

function changeLines({ changes }: PlanStep): string[] {
  const lines = firstOf(changes, MOST_CHANGES).map(changeWords);
  return [...lines, ...moreThan(changes, MOST_CHANGES)].map((line) => `    ${line}`);
}

function leftLines(step: PlanStep, place: SyncPlace): string[] {
  return step.left.map(
    ({ finding, why }) => `${refWords(step.ref, place.namespace)}, ${shortPath(finding)}: ${why}`,
  );
}

/** What will be written: `change spec.replicas  5 → 3`, `remove …containers[name=agent].env[name=DEBUG]`. */
export function changeWords(finding: Finding): string {
  const path = shortPath(finding);
  const named = finding.masked ? l10n.t('{0} (secret)', path) : path;
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) return l10n.t('change {0}', named);
      return l10n.t(
        'change {0}  {1} → {2}',
        path,
        shortValue(finding.live),
        shortValue(finding.git),
      );
    case 'absent':
      return l10n.t('put back {0}', named);
    case 'added':
    case 'stale':
      return l10n.t('remove {0}', named);
  }
}

function restartLines(steps: readonly PlanStep[]): string[] {
  const pods = steps.reduce((sum, { restarts }) => sum + restarts, 0);
  if (pods === 0) return [];
  return [
    '',
    pods === 1
      ? l10n.t('1 pod will be restarted once.')
      : l10n.t('{0} pods will be restarted once.', pods),
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
  return items.length <= most ? [] : [l10n.t('and {0} more', items.length - most + 1)];
}
