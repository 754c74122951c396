import { groupOf } from '../core/model/objectRef.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import { SchemaDocument, type SchemaNode } from '../core/schema/schemaNode.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';

/** A kind as the engine works with it. */
export interface KnownKind {
  readonly resource: ResourceKind;
  /** `undefined` where the server publishes no schema for it. */
  readonly schema: SchemaNode | undefined;
  /** The server's hash of the schemas of its API version; absent where it publishes none. */
  readonly schemaHash?: string;
  /** `status` is the server's: never Git's to declare. */
  readonly ownsStatus: boolean;
}

/** What the cluster serves: kinds by discovery, schemas read when first needed. */
export class KindCatalog {
  readonly #cluster: Cluster;
  readonly #documents = new Map<string, Promise<Published | undefined>>();
  readonly #renewed = new Set<string>();
  #kinds = new Map<string, ResourceKind>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Throws `ClusterError` where discovery fails. */
  async load(options: { readonly refresh?: boolean } = {}): Promise<void> {
    const kinds = await this.#cluster.discover(options);
    if (options.refresh === true) await this.renew();
    this.#kinds = new Map(kinds.map((kind) => [kindId(kind.group, kind.version, kind.kind), kind]));
  }

  /**
   * Asks whether the server publishes other schemas by now than those that were read: a definition
   * may be upgraded by anybody. What cannot be told is read anew when it is needed.
   */
  async renew(): Promise<void> {
    await Promise.all([...this.#documents].map(([id, known]) => this.#renew(id, known)));
  }

  /** Some schema is another one than a look has judged by. */
  get hasRenewed(): boolean {
    return this.#renewed.size > 0;
  }

  /** The API versions whose schemas are others since this was asked last. */
  takeRenewed(): ReadonlySet<string> {
    const renewed = new Set(this.#renewed);
    this.#renewed.clear();
    return renewed;
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
    const published = await this.#document(resource);
    const schema = published?.document.kind(resource.group, resource.version, resource.kind);
    const ownsStatus = resource.subresources.includes('status') || schema?.typed === true;
    const hash = published === undefined ? {} : { schemaHash: published.hash };
    return { resource, schema, ...hash, ownsStatus };
  }

  /** The kind as it will be once its definition is applied. Throws `ClusterError`. */
  async foresee(resource: ResourceKind, defined: DefinedKind): Promise<KnownKind> {
    const published = await this.#document(resource);
    const document = (published?.document ?? new SchemaDocument({})).withKind(defined);
    const { group, version, kind } = resource;
    const { schemaHash: _published, ...known } = await this.describe(resource);
    return { ...known, schema: document.kind(group, version, kind) };
  }

  #document({ group, version }: ResourceKind): Promise<Published | undefined> {
    const id = group === '' ? version : `${group}/${version}`;
    let document = this.#documents.get(id);
    if (document === undefined) {
      document = this.#read(id);
      document.catch(() => this.#documents.delete(id));
      this.#documents.set(id, document);
    }
    return document;
  }

  async #read(id: string): Promise<Published | undefined> {
    const found = await this.#cluster.schemas(id);
    return found && { hash: found.hash, document: new SchemaDocument(found.schemas) };
  }

  async #renew(id: string, known: Promise<Published | undefined>): Promise<void> {
    try {
      const [before, now] = await Promise.all([known, this.#cluster.schemas(id)]);
      if (before?.hash === now?.hash || this.#documents.get(id) !== known) return;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
    this.#documents.delete(id);
    this.#renewed.add(id);
  }
}

/** A schema document, and what tells it from others. */
interface Published {
  readonly hash: string;
  readonly document: SchemaDocument;
}

function kindId(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}
