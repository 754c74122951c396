import { ClusterClient, type ClusterConnection } from './clusterClient.ts';
import type { TestCluster } from './testCluster.ts';

/** A cluster that belongs to somebody else: usable in everything but outages. */
export class BorrowedCluster extends ClusterClient implements TestCluster {
  readonly canFail = false;
  readonly #why: string;
  readonly #giveBack: () => Promise<void>;

  /** `why` says what to do instead of an outage. */
  constructor(
    connection: ClusterConnection,
    why: string,
    giveBack: () => Promise<void> = () => Promise.resolve(),
  ) {
    super(connection);
    this.#why = why;
    this.#giveBack = giveBack;
  }

  killApiServer(): Promise<void> {
    return Promise.reject(this.#refusal());
  }

  pauseApiServer(): void {
    throw this.#refusal();
  }

  resumeApiServer(): void {
    throw this.#refusal();
  }

  restartApiServer(): Promise<void> {
    return Promise.reject(this.#refusal());
  }

  stop(): Promise<void> {
    return this.#giveBack();
  }

  #refusal(): Error {
    return new Error(`This cluster's API server can't be stopped by a test: ${this.#why}`);
  }
}
