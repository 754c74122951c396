import type { DefinedKind } from './definedKinds.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { ownValue } from '../model/ownValue.ts';

/** How a list merges, by `x-kubernetes-list-type`; a list of unknown schema is atomic. */
export type ListType = 'atomic' | 'set' | 'map';

/** What two scalars at a place mean, beyond being equal as JSON. */
export type ScalarMeaning =
  'plain' | 'quantity' | 'intOrString' | 'duration' | 'dateTime' | 'bytes';

/**
 * One place of a kind's OpenAPI v3 schema, `$ref` and `allOf` resolved.
 */
export class SchemaNode {
  readonly #document: SchemaDocument;
  readonly #raw: JsonObject;
  readonly #children = new Map<string, SchemaNode>();
  #value: SchemaNode | undefined;
  #item: SchemaNode | undefined;
  #propertyNames: readonly string[] | undefined;
  #isFreeMap: boolean | undefined;
  #isOpen: boolean | undefined;
  /** Name in `components.schemas` of the type of this place, where it has one. */
  readonly typeName: string | undefined;

  /** The server decodes this place into a Go struct: zero values that it does not keep vanish. */
  readonly typed: boolean;

  constructor(document: SchemaDocument, raw: JsonObject, typedParent: boolean) {
    this.#document = document;
    const merged = document.resolve(raw);
    this.#raw = merged.raw;
    this.typeName = merged.typeName;
    this.typed = merged.typeName === undefined ? typedParent : isGoType(merged.typeName);
  }

