import type { ClusterIdentity } from '../../core/model/target.ts';
import { ClusterError } from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';
import { askUid, identifyCluster, noUid } from './identifyCluster.ts';

/**
 * Holds a connection to the cluster that answered first: whenever the connection broke, it asks
 * again who answers before anything else is believed or written.
 */
export class ClusterGuard {
  readonly #api: ApiServer;
  readonly #context: string;
  #identity: { readonly breaks: number; readonly value: Promise<ClusterIdentity> } | undefined;
  #first: string | undefined;
  #verified = -1;
  #verifying: Promise<void> | undefined;

  constructor(api: ApiServer, context: string) {
    this.#api = api;
    this.#context = context;
  }

  /** Who answers now; asked again after the connection broke. */
  async identify(): Promise<ClusterIdentity> {
    if (this.#identity === undefined || this.#identity.breaks !== this.#api.breaks) {
      const value = identifyCluster(this.#api, this.#context);
      this.#identity = { breaks: this.#api.breaks, value };
      value.catch(() => {
        if (this.#identity?.value === value) this.#identity = undefined;
      });
    }
    const { breaks, value } = this.#identity;
    const identity = await value;
    this.#first ??= identity.uid;
    if (identity.uid === this.#first) this.#verified = Math.max(this.#verified, breaks);
    return identity;
  }

  /** Throws `otherCluster` unless the first cluster, or one whose uid nobody may read, answers. */
  async verify(): Promise<void> {
    if (this.#verified === this.#api.breaks) return;
    this.#verifying ??= this.#ask().finally(() => {
      this.#verifying = undefined;
    });
    await this.#verifying;
  }

  /** Awaits an answer, "not found" included, and makes sure that it came from the first cluster. */
  async answered<T>(answer: Promise<T>): Promise<T> {
    // The first question and "who are you" go out together.
    const early = this.#first === undefined ? this.verify() : Promise.resolve();
    const [told, known] = await Promise.allSettled([answer, early]);
    if (told.status === 'rejected' && !isAnswer(told.reason)) throw told.reason;
    if (known.status === 'rejected') throw known.reason;
    await this.verify();
    if (told.status === 'rejected') throw told.reason;
    return told.value;
  }

  async #ask(): Promise<void> {
    if (this.#first === undefined) {
      await this.identify();
      this.#verified = this.#api.breaks;
      return;
    }
    const { breaks } = this.#api;
    const uid = await askUid(this.#api);
    if (uid !== undefined && uid !== this.#first) throw this.#other(uid);
    this.#verified = breaks;
  }

  #other(uid: string): ClusterError {
    return new ClusterError(
      'otherCluster',
      `Another cluster answers at ${this.#api.server} (its kube-system is ${uid === noUid ? 'not there' : uid}, not ${this.#first}). Choose the cluster for this folder again.`,
    );
  }
}

function isAnswer(error: unknown): boolean {
  return error instanceof ClusterError && error.code !== undefined && error.code !== 401;
}
