import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ObjectKey, ObjectRef } from '../core/model/objectRef.ts';
import { autoscalerKinds, type Autoscalers } from './autoscalers.ts';
import { ClusterError, type Cluster, type Observation, type ResourceKind } from './cluster.ts';
import type { Log } from './environment.ts';
import type { KindCatalog } from './kindCatalog.ts';

/** From so many namespaces on, autoscalers are watched in all of them at once. */
const manyNamespaces = 4;

interface FeedScope {
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
}

/** Keeps the autoscalers current where Git declares something that one may scale. */
export class AutoscalerFeed {
  readonly #parts: {
    readonly cluster: Cluster;
    readonly catalog: KindCatalog;
    readonly autoscalers: Autoscalers;
    readonly log: Log;
    readonly onChange: (keys: readonly ObjectKey[]) => void;
  };
  readonly #open = new Map<string, Observation>();

  constructor(parts: {
    readonly cluster: Cluster;
    readonly catalog: KindCatalog;
    readonly autoscalers: Autoscalers;
    readonly log: Log;
    readonly onChange: (keys: readonly ObjectKey[]) => void;
  }) {
    this.#parts = parts;
  }

  /** Resolves when the autoscalers of all these workloads were looked at once. */
  async cover(scalable: readonly ObjectRef[], mode: 'once' | 'live'): Promise<void> {
    const scopes = this.#scopesFor(scalable);
    if (mode === 'once') {
      await Promise.all(scopes.map((scope) => this.#list(scope)));
      return;
    }
    const needed = new Map(scopes.map((scope) => [scopeIdOf(scope), scope]));
    for (const [id, observation] of this.#open) {
      if (needed.has(id)) continue;
      observation.dispose();
      this.#open.delete(id);
    }
    const fresh = [...needed].filter(([id]) => !this.#open.has(id));
    await Promise.all(fresh.map(([id, scope]) => this.#observe(id, scope)));
  }

  dispose(): void {
    for (const observation of this.#open.values()) observation.dispose();
    this.#open.clear();
  }

  #scopesFor(scalable: readonly ObjectRef[]): readonly FeedScope[] {
    const namespaces = [...new Set(scalable.map(({ namespace }) => namespace ?? ''))];
    const kinds = autoscalerKinds.flatMap(
      ([group, kind]) => this.#parts.catalog.findAny(group, kind) ?? [],
    );
    return kinds.flatMap((resource): readonly FeedScope[] =>
      namespaces.length >= manyNamespaces
        ? [{ resource, namespace: undefined }]
        : namespaces.map((namespace) => ({ resource, namespace })),
    );
  }

  #replace({ resource, namespace }: FeedScope, items: readonly KubeObject[]): readonly ObjectKey[] {
    const { autoscalers } = this.#parts;
    return [
      ...autoscalers.clear(resource.kind, namespace),
      ...items.flatMap((item) => autoscalers.upsert(item)),
    ];
  }

  async #list(scope: FeedScope): Promise<void> {
    const { cluster, log } = this.#parts;
    try {
      this.#replace(scope, (await cluster.list(scope.resource, selectorOf(scope))).items);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      log.info(`No autoscalers: ${error.message}`);
    }
  }

  #observe(id: string, scope: FeedScope): Promise<void> {
    const { cluster, autoscalers, onChange } = this.#parts;
    return new Promise((resolve) => {
      const observation = cluster.observe(scope.resource, selectorOf(scope), {
        wants: () => true,
        replace: (items) => {
          onChange(this.#replace(scope, items));
          resolve();
        },
        upsert: (item) => onChange(autoscalers.upsert(item)),
        remove: (item) => onChange(autoscalers.remove(item)),
        away: () => resolve(),
        current: () => resolve(),
      });
      this.#open.set(id, observation);
    });
  }
}

function selectorOf({ namespace }: FeedScope): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

function scopeIdOf({ resource, namespace }: FeedScope): string {
  return `${resource.group}/${resource.kind}/${namespace ?? ''}`;
}
