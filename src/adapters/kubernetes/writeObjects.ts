import type { KubeObject } from '../../core/model/kubeObject.ts';
import type { ObjectRef } from '../../core/model/objectRef.ts';
import type {
  ApplyOptions,
  JsonPatchOperation,
  ResourceKind,
  Written,
} from '../../engine/cluster.ts';
import type { ApiRequest, ApiServer } from './apiServer.ts';
import { parseExactJson } from './exactJson.ts';
import { isSecret } from './listObjects.ts';
import { describeResource, namespaceOf, resourcePath, type Query } from './resourcePath.ts';

const defaultManager = 'driftline';

/** Server-side apply. The body is JSON, which is YAML. */
export function applyObject(
  api: ApiServer,
  kind: ResourceKind,
  object: KubeObject,
  options: ApplyOptions,
): Promise<Written> {
  return write(api, kind, {
    verb: 'apply',
    method: 'PATCH',
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
    query: {
      fieldManager: options.fieldManager ?? defaultManager,
      force: options.force ? true : undefined,
      fieldValidation: options.fieldValidation,
      ...dryRun(options),
    },
    body: { type: 'application/apply-patch+yaml', text: JSON.stringify(object) },
  });
}

/** JSON patch. */
export function patchObject(
  api: ApiServer,
  kind: ResourceKind,
  ref: ObjectRef,
  operations: readonly JsonPatchOperation[],
  options: { readonly dryRun: boolean },
): Promise<Written> {
  return write(api, kind, {
    verb: 'patch',
    method: 'PATCH',
    namespace: ref.namespace,
    name: ref.name,
    query: { fieldManager: defaultManager, ...dryRun(options) },
    body: { type: 'application/json-patch+json', text: JSON.stringify(operations) },
  });
}

export function createObject(
  api: ApiServer,
  kind: ResourceKind,
  object: KubeObject,
  options: { readonly dryRun: boolean },
): Promise<Written> {
  return write(api, kind, {
    verb: 'create',
    method: 'POST',
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? object.metadata.generateName ?? '',
    query: { fieldManager: defaultManager, ...dryRun(options) },
    body: { type: 'application/json', text: JSON.stringify(object) },
  });
}

/** DELETE; with `uid` only that very object. */
export async function removeObject(
  api: ApiServer,
  kind: ResourceKind,
  ref: ObjectRef,
  options: {
    readonly dryRun: boolean;
    readonly propagation: 'Background' | 'Foreground' | 'Orphan';
    readonly uid?: string;
  },
): Promise<void> {
  const namespace = namespaceOf(kind, ref.namespace, ref.name);
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: options.propagation,
    ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
  };
  await api.request({
    method: 'DELETE',
    path: resourcePath(kind, namespace, ref.name),
    what: `delete ${describeResource(kind, namespace, ref.name)}`,
    secret: isSecret(kind),
    body: { type: 'application/json', text: JSON.stringify(body) },
  });
}

interface Write {
  readonly verb: string;
  readonly method: 'PATCH' | 'POST';
  readonly namespace: string | undefined;
  readonly name: string;
  readonly query: Query;
  readonly body: NonNullable<ApiRequest['body']>;
}

async function write(api: ApiServer, kind: ResourceKind, request: Write): Promise<Written> {
  const namespace = namespaceOf(kind, request.namespace, request.name);
  const what = `${request.verb} ${describeResource(kind, namespace, request.name)}`;
  const answer = await api.request({
    method: request.method,
    path: resourcePath(
      kind,
      namespace,
      request.method === 'POST' ? undefined : request.name,
      request.query,
    ),
    what,
    secret: isSecret(kind),
    body: request.body,
  });
  return {
    object: parseExactJson(answer.text, what) as KubeObject,
    warnings: parseWarnings(answer.headers['warning']),
  };
}

function dryRun(options: { readonly dryRun: boolean }): Query {
  return { dryRun: options.dryRun ? 'All' : undefined };
}

/** `299 - "text"`, several in one header or in many. */
export function parseWarnings(header: string | string[] | undefined): string[] {
  const lines = header === undefined ? [] : [header].flat();
  const pattern = /\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g;
  return lines.flatMap((line) =>
    [...line.matchAll(pattern)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1')),
  );
}
