import { parseSettings } from '../core/diff/parseSettings.ts';
import { settingsFile } from '../core/model/settingsFile.ts';
import type { TargetSettings } from '../core/model/settings.ts';
import type { Target } from '../core/model/target.ts';
import type { HealPolicy } from '../core/plan/healPolicy.ts';
import type { Repository } from './repository.ts';
import type { Consent, StateScope } from './stateStore.ts';
import type { TargetState } from './statusStore.ts';

/** What a person is asked to allow: the policy, and all that says what it reaches. */
export interface HealTerms {
  readonly policy: HealPolicy;
  /** As it is in force, options included. */
  readonly target: Target;
  /** As `.driftline.yaml` has it at this moment: the engine may not have read it yet. */
  readonly own: TargetSettings;
}

/** Reads the file at this moment, as the engine does: the working tree's, else the revision's. */
export async function readHealTerms(
  repository: Repository,
  state: TargetState,
): Promise<HealTerms> {
  const { sha } = state.revision ?? {};
  const text =
    (await repository.read(settingsFile)) ??
    (sha === undefined ? undefined : await repository.textAt(sha, settingsFile));
  const own = parseSettings(text ?? '').settings.target ?? {};
  const policy = own.policy ?? { selfHeal: false, autoSync: false };
  return { policy, target: state.target, own };
}

/** The content that a consent is bound to, as one text to hash: another one is asked about anew. */
export function termsText({ policy, target, own }: HealTerms): string {
  const reach = ({ path, namespace, revision }: TargetSettings): readonly (string | null)[] => [
    path ?? null,
    namespace ?? null,
    revision ?? null,
  ];
  const named = [own.name ?? null, own.context ?? null, ...reach(own)];
  return JSON.stringify([policy.selfHeal, policy.autoSync, named, reach(target)]);
}

/** Somebody allowed exactly this, for this repository, target and cluster. */
export function isAllowed(
  consents: readonly Consent[],
  scope: StateScope,
  termsHash: string,
): boolean {
  return consents.some((one) => isOfScope(one, scope) && one.policy === termsHash);
}

/** It was given for this repository, target and cluster, whatever the terms. */
export function isOfScope(consent: Consent, scope: StateScope): boolean {
  return (
    consent.repository === scope.repository &&
    consent.target === scope.target &&
    consent.clusterUid === scope.clusterUid
  );
}
