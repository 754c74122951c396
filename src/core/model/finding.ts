import type { FieldPath } from './fieldPath.ts';
import type { Json } from './json.ts';

/**
 * `changed`: declared, live has another value. `absent`: declared, live lacks it. `added`: not
 * declared, put there by somebody. `stale`: not declared, one of the last revisions declared it.
 */
export type FindingKind = 'changed' | 'absent' | 'added' | 'stale';

/** Who wrote a live field, by `managedFields` (drift.md 3). */
export type WriterClass = 'hand' | 'applier' | 'controller' | 'unknown';

export interface Writer {
  /** The raw manager name, or `''` where the server recorded none. */
  readonly manager: string;
  readonly class: WriterClass;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  /** RFC 3339. One time for all of the manager's fields: "at the latest". */
  readonly time?: string;
  /** RFC 3339. The server records no time of it, but the watch saw it happen then. */
  readonly seenAt?: string;
}

/** When it was written, at the latest: RFC 3339. */
export function writtenAt({ time, seenAt }: Writer): string | undefined {
  return time ?? seenAt;
}

/** What confirmed a finding: a dry run on the server, or the local comparison alone. */
export type Confirmation = 'server' | 'local';

/** One field that differs between desired and live. */
export interface Finding {
  readonly kind: FindingKind;
  readonly path: FieldPath;
  /** Only where declared, and never where `masked`. */
  readonly git?: Json;
  /** Only where live has it, and never where `masked`. */
  readonly live?: Json;
  /** The values are secret: neither `git` nor `live` is here. */
  readonly masked?: true;
  /** From 1, in the file at the target's revision. For `added`: the line after which it would stand. */
  readonly line?: number;
  /** It vanishes against base and no hand wrote it since: Git moved on and was not applied. */
  readonly pending: boolean;
  readonly confirmedBy: Confirmation;
  /** Absent for `absent`: a removal leaves no trace, and nobody is guessed. */
  readonly writer?: Writer;
  /** The finding is a plain consequence, or carries a plain name: "restarted by hand". */
  readonly note?: string;
  /** A branch that already declares live's value: not counted in "all", not healed. */
  readonly capturedIn?: string;
  /** Never preselected for removal and never healed. */
  readonly leaveByDefault?: true;
}

/** A finding that a rule hides, with the rule in words. */
export interface IgnoredFinding extends Finding {
  readonly rule: string;
}
