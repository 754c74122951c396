import type { HealPolicy } from '../core/plan/healPolicy.ts';
import type { ActLog } from './actLog.ts';
import type { Environment } from './environment.ts';
import { isAllowed, isOfScope, readHealTerms, termsText, type HealTerms } from './healTerms.ts';
import type { Repository } from './repository.ts';
import type { StateScope, StateStore } from './stateStore.ts';
import type { StatusStore } from './statusStore.ts';

/** What a consent is read from and written to. */
export interface HealConsentParts {
  readonly store: StatusStore;
  readonly repository: Repository;
  readonly state: StateStore;
  readonly environment: Environment;
}

/**
 * A person's leave to heal one target in one cluster (drift.md 6): the only place that reads,
 * gives and withdraws it, for every shell.
 */
export class HealConsent {
  readonly #parts: HealConsentParts;
  readonly #clusterUid: string;

  constructor(parts: HealConsentParts, clusterUid: string) {
    this.#parts = parts;
    this.#clusterUid = clusterUid;
  }

  /** What a person is asked to allow, as it stands now. */
  terms(): Promise<HealTerms> {
    return readHealTerms(this.#parts.repository, this.#parts.store.state);
  }

  /** Whether exactly these terms are allowed; `withdrawn`: nothing is, for this target. */
  async of(terms: HealTerms): Promise<'given' | 'withdrawn' | 'other'> {
    const scope = this.#scope();
    const consents = await this.#parts.state.consents();
    if (isAllowed(consents, scope, this.#hash(terms))) return 'given';
    return consents.some((one) => isOfScope(one, scope)) ? 'other' : 'withdrawn';
  }

  /**
   * Gives it for the terms that a person was shown, and notes that. Throws where nothing can be
   * allowed, and where others are in force by now: those nobody has seen.
   */
  async give(shown: HealTerms, acts: ActLog): Promise<void> {
    const terms = await this.terms();
    if (termsText(terms) !== termsText(shown)) {
      throw new Error('What would be allowed has changed meanwhile. Look at it again.');
    }
    if (!terms.policy.selfHeal) throw new Error(`${notAskedFor} first.`);
    const { state, environment, store } = this.#parts;
    const time = environment.clock.now().toISOString();
    await state.addConsent({ ...this.#scope(), policy: this.#hash(terms), time });
    const message = `self-heal allowed: ${policyWords(terms.policy)}`;
    await acts.append(store.state, { act: 'consent', objects: [], outcome: 'done', message });
  }

  /** Withdraws whatever was allowed for this target in this cluster, and notes that. */
  async withdraw(acts: ActLog): Promise<void> {
    const { state, store } = this.#parts;
    await state.removeConsents(this.#scope());
    const message = 'self-heal forbidden';
    await acts.append(store.state, { act: 'withdraw', objects: [], outcome: 'done', message });
  }

  #hash(terms: HealTerms): string {
    return this.#parts.environment.hash(termsText(terms));
  }

  #scope(): StateScope {
    const { repository, store } = this.#parts;
    const target = store.state.target.name;
    return { repository: repository.root, target, clusterUid: this.#clusterUid };
  }
}

/** Why there is nothing to allow, with the next step; without a full stop. */
export const notAskedFor =
  '.driftline.yaml does not ask for self-heal: give its target "policy: {selfHeal: true}"';

/** What the policy lets healing do, for people. */
export function policyWords({ autoSync }: HealPolicy): string {
  const drift = 'undoes what hands change and brings back what they delete';
  return autoSync ? `${drift}; applies new commits too (autoSync)` : drift;
}
