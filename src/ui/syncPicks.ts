import { l10n } from 'vscode';
import type { ObjectKey } from '../core/model/objectRef.ts';
import { writes, type ObjectConsent, type Plan, type PlanStep } from '../core/model/plan.ts';
import { fields } from './presentation.ts';
import { refWords } from './refWords.ts';
import type { SyncRequest } from './session.ts';
import { changeWords } from './syncWords.ts';

/** What picking a step allows beyond an ordinary write. */
export type ExtraConsent = 'none' | 'takeOver' | 'recreate';

/** One step as it can be picked. */
export interface SyncPick {
  readonly key: ObjectKey;
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
  readonly picked: boolean;
  readonly consent: ExtraConsent;
  /** Managers whose fields are taken over with it. */
  readonly managers: readonly string[];
}

/**
 * Steps that write are picked; those that only a consent of its own lets through are offered. Named
 * and told as in the question that follows: what will be written, not what has drifted.
 *
 * @param namespace the target's, which goes without saying.
 */
export function syncPicks(plan: Plan, namespace: string): readonly SyncPick[] {
  const able = plan.steps.filter(writes);
  const askable = plan.steps.filter((step) => consentOf(step) !== 'none');
  return [
    ...able.map((step) => pickOf(step, namespace, 'picked')),
    ...askable.map((step) => pickOf(step, namespace, 'offered')),
  ];
}

/** Refused for good, in words. */
export function refusedWords(plan: Plan): readonly string[] {
  return plan.steps.flatMap((step) =>
    step.refusal !== undefined && consentOf(step) === 'none' ? [step.refusal.message] : [],
  );
}

/** What to plan for the picked ones; the rest is left alone. */
export function pickedRequest(picks: readonly SyncPick[]): SyncRequest {
  const consents = picks.flatMap((pick) => {
    const consent = consentTo(pick);
    return consent === undefined ? [] : [[pick.key, consent] as const];
  });
  return {
    keys: picks.map(({ key }) => key),
    ...(consents.length === 0 ? {} : { consents: new Map(consents) }),
  };
}

function consentTo({ consent, managers }: SyncPick): ObjectConsent | undefined {
  switch (consent) {
    case 'none':
      return undefined;
    case 'takeOver':
      return { takeOver: managers };
    case 'recreate':
      return { recreate: true };
  }
}

/** What lets a refused step through, where anything does. */
export function consentOf({ refusal }: PlanStep): ExtraConsent {
  if (refusal?.reason === 'conflict') return 'takeOver';
  return refusal?.reason === 'immutable' ? 'recreate' : 'none';
}

function pickOf(step: PlanStep, namespace: string, how: 'picked' | 'offered'): SyncPick {
  const consent = consentOf(step);
  const managers = consent === 'takeOver' ? step.conflicts.map(({ manager }) => manager) : [];
  const words = step.changes.map(changeWords).join(' · ');
  return {
    key: step.key,
    label: refWords(step.ref, namespace),
    description: describe(step, consent, managers),
    ...(words === '' ? {} : { detail: words }),
    picked: how === 'picked',
    consent,
    managers: [...new Set(managers)],
  };
}

function describe(step: PlanStep, consent: ExtraConsent, managers: readonly string[]): string {
  if (consent === 'takeOver') {
    return l10n.t('take over from {0}', [...new Set(managers)].join(', '));
  }
  if (consent === 'recreate') return l10n.t('delete and make anew');
  switch (step.action) {
    case 'create':
      return l10n.t('create');
    case 'recreate':
      return l10n.t('delete and make anew');
    case 'patch':
      return fields(step.changes.length);
    case 'nothing':
      return '';
  }
}
