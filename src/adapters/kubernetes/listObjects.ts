import type { KubeObject } from '../../core/model/kubeObject.ts';
import {
  ClusterError,
  type ListResult,
  type ObserverSink,
  type ResourceKind,
  type Scope,
} from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';
import { parseExactJson } from './exactJson.ts';
import { describeResource, resourcePath } from './resourcePath.ts';

/** Objects a page. */
const pageSize = 500;
/** How often a list is begun again when its snapshot expired; then it is asked for in one piece. */
const maxRestarts = 2;

/** What a list or a watch is about. */
export interface ListRequest {
  readonly kind: ResourceKind;
  readonly scope: Scope;
  readonly wants?: ObserverSink['wants'] | undefined;
  readonly signal?: AbortSignal;
}

/** A complete, consistent list, page by page; unwanted items are dropped with their page. */
export async function listObjects(api: ApiServer, request: ListRequest): Promise<ListResult> {
  for (let restart = 0; ; restart += 1) {
    try {
      return await listOnce(api, request, restart < maxRestarts ? pageSize : undefined);
    } catch (error) {
      const expired = error instanceof ClusterError && error.code === 410;
      if (!expired || restart >= maxRestarts) throw error;
    }
  }
}

async function listOnce(
  api: ApiServer,
  request: ListRequest,
  limit: number | undefined,
): Promise<ListResult> {
  const items: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await fetchPage(api, request, limit, next);
    for (const item of page.items) {
      if (isWanted(item, request.wants)) items.push(item);
    }
    next = page.next;
    if (next === undefined) return { items, resourceVersion: page.resourceVersion };
  }
}

/** What the server itself leaves out of a list or a watch. */
export function fieldSelectorOf({ name, fieldSelector }: Scope): string | undefined {
  const byName = name === undefined ? [] : [`metadata.name=${name}`];
  const selectors = [...byName, ...(fieldSelector === undefined ? [] : [fieldSelector])];
  return selectors.length === 0 ? undefined : selectors.join(',');
}

/** Whether a sink wants an object. */
export function isWanted(item: KubeObject, wants: ObserverSink['wants'] | undefined): boolean {
  return wants === undefined || wants(item.metadata.namespace, item.metadata.name ?? '');
}

/**
 * How many objects a scope has, by one request of one object. Where the server does not say, it
 * is counted.
 */
export async function countObjects(api: ApiServer, request: ListRequest): Promise<number> {
  const page = await fetchPage(api, request, 1, undefined);
  if (page.remaining !== undefined) return page.items.length + page.remaining;
  if (page.next === undefined) return page.items.length;
  return (await listObjects(api, request)).items.length;
}

interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly next?: string;
  readonly remaining?: number;
}

interface ListBody {
  readonly items?: readonly object[] | null;
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

async function fetchPage(
  api: ApiServer,
  { kind, scope, signal }: ListRequest,
  limit: number | undefined,
  next: string | undefined,
): Promise<Page> {
  const query = {
    limit,
    continue: next,
    fieldSelector: fieldSelectorOf(scope),
  };
  const { text } = await api.request({
    method: 'GET',
    path: resourcePath(kind, scope.namespace, undefined, query),
    what: `list ${describeResource(kind, scope.namespace)}`,
    secret: isSecret(kind),
    ...(signal === undefined ? {} : { signal }),
  });
  const body = parseList(text, kind);
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const { continue: continued, remainingItemCount, resourceVersion } = body.metadata ?? {};
  return {
    // A list's items lack both; real objects are written last, so that their own would win.
    items: (body.items ?? []).map(
      (item) => ({ apiVersion, kind: kind.kind, ...item }) as KubeObject,
    ),
    resourceVersion: resourceVersion ?? '',
    ...(continued ? { next: continued } : {}),
    ...(remainingItemCount === undefined ? {} : { remaining: remainingItemCount }),
  };
}

/** A Secret's values may not reach an error text. */
export function isSecret(kind: ResourceKind): boolean {
  return kind.group === '' && kind.resource === 'secrets';
}

function parseList(text: string, kind: ResourceKind): ListBody {
  const body = parseExactJson(text, `list ${kind.resource}`) as ListBody;
  if (body.items === undefined) {
    throw new ClusterError(
      'unreachable',
      `Listing ${kind.resource}: the answer is no list. Check that the address is an API server's.`,
    );
  }
  return body;
}
