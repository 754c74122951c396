/** What a consent, a pause or a capture is bound to. */
export interface StateScope {
  /** Absolute path of the repository's top level. */
  readonly repository: string;
  readonly target: string;
  readonly clusterUid: string;
}

/** A person's leave to heal, for exactly this policy. */
export interface Consent extends StateScope {
  /** Hash of the policy's content: another policy needs another consent. */
  readonly policy: string;
  /** RFC 3339. */
  readonly time: string;
}

/** A pause has an end, and ends by itself. */
export interface Pause extends Omit<StateScope, 'clusterUid'> {
  /** RFC 3339. */
  readonly until: string;
}

/** A live value that a commit on another branch already declares. */
export interface Captured extends Omit<StateScope, 'clusterUid'> {
  readonly key: string;
  /** Paths of the captured findings; empty where the whole document was removed. */
  readonly paths: readonly string[];
  readonly branch: string;
  readonly commit: string;
  readonly file: string;
}

/**
 * What people decided, in the state folder, shared by the editor and the command line and obeyed
 * by all running processes. Reads see the latest write of any process.
 */
export interface StateStore {
  consents(): Promise<readonly Consent[]>;
  addConsent(consent: Consent): Promise<void>;
  /** Withdraws every consent of the scope. */
  removeConsents(scope: StateScope): Promise<void>;
  pauses(): Promise<readonly Pause[]>;
  /** Replaces the scope's pause; one that is over counts as none. */
  setPause(pause: Pause): Promise<void>;
  clearPause(scope: Omit<StateScope, 'clusterUid'>): Promise<void>;
  captured(): Promise<readonly Captured[]>;
  addCaptured(captured: Captured): Promise<void>;
  /** Drops those that the predicate names. */
  removeCaptured(isGone: (captured: Captured) => boolean): Promise<void>;
}
