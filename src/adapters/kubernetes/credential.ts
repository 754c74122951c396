import { createHash } from 'node:crypto';

/** What a request carries to be let in. Never logged, never part of an error. */
export interface Credential {
  /** Several values are several header lines (groups), which HTTP/2 by undici cannot send. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
  /** Milliseconds since 1970 after which to ask for a new one; absent: until it is refused. */
  readonly renewAt?: number;
}

/** Two credentials with one fingerprint are the same. */
export function fingerprintOf(credential: Credential): string {
  const { headers, certificate, key } = credential;
  return createHash('sha256')
    .update(JSON.stringify([headers, certificate, key]))
    .digest('hex');
}
