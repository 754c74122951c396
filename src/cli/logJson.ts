import type { AuditEntry } from '../core/model/audit.ts';
import type { JsonObject } from '../core/model/json.ts';
import type { TimelineEvent, WriteEvent } from '../core/model/timeline.ts';
import { defined, problemJson, refJson } from './statusJson.ts';
import type { Problem } from '../core/model/objectStatus.ts';

/** What `driftline log --json` prints (schemas/log.schema.json). */
export function logJson(
  events: readonly TimelineEvent[],
  repository: string,
  problems: readonly Problem[],
): JsonObject {
  return { repository, events: events.map(eventJson), problems: problems.map(problemJson) };
}

function eventJson(event: TimelineEvent): JsonObject {
  switch (event.kind) {
    case 'act':
      return actJson(event.entry);
    case 'commit': {
      const { kind, time, commit, subject, message, who } = event;
      return { kind, time, who: { ...who }, commit, subject, message };
    }
    case 'write':
      return writeJson(event);
  }
}

function actJson(entry: AuditEntry): JsonObject {
  const { time, act, who, target, context, server, clusterUid, commit, outcome, message } = entry;
  return defined({
    kind: 'act',
    time,
    act,
    who: who === undefined ? undefined : { name: who.name, email: who.email },
    target,
    context,
    cluster: server,
    clusterUid,
    commit,
    objects: entry.objects.map(({ ref, fields, outcome: became, message: why }) =>
      defined({ ref: refJson(ref), fields, outcome: became, message: why }),
    ),
    outcome,
    message,
  });
}

function writeJson({ kind, time, writer, ref, fields }: WriteEvent): JsonObject {
  const { manager, operation, subresource } = writer;
  const tool = defined({ manager, class: writer.class, operation, subresource });
  return defined({ kind, time, writer: tool, ref: refJson(ref), fields });
}
