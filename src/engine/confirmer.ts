import type { Difference } from '../core/diff/comparison.ts';
import { isSecret } from '../core/diff/maskObject.ts';
import { isSameValue } from '../core/diff/sameValue.ts';
import { nodeAt, valueAt } from '../core/diff/valueAt.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { SchemaNode } from '../core/schema/schemaNode.ts';
import pLimit from 'p-limit';
import type { Case } from './case.ts';
import { ClusterError, type Cluster } from './cluster.ts';
import type { Environment } from './environment.ts';

const parallel = 8;
const remembered = 2_000;

/** Tier 2: the server's word on candidates, by a dry run of the apply (drift.md 3). */
export class Confirmer {
  readonly #cluster: Cluster;
  readonly #environment: Environment;
  readonly #limit = pLimit(parallel);
  readonly #predicted = new Map<string, KubeObject>();

  constructor(cluster: Cluster, environment: Environment) {
    this.#cluster = cluster;
    this.#environment = environment;
  }

  /**
   * The differences that remain between live and what the server predicts; `undefined` where it
   * refuses to say, and for Secrets, which are never sent while looking.
   */
  async ask(
    one: Case,
    desired: KubeObject,
    differences: readonly Difference[],
  ): Promise<ReadonlySet<Difference> | undefined> {
    if (isSecret(desired)) return undefined;
    const predicted = await this.#predict(one, desired);
    if (predicted === undefined) return undefined;
    const { schema } = one.kind;
    return new Set(
      differences.filter((difference) => differs(difference, predicted, one.live, schema)),
    );
  }

  /** The server may say otherwise by now: it serves another schema. */
  forget(): void {
    this.#predicted.clear();
  }

  async #predict(one: Case, desired: KubeObject): Promise<KubeObject | undefined> {
    const id = this.#environment.digest(JSON.stringify([desired, asPredicted(one.live)]));
    const known = this.#predicted.get(id);
    if (known !== undefined) return known;
    try {
      const { object } = await this.#limit(() =>
        this.#cluster.apply(one.kind.resource, desired, { dryRun: true, force: true }),
      );
      if (this.#predicted.size >= remembered) this.#predicted.clear();
      this.#predicted.set(id, object);
      return object;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      const { kind, name } = one.entry.ref;
      this.#environment.log.info(`No dry run of ${kind} ${name}: ${error.message}`);
      return undefined;
    }
  }
}

/** What a prediction hangs on. A list and a get write the type in other places. */
function asPredicted(live: KubeObject): unknown {
  const { status: _status, metadata, apiVersion: _type, kind: _kind, ...rest } = live;
  const { managedFields: _fields, resourceVersion: _version, ...named } = metadata;
  return { ...rest, metadata: named };
}

function differs(
  { path }: Difference,
  predicted: KubeObject,
  live: KubeObject,
  schema: SchemaNode | undefined,
): boolean {
  const node = path.reduce<SchemaNode | undefined>(nodeAt, schema);
  return !isSameValue(valueAt(predicted, path, schema), valueAt(live, path, schema), node);
}
