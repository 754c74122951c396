import { l10n } from 'vscode';
import { yamlLines } from '../../core/manifest/yamlLines.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Json } from '../../core/model/json.ts';
import { writes, type Plan, type PlanStep } from '../../core/model/plan.ts';
import { notChosen } from '../../core/plan/chooseFindings.ts';
import type {
  ClusterPreview,
  PreviewChange,
  PreviewConsent,
  PreviewStep,
} from '../../shared/panelPreview.ts';
import { pathWords } from './pathWords.ts';

/** A plan as the panel shows it; equal plans give equal previews. */
export function planPreview(plan: Plan): Omit<ClusterPreview, 'token' | 'cluster'> {
  return {
    steps: plan.steps.filter(isWorthTelling).map(previewStep),
    notes: plan.notes,
    writes: plan.steps.filter(writes).length,
  };
}

/** What a person left by choice is no news to them. */
function toldOf({ left }: PlanStep): PlanStep['left'] {
  return left.filter(({ why }) => why !== notChosen);
}

function isWorthTelling(step: PlanStep): boolean {
  return writes(step) || step.refusal !== undefined || toldOf(step).length + step.notes.length > 0;
}

function previewStep(step: PlanStep): PreviewStep {
  return {
    key: step.key,
    subject: `${step.ref.kind} ${step.ref.name}`,
    action: actionWord(step),
    changes: step.refusal === undefined ? step.changes.map(previewChange) : [],
    ...(step.refusal === undefined ? {} : { refusal: step.refusal.message }),
    consents: consentsOf(step),
    notes: notesOf(step),
  };
}

/** Whether it is allowed the plan itself tells: what is not allowed is refused. */
function consentsOf({ action, refusal, conflicts }: PlanStep): readonly PreviewConsent[] {
  const recreate =
    action === 'recreate' ? [consentTo({ recreate: true }, refusal?.reason !== 'immutable')] : [];
  const managers = [...new Set(conflicts.map(({ manager }) => manager))];
  const isHeld = refusal?.reason === 'conflict';
  const takeOver =
    managers.length > 0 && (isHeld || refusal === undefined)
      ? [consentTo({ takeOver: managers }, !isHeld)]
      : [];
  return [...recreate, ...takeOver];
}

function consentTo(allows: PreviewConsent['allows'], isGiven: boolean): PreviewConsent {
  const label =
    'recreate' in allows
      ? l10n.t('Delete it and make it anew')
      : l10n.t('Take over from {0}', allows.takeOver.join(', '));
  return { allows, label, isGiven };
}

function actionWord({ action, refusal }: PlanStep): string {
  if (refusal !== undefined) return l10n.t('refused');
  switch (action) {
    case 'create':
      return l10n.t('create');
    case 'patch':
      return l10n.t('change');
    case 'recreate':
      return l10n.t('delete and make anew');
    case 'nothing':
      return l10n.t('leave');
  }
}

function previewChange({ path, kind, git, live, masked }: Finding): PreviewChange {
  const name = pathWords(path).join(' › ');
  const hidden = l10n.t('(secret)');
  const before = kind === 'absent' ? undefined : masked ? hidden : textOf(live);
  const isSet = kind === 'changed' || kind === 'absent';
  const after = isSet ? (masked ? hidden : textOf(git)) : undefined;
  return {
    path: name,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** Most characters of a value in a preview: the row above shows all of it. */
const LONGEST = 2000;

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : yamlLines(value).join('\n');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function notesOf(step: PlanStep): readonly string[] {
  const { conflicts, restarts, refusal } = step;
  return [
    ...(refusal === undefined && restarts > 0 ? [restartWords(restarts)] : []),
    ...conflictNotes(conflicts, refusal),
    ...toldOf(step).map(({ finding, why }) =>
      l10n.t('{0} is left: {1}', pathWords(finding.path).join(' › '), why),
    ),
    ...step.notes,
  ];
}

/** A refusal that is about them names them itself. */
function conflictNotes(
  conflicts: PlanStep['conflicts'],
  refusal: PlanStep['refusal'],
): readonly string[] {
  if (refusal !== undefined) return [];
  return conflicts.map(({ path, manager }) => l10n.t('{0} is taken over from {1}', path, manager));
}

function restartWords(pods: number): string {
  return pods === 1
    ? l10n.t('1 pod will be restarted once.')
    : l10n.t('{0} pods will be restarted once.', pods);
}
