import { encodeBase64, withoutBreaks } from '../model/base64.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';

/**
 * Desired as the server would read it, before any default: the namespace filled in (or dropped
 * for cluster-scoped kinds), `stringData` as `data`, and fields that the server derives from
 * others left out; `status` too, where it is the server's. This form is compared, applied and probed.
 */
export function normalizeDesired(
  object: KubeObject,
  namespace: string | undefined,
  dropStatus: boolean,
): KubeObject {
  const { namespace: _dropped, ...metadata } = object.metadata;
  const named: KubeObject = {
    ...object,
    metadata: namespace === undefined ? metadata : { ...metadata, namespace },
  };
  if (!dropStatus) return normalizeKind(named);
  const { status: _status, ...rest } = named;
  return normalizeKind(rest as KubeObject);
}

function normalizeKind(object: KubeObject): KubeObject {
  if (object.apiVersion === 'v1' && object.kind === 'Secret') return secretData(object);
  if (object.kind === 'ClusterRole' && isJsonObject(object['aggregationRule'])) {
    const { rules: _rules, ...rest } = object;
    return rest as KubeObject;
  }
  return withPodSpecs(object);
}

/** `stringData` as `data`; base64 may be broken into lines. */
function secretData(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  const data: Record<string, Json> = {};
  for (const [key, value] of Object.entries(isJsonObject(rest['data']) ? rest['data'] : {})) {
    if (value !== undefined) data[key] = typeof value === 'string' ? withoutBreaks(value) : value;
  }
  for (const [key, value] of Object.entries(isJsonObject(stringData) ? stringData : {})) {
    data[key] = encodeBase64(typeof value === 'string' ? value : '');
  }
  return Object.keys(data).length === 0 ? (rest as KubeObject) : ({ ...rest, data } as KubeObject);
}

/** `serviceAccount` is the old name of `serviceAccountName`, which wins where both are there. */
function withPodSpecs(object: KubeObject): KubeObject {
  return mapPodSpec(object, (spec) => {
    const { serviceAccount, ...rest } = spec;
    if (serviceAccount === undefined) return spec;
    return { ...rest, serviceAccountName: rest['serviceAccountName'] ?? serviceAccount };
  });
}

const podSpecPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const templateKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
]);

function mapPodSpec(object: KubeObject, change: (spec: JsonObject) => JsonObject): KubeObject {
  const path = templateKinds.has(object.kind)
    ? ['spec', 'template', 'spec']
    : podSpecPaths[object.kind];
  return path === undefined ? object : (mapAt(object, path, change) as KubeObject);
}

function mapAt(
  object: JsonObject,
  path: readonly string[],
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return change(object);
  const inner = object[key];
  if (!isJsonObject(inner) || isJsonArray(inner)) return object;
  const changed = mapAt(inner, rest, change);
  return changed === inner ? object : { ...object, [key]: changed };
}
