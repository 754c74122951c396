import { ClusterError } from '../../engine/cluster.ts';
import { type Credential, fingerprintOf } from './credential.ts';
import { makeCredential, makeProviderSignIn, type SignInOptions } from './makeCredential.ts';
import type { SelectedContext } from './selectContext.ts';

/** A failed sign-in is tried again after this time where no program and no provider has a part. */
const plainRetryMs = 30_000;

/**
 * The credential of one user at one cluster: made once, shared by all requests, renewed before it
 * ends and after a 401. At most one sign-in runs at a time. A sign-in that failed is not tried
 * again until `forget()` or a change of the kubeconfig's entry: no storm of browser windows.
 */
export class Credentials {
  readonly #load: () => Promise<SelectedContext>;
  readonly #options: SignInOptions;
  #selected: SelectedContext;
  #provider: (() => Promise<Credential>) | undefined;
  #current: Credential | undefined;
  #pending: Promise<Credential> | undefined;
  #failure: { readonly error: ClusterError; readonly at: number } | undefined;

  /** `load` reads the kubeconfig again; it throws where the context is gone or points elsewhere. */
  constructor(
    selected: SelectedContext,
    load: () => Promise<SelectedContext>,
    options: SignInOptions,
  ) {
    this.#selected = selected;
    this.#load = load;
    this.#options = options;
  }

  /** Throws `ClusterError` (`signIn`, `config`), the same one again while nothing has changed. */
  current(): Promise<Credential> {
    const now = this.#options.now();
    const current = this.#current;
    if (current !== undefined && (current.renewAt ?? Infinity) > now) {
      return Promise.resolve(current);
    }
    return this.#once(() => this.#make());
  }

  /** After a 401: a newer credential than the refused one, or `signIn`. */
  renew(refused: Credential): Promise<Credential> {
    if (this.#current !== undefined && this.#current !== refused) {
      return Promise.resolve(this.#current);
    }
    return this.#once(async () => {
      this.#current = undefined;
      this.#provider = undefined;
      await this.#reload();
      const made = await this.#make();
      const canDiffer = !this.#isPlain();
      if (canDiffer || fingerprintOf(made) !== fingerprintOf(refused)) return made;
      throw this.refused();
    });
  }

  /** The server refused a fresh credential too: remembered like a failed sign-in. */
  markRefused(): ClusterError {
    const error = this.refused();
    this.#failure = { error, at: this.#options.now() };
    this.#current = undefined;
    return error;
  }

  /** A person wants to try again. */
  forget(): void {
    this.#failure = undefined;
    this.#current = undefined;
    this.#provider = undefined;
    this.#mustReload = true;
  }
  #mustReload = false;

  /** The sentence for a 401. */
  refused(): ClusterError {
    const { user, cluster } = this.#selected;
    const who = user.name === '' ? 'without credentials' : `as ${JSON.stringify(user.name)}`;
    return new ClusterError(
      'signIn',
      `${cluster.server} refuses to let you in ${who} (401 Unauthorized): the credentials are missing, wrong or expired. Sign in again, then retry.`,
      { code: 401 },
    );
  }

  #once(make: () => Promise<Credential>): Promise<Credential> {
    this.#pending ??= this.#unlessFailed(make).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #unlessFailed(make: () => Promise<Credential>): Promise<Credential> {
    const failure = this.#failure;
    if (failure !== undefined && !(await this.#mayTryAgain(failure.at))) {
      // A person may have said "try again" meanwhile.
      if (this.#failure === failure) throw failure.error;
    }
    try {
      if (this.#mustReload) await this.#reload();
      this.#mustReload = false;
      const made = await make();
      this.#failure = undefined;
      this.#current = made;
      return made;
    } catch (error) {
      if (error instanceof ClusterError) this.#failure = { error, at: this.#options.now() };
      throw error;
    }
  }

  async #mayTryAgain(failedAt: number): Promise<boolean> {
    const before = JSON.stringify(this.#selected);
    await this.#reload();
    if (JSON.stringify(this.#selected) !== before) return true;
    return this.#isPlain() && this.#options.now() - failedAt > plainRetryMs;
  }

  #isPlain(): boolean {
    return this.#selected.user.exec === undefined && this.#selected.user.authProvider === undefined;
  }

  async #reload(): Promise<void> {
    const next = await this.#load();
    if (JSON.stringify(next.user) !== JSON.stringify(this.#selected.user)) {
      this.#provider = undefined;
    }
    this.#selected = next;
  }

  async #make(): Promise<Credential> {
    this.#provider ??= await makeProviderSignIn(this.#selected.user, this.#options);
    if (this.#provider !== undefined) return this.#provider();
    return makeCredential(this.#selected, this.#options);
  }
}
