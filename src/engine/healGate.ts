import { ClusterError } from './cluster.ts';
import { HealConsent, type HealConsentParts } from './healConsent.ts';
import type { HealTerms } from './healTerms.ts';
import type { Revision } from './repository.ts';

/** Why healing does nothing at present. `ended` is for good. */
export type HealStop =
  | { readonly kind: 'off' }
  | { readonly kind: 'needsConsent'; readonly withdrawn?: true }
  | { readonly kind: 'paused'; readonly until: string }
  | { readonly kind: 'held'; readonly why: string }
  | { readonly kind: 'catchingUp' } // the engine has yet to read what Git has by now
  | { readonly kind: 'ended'; readonly why: string };

/** What the repository says about the revision that healing is bound to. */
export interface HealGuard {
  /** A sentence where healing must wait: another branch, a rebase, a ref that moved aside. */
  hold(): Promise<string | undefined>;
  /** The picture is of the revision as it was resolved by the latest `hold`. */
  isOf(picture: Revision | undefined): boolean;
}

export interface HealGateParts extends HealConsentParts {
  readonly guard: HealGuard;
  /** uid of the cluster that the person named and allowed. */
  readonly clusterUid: string;
  /** uid of the cluster that answers now; asked of it only after the connection broke. */
  readonly answering: () => Promise<string | undefined>;
}

/** All that must hold before anything is healed; asked before each plan and before each write. */
export class HealGate {
  readonly #parts: HealGateParts;
  readonly #consent: HealConsent;

  constructor(parts: HealGateParts) {
    this.#parts = parts;
    this.#consent = new HealConsent(parts, parts.clusterUid);
  }

  /** The terms in force, or why there are none. Git is asked last, since that takes a process. */
  async check(): Promise<HealTerms | HealStop> {
    return (await this.#endedOrAway()) ?? (await this.#allowed());
  }

  /** As `check`, without asking Git: whether somebody paused it, or changed the terms. */
  async decided(): Promise<HealTerms | HealStop> {
    try {
      return await this.#decided();
    } catch (error) {
      // What cannot be read allows nothing.
      return { kind: 'held', why: error instanceof Error ? error.message : String(error) };
    }
  }

  async #decided(): Promise<HealTerms | HealStop> {
    const { store, repository, state, environment } = this.#parts;
    const terms = await this.#consent.terms();
    if (!terms.policy.selfHeal) return { kind: 'off' };
    const given = await this.#consent.of(terms);
    if (given === 'withdrawn') return { kind: 'needsConsent', withdrawn: true };
    if (given === 'other') return { kind: 'needsConsent' };
    const now = environment.clock.now().getTime();
    const { name } = store.state.target;
    const pause = (await state.pauses()).find(
      (one) => one.repository === repository.root && one.target === name,
    );
    if (pause === undefined || !(Date.parse(pause.until) > now)) return terms;
    return { kind: 'paused', until: pause.until };
  }

  async #allowed(): Promise<HealTerms | HealStop> {
    const { store, guard } = this.#parts;
    const decided = await this.decided();
    if ('kind' in decided) return decided;
    const why = await guard.hold();
    if (why !== undefined) return { kind: 'held', why };
    return guard.isOf(store.state.revision) ? decided : { kind: 'catchingUp' };
  }

  async #endedOrAway(): Promise<HealStop | undefined> {
    const { store, clusterUid, answering } = this.#parts;
    const other = [...store.objects()].find(({ reason }) => reason === 'otherCluster');
    if (other !== undefined) return ended(other.message);
    if (store.state.phase !== 'current') {
      return { kind: 'held', why: store.state.message ?? 'the cluster does not answer' };
    }
    try {
      const uid = await answering();
      if (uid === clusterUid && store.state.cluster?.uid === clusterUid) return undefined;
      return ended(undefined);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === 'otherCluster') return ended(error.message);
      return { kind: 'held', why: error.message };
    }
  }
}

function ended(why: string | undefined): HealStop {
  return { kind: 'ended', why: why ?? 'Another cluster answers than the one it was allowed for' };
}
