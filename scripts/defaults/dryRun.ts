import { readFile } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../../src/core/model/json.ts';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';
import { groupOf } from '../../src/core/model/objectRef.ts';
import { SchemaDocument, type SchemaNode } from '../../src/core/schema/schemaNode.ts';

/** Where a server is, and who asks. */
export interface ServerAddress {
  readonly server: string;
  readonly caFile: string;
  readonly adminToken: string;
}

/** The server's answer to a dry-run create: the object in full, or why it was refused. */
export type DryRunAnswer =
  { readonly object: KubeObject } | { readonly refused: string; readonly object?: undefined };

/** Asks one API server what it would make of an object, and for its schemas. */
export class DryRun {
  readonly #address: ServerAddress;
  readonly #agent: Agent;
  readonly #namespace: string;
  readonly #resources = new Map<string, Promise<ReadonlyMap<string, Resource>>>();
  readonly #documents = new Map<string, Promise<SchemaDocument | undefined>>();
  /** `components.schemas` of all documents that were read. */
  readonly schemas = new Map<string, JsonObject>();

  private constructor(address: ServerAddress, namespace: string, ca: Buffer) {
    this.#address = address;
    this.#namespace = namespace;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  }

  /** Makes the namespace, with what pods need in it, and sends all objects there. */
  static async open(address: ServerAddress, namespace: string): Promise<DryRun> {
    const server = new DryRun(address, namespace, await readFile(address.caFile));
    await server.#make('/api/v1/namespaces', { metadata: { name: namespace } });
    const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    for (const name of ['default', 'web']) await server.#make(accounts, { metadata: { name } });
    return server;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Throws where the kind is not served. */
  async create(object: KubeObject): Promise<DryRunAnswer> {
    const resource = await this.#resource(object);
    const namespace = resource.namespaced ? `/namespaces/${this.#namespace}` : '';
    const path = `${rootOf(object.apiVersion)}${namespace}/${resource.name}`;
    const sent = resource.namespaced
      ? { ...object, metadata: { ...object.metadata, namespace: this.#namespace } }
      : object;
    const answer = await this.#sendVariant(`${path}?dryRun=All`, sent);
    if (answer.status === 201) return { object: answer.body as KubeObject };
    return { refused: String(answer.body['message'] ?? answer.status) };
  }

  /**
   * Some nonsense makes the API server panic, which cuts the connection, and with it what else was
   * under way: asked once more, then taken for refused.
   */
  async #sendVariant(path: string, body: JsonObject): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.send('POST', path, body);
      } catch (error) {
        const isCut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
        if (!isCut) throw error;
        if (attempt === 3)
          return { status: 0, body: { message: 'The server cut the connection.' } };
      }
    }
  }

  async schemaOf(object: KubeObject): Promise<SchemaNode> {
    const { apiVersion, kind } = object;
    const document = await this.#document(apiVersion);
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    const node = document?.kind(groupOf(apiVersion), version, kind);
    if (node === undefined) throw new Error(`${apiVersion} ${kind} has no schema.`);
    return node;
  }

  /** `apps/v1 Deployment`: all kinds of which objects are kept and may be made. */
  async kinds(): Promise<readonly string[]> {
    const { body } = await this.send('GET', '/apis');
    const groups = isJsonArray(body['groups']) ? body['groups'] : [];
    const versions = groups.flatMap((group) =>
      isJsonObject(group) && isJsonArray(group['versions']) ? group['versions'] : [],
    );
    const names = versions.flatMap((version) =>
      isJsonObject(version) ? [String(version['groupVersion'])] : [],
    );
    const kinds = await Promise.all(['v1', ...names].map((name) => this.#kindsOf(name)));
    return kinds.flat().sort();
  }

  async #kindsOf(apiVersion: string): Promise<readonly string[]> {
    const { body } = await this.send('GET', rootOf(apiVersion));
    const list = isJsonArray(body['resources']) ? body['resources'] : [];
    return list.flatMap((one) => {
      if (!isJsonObject(one) || !isJsonArray(one['verbs'])) return [];
      const isKept = one['verbs'].includes('create') && one['verbs'].includes('list');
      return isKept ? [`${apiVersion} ${String(one['kind'])}`] : [];
    });
  }

  /** Names of the types that manifests of these kinds may hold; status is not theirs. */
  async typesBelow(objects: readonly KubeObject[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const object of objects) collectTypes(await this.schemaOf(object), found);
    return found;
  }

  async send(method: string, path: string, body?: unknown): Promise<HttpAnswer> {
    const headers = {
      authorization: `Bearer ${this.#address.adminToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return new Promise((fulfil, reject) => {
      const url = `${this.#address.server}${path}`;
      const request = httpsRequest(url, { method, headers, agent: this.#agent });
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          fulfil({ status: response.statusCode ?? 0, body: parseBody(text) });
        });
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** `1.36` */
  async version(): Promise<string> {
    const { body } = await this.send('GET', '/version');
    return `${String(body['major'])}.${String(body['minor'])}`;
  }

  /** What is there already stays. */
  async #make(path: string, body: JsonObject): Promise<void> {
    const { status, body: answer } = await this.send('POST', path, body);
    if (status !== 201 && status !== 409) throw new Error(`${path}: ${String(answer['message'])}`);
  }

  async #resource(object: KubeObject): Promise<Resource> {
    const { apiVersion, kind } = object;
    let resources = this.#resources.get(apiVersion);
    if (resources === undefined) {
      resources = this.#discover(apiVersion);
      this.#resources.set(apiVersion, resources);
    }
    const found = (await resources).get(kind);
    if (found === undefined) throw new Error(`${apiVersion} ${kind} is not served.`);
    return found;
  }

  async #discover(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { body } = await this.send('GET', rootOf(apiVersion));
    const list = isJsonArray(body['resources']) ? body['resources'] : [];
    return new Map(list.flatMap((one) => resourceOf(one)));
  }

  #document(apiVersion: string): Promise<SchemaDocument | undefined> {
    let document = this.#documents.get(apiVersion);
    if (document === undefined) {
      document = this.#readSchemas(apiVersion);
      this.#documents.set(apiVersion, document);
    }
    return document;
  }

  async #readSchemas(apiVersion: string): Promise<SchemaDocument | undefined> {
    const { body } = await this.send('GET', `/openapi/v3${rootOf(apiVersion)}`);
    const components = body['components'];
    const schemas = isJsonObject(components) ? components['schemas'] : undefined;
    if (!isJsonObject(schemas)) return undefined;
    for (const [name, schema] of Object.entries(schemas)) {
      if (isJsonObject(schema)) this.schemas.set(name, schema);
    }
    return new SchemaDocument(schemas as Readonly<Record<string, JsonObject>>);
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

interface Resource {
  readonly name: string;
  readonly namespaced: boolean;
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function resourceOf(entry: Json): readonly (readonly [string, Resource])[] {
  if (!isJsonObject(entry)) return [];
  const { name, kind, namespaced } = entry;
  if (typeof name !== 'string' || typeof kind !== 'string' || name.includes('/')) return [];
  return [[kind, { name, namespaced: namespaced === true }]];
}

function parseBody(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    if (error instanceof SyntaxError) return { message: text.trim() };
    throw error;
  }
}

function collectTypes(node: SchemaNode | undefined, found: Set<string>): void {
  if (node === undefined || (node.typeName !== undefined && found.has(node.typeName))) return;
  if (node.typeName !== undefined) found.add(node.typeName);
  for (const key of node.propertyNames) {
    if (key !== 'status') collectTypes(node.child(key), found);
  }
  if (node.propertyNames.length === 0 && node.isFreeMap) collectTypes(node.child('any'), found);
  collectTypes(node.item(), found);
}
