import type { AuditEntry } from './audit.ts';
import type { Writer } from './finding.ts';
import type { ObjectRef } from './objectRef.ts';

/** A commit of the target's path. */
export interface CommitEvent {
  readonly kind: 'commit';
  /** Committer's time, RFC 3339. */
  readonly time: string;
  readonly commit: string;
  readonly subject: string;
  readonly message: string;
  readonly who: { readonly name: string; readonly email: string };
  /** Our act that made it, where both were joined. */
  readonly madeBy?: AuditEntry;
}

/** What we did, by the audit log. */
export interface ActEvent {
  readonly kind: 'act';
  readonly time: string;
  readonly entry: AuditEntry;
}

/** What a tool wrote into a live object, as far as it still stands there. */
export interface WriteEvent {
  readonly kind: 'write';
  /** Absent where the server recorded none. */
  readonly time?: string;
  readonly writer: Writer;
  readonly ref: ObjectRef;
  readonly fields: readonly string[];
}

/** One thing that happened: who changed what, when and why (drift.md 10). */
export type TimelineEvent = CommitEvent | ActEvent | WriteEvent;

/** For people: a commit and our act that made it are one event. Those of others stay as they are. */
export function joinCommits(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const commits = new Set(events.flatMap((one) => (one.kind === 'commit' ? one.commit : [])));
  const makers = new Map<string, AuditEntry>();
  for (const event of events) {
    const made = event.kind === 'act' ? madeCommit(event.entry) : undefined;
    if (event.kind === 'act' && made !== undefined) makers.set(made, event.entry);
  }
  return events.flatMap((event) => {
    if (event.kind === 'write') return event;
    if (event.kind === 'act') {
      const made = madeCommit(event.entry);
      return made !== undefined && commits.has(made) ? [] : event;
    }
    const madeBy = makers.get(event.commit);
    return madeBy === undefined ? event : { ...event, madeBy };
  });
}

/** An apply names the commit that it applied, which others made. */
function madeCommit({ act, outcome, commit }: AuditEntry): string | undefined {
  const makes = (act === 'capture' || act === 'rollback') && outcome === 'done';
  return makes ? commit : undefined;
}

/** Newest first; what has no time comes last. */
export function sortTimeline(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const moment = ({ time }: TimelineEvent): number =>
    time === undefined ? Number.NEGATIVE_INFINITY : Date.parse(time);
  // `toSorted` is stable; of equal times the later one in the log is the newer one.
  return events.toReversed().toSorted((a, b) => {
    const [first, second] = [moment(a), moment(b)];
    return first === second ? 0 : second - first;
  });
}
