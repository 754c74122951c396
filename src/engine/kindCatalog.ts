import { groupOf } from '../core/model/objectRef.ts';
import { SchemaDocument, type SchemaNode } from '../core/schema/schemaNode.ts';
import type { Cluster, ResourceKind } from './cluster.ts';

/** A kind as the engine works with it. */
export interface KnownKind {
  readonly resource: ResourceKind;
  /** `undefined` where the server publishes no schema for it. */
  readonly schema: SchemaNode | undefined;
  /** `status` is the server's: never Git's to declare. */
  readonly ownsStatus: boolean;
}

/** What the cluster serves: kinds by discovery, schemas read when first needed. */
export class KindCatalog {
  readonly #cluster: Cluster;
  readonly #documents = new Map<string, Promise<SchemaDocument | undefined>>();
  #kinds = new Map<string, ResourceKind>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Throws `ClusterError` where discovery fails. */
  async load(options: { readonly refresh?: boolean } = {}): Promise<void> {
    const kinds = await this.#cluster.discover(options);
    if (options.refresh === true) this.#documents.clear();
    this.#kinds = new Map(kinds.map((kind) => [kindId(kind.group, kind.version, kind.kind), kind]));
  }

  /** `undefined` where the server does not serve the kind in that version. */
  find(apiVersion: string, kind: string): ResourceKind | undefined {
    const group = groupOf(apiVersion);
    const version = group === '' ? apiVersion : apiVersion.slice(group.length + 1);
    return this.#kinds.get(kindId(group, version, kind));
  }

  /** The newest version in which a kind of that group is served, by discovery's order. */
  findAny(group: string, kind: string): ResourceKind | undefined {
    for (const known of this.#kinds.values()) {
      if (known.group === group && known.kind === kind) return known;
    }
    return undefined;
  }

  /** Throws `ClusterError` where the schema cannot be read. */
  async describe(resource: ResourceKind): Promise<KnownKind> {
    const document = await this.#document(resource);
    const schema = document?.kind(resource.group, resource.version, resource.kind);
    const ownsStatus = resource.subresources.includes('status') || schema?.typed === true;
    return { resource, schema, ownsStatus };
  }

  #document(resource: ResourceKind): Promise<SchemaDocument | undefined> {
    const { group, version } = resource;
    const id = group === '' ? version : `${group}/${version}`;
    let document = this.#documents.get(id);
    if (document === undefined) {
      document = this.#cluster
        .schemas(id)
        .then((found) => (found === undefined ? undefined : new SchemaDocument(found.schemas)));
      document.catch(() => this.#documents.delete(id));
      this.#documents.set(id, document);
    }
    return document;
  }
}

function kindId(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}
