import type { Finding, IgnoredFinding } from '../core/model/finding.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Json, JsonObject } from '../core/model/json.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import type { ObjectStatus, Problem, Source } from '../core/model/objectStatus.ts';
import type { StatusStore, TargetState } from '../engine/statusStore.ts';

/** What `--json` prints for one target (schemas/status.schema.json). */
export function targetStatusJson(store: StatusStore): JsonObject {
  return {
    target: targetJson(store.state),
    objects: [...store.objects()].map(objectJson),
    problems: store.state.problems.map(problemJson),
    summary: { ...store.summary() },
  };
}

export function targetJson({ target, cluster, revision }: TargetState): JsonObject {
  return defined({
    name: target.name,
    context: cluster?.context,
    cluster: cluster?.server,
    clusterUid: cluster?.uid,
    namespace: target.namespace,
    revision: revision?.sha,
    ref: revision?.ref,
  });
}

export function objectJson(object: ObjectStatus): JsonObject {
  const { behind, reason, since, message, owner, capturedIn, ignored } = object;
  return defined({
    ref: refJson(object.ref),
    source: object.source === undefined ? undefined : sourceJson(object.source),
    status: object.status,
    reason,
    facets: object.facets,
    health: object.health,
    behind: behind === undefined ? undefined : { ...behind },
    findings: object.findings.map(findingJson),
    ignored: ignored.length === 0 ? undefined : ignored.map(ignoredJson),
    message,
    owner,
    since,
    capturedIn,
  });
}

export function refJson({ apiVersion, kind, namespace, name }: ObjectRef): JsonObject {
  return defined({ apiVersion, kind, namespace, name });
}

export function sourceJson({ file, document, item, line }: Source): JsonObject {
  return defined({ file, document, item, line });
}

export function findingJson(finding: Finding): JsonObject {
  const { writer } = finding;
  const isMasked = finding.masked === true;
  return defined({
    kind: finding.kind,
    path: formatPath(finding.path),
    git: isMasked ? undefined : finding.git,
    live: isMasked ? undefined : finding.live,
    masked: finding.masked,
    line: finding.line,
    pending: finding.pending,
    confirmedBy: finding.confirmedBy,
    writer: writer === undefined ? undefined : defined({ ...writer }),
    note: finding.note,
    capturedIn: finding.capturedIn,
  });
}

function ignoredJson(finding: IgnoredFinding): JsonObject {
  return { ...findingJson(finding), rule: finding.rule };
}

export function problemJson({ file, line, severity, message }: Problem): JsonObject {
  return defined({ file, line, severity, message });
}

/** Without the keys that have no value: absent is absent, never null. */
export function defined(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