  /** The node of a key; `undefined` where the schema does not know the key. */
  child(key: string): SchemaNode | undefined {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const { properties, additionalProperties } = this.#raw;
    const property = isJsonObject(properties) ? ownValue(properties, key) : undefined;
    if (isJsonObject(property)) {
      const child = new SchemaNode(this.#document, property, this.typed);
      this.#children.set(key, child);
      return child;
    }
    if (!isJsonObject(additionalProperties)) return undefined;
    // One for all keys: those are the user's, and without number.
    this.#value ??= new SchemaNode(this.#document, additionalProperties, this.typed);
    return this.#value;
  }

  /** The node of a list's items; `undefined` where the schema does not say. */
  item(): SchemaNode | undefined {
    if (this.#item === undefined && isJsonObject(this.#raw['items'])) {
      this.#item = new SchemaNode(this.#document, this.#raw['items'], this.typed);
    }
    return this.#item;
  }

  /** Properties that the schema names. */
  get propertyNames(): readonly string[] {
    const { properties } = this.#raw;
    this.#propertyNames ??= isJsonObject(properties) ? Object.keys(properties) : [];
    return this.#propertyNames;
  }

  /** A map whose keys are the user's: labels, data, limits. */
  get isFreeMap(): boolean {
    this.#isFreeMap ??= this.#findFreeMap();
    return this.#isFreeMap;
  }

  #findFreeMap(): boolean {
    return (
      isJsonObject(this.#raw['additionalProperties']) ||
      this.#raw['additionalProperties'] === true ||
      (this.isOpen && !isJsonObject(this.#raw['properties']))
    );
  }

  /** The schema says nothing about what is inside. */
  get isOpen(): boolean {
    this.#isOpen ??= this.#findOpen();
    return this.#isOpen;
  }

  #findOpen(): boolean {
    const { type, properties, items, additionalProperties } = this.#raw;
    if (this.#raw['x-kubernetes-preserve-unknown-fields'] === true) return true;
    if (type === 'object' || type === undefined) {
      return properties === undefined && additionalProperties === undefined && items === undefined;
    }
    return false;
  }

  get listType(): ListType {
    const type = this.#raw['x-kubernetes-list-type'];
    return type === 'map' || type === 'set' ? type : 'atomic';
  }

  /** Merge keys of a list of type `map`, in the schema's order. */
  get listMapKeys(): readonly string[] {
    const keys = this.#raw['x-kubernetes-list-map-keys'];
    return isJsonArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
  }

  /** Written and owned as one: nobody shares it. */
  get isAtomicMap(): boolean {
    return this.#raw['x-kubernetes-map-type'] === 'atomic';
  }

  get meaning(): ScalarMeaning {
    if (this.typeName?.endsWith('.api.resource.Quantity') === true) return 'quantity';
    if (this.typeName?.endsWith('.util.intstr.IntOrString') === true) return 'intOrString';
    const { format, pattern } = this.#raw;
    if (this.#raw['x-kubernetes-int-or-string'] === true || format === 'int-or-string') {
      return typeof pattern === 'string' && pattern.includes('KMGTPE') ? 'quantity' : 'intOrString';
    }
    if (format === 'duration') return 'duration';
    if (format === 'date-time') return 'dateTime';
    if (format === 'byte') return 'bytes';
    return 'plain';
  }

  /** The schema's `default`, `undefined` where it has none. */
  get default(): Json | undefined {
    return this.#raw['default'];
  }

  get type(): string | undefined {
    const type = this.#raw['type'];
    return typeof type === 'string' ? type : undefined;
  }
}

/** Types of the API server itself; all others are custom resources, kept as written. */
function isGoType(typeName: string): boolean {
  return goPackages.some((prefix) => typeName.startsWith(prefix));
}

const goPackages: readonly string[] = [
  'io.k8s.api.',
  'io.k8s.apimachinery.',
  'io.k8s.apiextensions-apiserver.',
  'io.k8s.kube-aggregator.',
];

interface Resolved {
  readonly raw: JsonObject;
  readonly typeName: string | undefined;
}

const refPrefix = '#/components/schemas/';

/** Fields that the server publishes of every kind. */
const everyKinds: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The schemas of one group version, `components.schemas` of its OpenAPI v3 document. */
export class SchemaDocument {
  readonly #schemas: Readonly<Record<string, JsonObject>>;
  readonly #roots = new Map<string, SchemaNode | undefined>();

  constructor(schemas: Readonly<Record<string, JsonObject>>) {
    this.#schemas = schemas;
  }

  /** The root of a kind, `undefined` where the document does not have it. */
  kind(group: string, version: string, kind: string): SchemaNode | undefined {
    const id = `${group}/${version}/${kind}`;
    if (!this.#roots.has(id)) this.#roots.set(id, this.#find(group, version, kind));
    return this.#roots.get(id);
  }

  /** As it will be published once a definition is applied: the kind's fields are the definition's. */
  withKind({ group, version, kind, schema }: DefinedKind): SchemaDocument {
    const name = this.#nameOf(group, version, kind) ?? `${group}.${version}.${kind}`;
    const own = schema['properties'];
    const served = this.#schemas[name]?.['properties'];
    const common = Object.entries(isJsonObject(served) ? served : {}).filter(([key]) =>
      everyKinds.has(key),
    );
    return new SchemaDocument({
      ...this.#schemas,
      [name]: {
        ...schema,
        properties: { ...(isJsonObject(own) ? own : {}), ...Object.fromEntries(common) },
        'x-kubernetes-group-version-kind': [{ group, version, kind }],
      },
    });
  }

  #find(group: string, version: string, kind: string): SchemaNode | undefined {
    const name = this.#nameOf(group, version, kind);
    return name === undefined ? undefined : new SchemaNode(this, { $ref: refPrefix + name }, false);
  }

  #nameOf(group: string, version: string, kind: string): string | undefined {
    for (const [name, schema] of Object.entries(this.#schemas)) {
      const kinds = schema['x-kubernetes-group-version-kind'];
      if (!isJsonArray(kinds)) continue;
      const found = kinds.some(
        (entry) =>
          isJsonObject(entry) &&
          entry['group'] === group &&
          entry['version'] === version &&
          entry['kind'] === kind,
      );
      // DeleteOptions and the like carry every kind's name: only the kind's own schema has metadata.
      if (found && isJsonObject(schema['properties'])) return name;
    }
    return undefined;
  }

  /** Follows `$ref` and single `allOf` wrappers; outer keywords (default, list type) win. */
  resolve(raw: JsonObject): Resolved {
    let current = raw;
    let typeName: string | undefined;
    for (let depth = 0; depth < 16; depth += 1) {
      const inner = this.#next(current);
      if (inner === undefined) return { raw: current, typeName };
      typeName = inner.typeName ?? typeName;
      const { $ref: _ref, allOf: _allOf, ...outer } = current;
      current = { ...inner.raw, ...outer };
    }
    return { raw: current, typeName };
  }

  #next(raw: JsonObject): Resolved | undefined {
    const ref = raw['$ref'];
    if (typeof ref === 'string') {
      const name = ref.slice(refPrefix.length);
      return { raw: this.#schemas[name] ?? {}, typeName: name };
    }
    const { allOf } = raw;
    const only = isJsonArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
    return isJsonObject(only) ? { raw: only, typeName: undefined } : undefined;
  }
}
