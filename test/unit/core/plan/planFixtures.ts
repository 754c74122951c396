import { isJsonObject, type Json, type JsonObject } from '../../../../src/core/model/json.ts';
import type { Finding } from '../../../../src/core/model/finding.ts';
import type { JsonPatchOperation } from '../../../../src/core/model/jsonPatch.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import { refOf } from '../../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import type { ActFinding, ObjectFacts } from '../../../../src/core/plan/objectFacts.ts';
import { SchemaDocument, type SchemaNode } from '../../../../src/core/schema/schemaNode.ts';

const text = { type: 'string' };
const keyed = (key: readonly string[], properties: JsonObject): JsonObject => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': key,
  items: { type: 'object', properties },
});

/** The parts of a Deployment's schema that the tests walk. */
export const deploymentSchema: SchemaNode | undefined = new SchemaDocument({
  Deployment: {
    'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    type: 'object',
    properties: {
      metadata: {
        type: 'object',
        properties: {
          labels: { type: 'object', additionalProperties: text },
          annotations: { type: 'object', additionalProperties: text },
          finalizers: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
        },
      },
      spec: {
        type: 'object',
        properties: {
          replicas: { type: 'integer' },
          template: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  containers: keyed(['name'], {
                    name: text,
                    image: text,
                    args: { type: 'array', items: text },
                    env: keyed(['name'], { name: text, value: text }),
                    ports: keyed(['containerPort', 'protocol'], {
                      containerPort: { type: 'integer' },
                      protocol: { type: 'string', default: 'TCP' },
                      name: text,
                    }),
                  }),
                },
              },
            },
          },
        },
      },
    },
  },
}).kind('apps', 'v1', 'Deployment');

export function deployment(spec: JsonObject, metadata: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', ...metadata },
    spec,
  };
}

export function template(...containers: readonly JsonObject[]): JsonObject {
  return { template: { spec: { containers } } };
}

export function found(
  kind: Finding['kind'],
  path: string,
  values: { readonly git?: Json; readonly live?: Json } = {},
  more: Partial<Finding> = {},
): ActFinding {
  const parsed = parsePath(path);
  if (parsed === undefined) throw new Error(`${path} is no path.`);
  return {
    finding: { kind, path: parsed, pending: false, confirmedBy: 'local', ...values, ...more },
    ...values,
  };
}

export function statusOf(object: KubeObject, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return {
    ref: refOf(object),
    status: 'drifted',
    facets: [],
    health: 'healthy',
    findings: [],
    ignored: [],
    ...more,
  };
}

export function factsOf(
  desired: KubeObject,
  live: KubeObject | undefined,
  findings: readonly ActFinding[],
  more: Partial<ObjectFacts> = {},
): ObjectFacts {
  const read =
    live === undefined
      ? {}
      : { live: { ...live, metadata: { resourceVersion: '7', ...live.metadata } } };
  return {
    status: statusOf(desired, { findings: findings.map(({ finding }) => finding) }),
    desired,
    ...read,
    findings,
    carried: [],
    ...(deploymentSchema === undefined ? {} : { schema: deploymentSchema }),
    ...more,
  };
}

/** Applies a patch as the server would, for the three operations that we send. */
export function patched(object: KubeObject, operations: readonly JsonPatchOperation[]): Json {
  const root = JSON.parse(JSON.stringify(object)) as Json;
  for (const operation of operations) applyOperation(root, operation);
  return root;
}

function applyOperation(root: Json, { op, path, value = null }: JsonPatchOperation): void {
  const places = path
    .split('/')
    .slice(1)
    .map((place) => place.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = places.pop() ?? '';
  let at: unknown = root;
  for (const place of places) at = (at as Record<string, unknown>)[place];
  if (Array.isArray(at)) {
    const index = last === '-' ? at.length : Number(last);
    if (op !== 'add' && index >= at.length) throw new Error(`${path} is not there.`);
    if (op === 'remove') at.splice(index, 1);
    else at.splice(index, op === 'add' ? 0 : 1, value);
    return;
  }
  if (!isJsonObject(at as Json)) throw new Error(`The parent of ${path} is not there.`);
  const map = at as Record<string, unknown>;
  if (op !== 'add' && !(last in map)) throw new Error(`${path} is not there.`);
  if (op === 'remove') delete map[last];
  else map[last] = value;
}
