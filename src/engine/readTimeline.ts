import { writtenAt } from '../core/model/finding.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import { sortTimeline, type CommitEvent, type TimelineEvent } from '../core/model/timeline.ts';
import type { ActLog } from './actLog.ts';
import type { Engine } from './engine.ts';
import type { PathCommit, Repository } from './repository.ts';

/** Commits that are read: enough for years of most paths. */
const mostCommits = 1000;

/** What a history is asked for. */
export interface TimelineQuery {
  /** RFC 3339: what happened at or after it. */
  readonly since?: string;
  readonly wants: (ref: ObjectRef) => boolean;
  /** Only some objects are wanted: of the acts those on them, of the commits those on their files. */
  readonly narrowed: boolean;
}

/** Our acts on the repository, newest first, each with the wanted objects alone. */
export async function readActs(
  acts: ActLog,
  { since, wants, narrowed }: TimelineQuery,
): Promise<readonly TimelineEvent[]> {
  const events = (await acts.entries(since)).flatMap((entry): readonly TimelineEvent[] => {
    if (!narrowed) return [{ kind: 'act', time: entry.time, entry }];
    const objects = entry.objects.filter(({ ref }) => wants(ref));
    if (objects.length === 0) return [];
    return [{ kind: 'act', time: entry.time, entry: { ...entry, objects } }];
  });
  return sortTimeline(events);
}

/**
 * One history of a target after a look: commits of its path, our acts, and what live objects show
 * of other people's writes. Newest first. Throws `RepositoryError`.
 */
export async function readTimeline(
  parts: { readonly engine: Engine; readonly repository: Repository; readonly acts: ActLog },
  query: TimelineQuery,
): Promise<readonly TimelineEvent[]> {
  const { engine, repository, acts } = parts;
  const [done, commits] = await Promise.all([
    readActs(acts, query),
    readCommits(engine, repository, query),
  ]);
  const events = [...commits, ...done.toReversed(), ...readWrites(engine, query)];
  const { since } = query;
  if (since === undefined) return sortTimeline(events);
  const from = Date.parse(since);
  return sortTimeline(events.filter(({ time }) => time !== undefined && Date.parse(time) >= from));
}

async function readCommits(
  { store }: Engine,
  repository: Repository,
  { wants, narrowed }: TimelineQuery,
): Promise<readonly CommitEvent[]> {
  const { revision, target } = store.state;
  if (revision?.sha === undefined) return [];
  if (!narrowed) {
    return (await repository.log(revision.sha, target.path, mostCommits)).map(commitEvent);
  }
  const files = [...store.objects()].flatMap(({ ref, source }) =>
    source !== undefined && wants(ref) ? [source.file] : [],
  );
  const history = await repository.history(revision.sha, [...new Set(files)], mostCommits);
  const commits = new Map([...history.values()].flat().map((one) => [one.commit, one]));
  return [...commits.values()].map(commitEvent);
}

function commitEvent(one: PathCommit): CommitEvent {
  const { time, commit, subject, message, author, email } = one;
  return {
    kind: 'commit',
    time,
    commit,
    subject,
    message: message.trimEnd(),
    who: { name: author, email },
  };
}

function readWrites(engine: Engine, { wants }: TimelineQuery): readonly TimelineEvent[] {
  return [...engine.store.entries()].flatMap(([key, { ref }]) => {
    if (!wants(ref)) return [];
    return engine.liveWrites(key).map(({ writer, fields }): TimelineEvent => {
      const at = writtenAt(writer);
      const time = at === undefined ? {} : { time: at };
      return { kind: 'write', ...time, writer, ref, fields };
    });
  });
}
