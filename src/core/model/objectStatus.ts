import type { Finding, IgnoredFinding } from './finding.ts';
import type { ObjectRef } from './objectRef.ts';

/** drift.md 1; `unknown` is worse than bad news and never shown as good. */
export type Status = 'inSync' | 'drifted' | 'behind' | 'missing' | 'extra' | 'invalid' | 'unknown';

/** Why a status is `unknown`. */
export type UnknownReason =
  | 'unreachable'
  | 'signIn'
  | 'forbidden'
  | 'notServed'
  | 'otherCluster'
  | 'notRendered'
  | 'renderFailed'
  | 'noHistory' // an older revision that the verdict hangs on cannot be read
  | 'opaque';

/** What stands beside a status without changing it. */
export type Facet = 'edited' | 'ahead' | 'uncommitted';

export type Health = 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'missing' | 'unknown';

/** Where a document stands in the repository. */
export interface Source {
  /** Path from the repository's root, with `/`. */
  readonly file: string;
  /** Counts every document of the file, from 0. */
  readonly document: number;
  /** Index inside a `List` object, from 0. */
  readonly item?: number;
  /** First line of the document's content, from 1. */
  readonly line: number;
}

/** The commit that live shows evidence of, and how many commits of the file lie between. */
export interface Behind {
  readonly commit: string;
  readonly subject: string;
  readonly commits: number;
}

/** The verdict on one object: what every surface draws. Values in it are already masked. */
export interface ObjectStatus {
  readonly ref: ObjectRef;
  readonly source?: Source;
  readonly status: Status;
  readonly facets: readonly Facet[];
  readonly health: Health;
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly behind?: Behind;
  /** Only with `unknown`. */
  readonly reason?: UnknownReason;
  /** A sentence for people: why unknown, invalid, or why there is no finding. */
  readonly message?: string;
  /** RFC 3339: since when the picture is stale. */
  readonly since?: string;
  /**
   * A branch that declares live's value in every finding that is not pending, or that removes what
   * is missing. Where only some are captured, those findings say so themselves.
   */
  readonly capturedIn?: string;
  /** Who else manages the object ("Argo CD application shop"): shown, and refused for apply. */
  readonly owner?: string;
}

/** Something wrong in the repository or on the way to the cluster, at its place. */
export interface Problem {
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly severity: 'error' | 'warning' | 'notice';
  readonly message: string;
}
