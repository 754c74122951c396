import type { KubeObject } from '../core/model/kubeObject.ts';
import { formatRef, refOf, type ObjectRef } from '../core/model/objectRef.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import type { Clock } from './environment.ts';

/** Milliseconds that finalizers get. */
const patience = 60_000;
const pause = 250;

/** Deletes one object so that it can be made anew: the steps, each safe to be the last one. */
export class Recreator {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #kind: ResourceKind;

  constructor(cluster: Cluster, clock: Clock, kind: ResourceKind) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#kind = kind;
  }

  /**
   * Asks, by a dry run under another name, whether the server would take the object anew. Throws
   * `ClusterError` where it would not; an address that live itself holds is no reason.
   */
  async rehearse(object: KubeObject): Promise<void> {
    const { name = '' } = object.metadata;
    const other = `${name.slice(0, -1)}${name.endsWith('x') ? 'y' : 'x'}`;
    const asked = { ...object, metadata: { ...object.metadata, name: other } };
    try {
      await this.#cluster.create(this.#kind, asked, { dryRun: true });
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason === 'conflict') return;
      const words = error.status?.message ?? error.message;
      if (/already allocated|does not support dry run/i.test(words) || isNameBound(object)) return;
      throw new ClusterError('invalid', `${words} It was not deleted.`, {
        cause: error,
        ...(error.code === undefined ? {} : { code: error.code }),
      });
    }
  }

  /** Throws `conflict` where another object has the name by now. */
  async remove(ref: ObjectRef, live: KubeObject): Promise<void> {
    const { uid } = live.metadata;
    if (uid === undefined) throw new Error('A live object has a uid.');
    await this.#cluster.remove(this.#kind, ref, {
      dryRun: false,
      propagation: 'Background',
      uid,
    });
  }

  /** Resolves when the object is gone; throws where finalizers hold it for too long. */
  async gone(ref: ObjectRef, { metadata }: KubeObject): Promise<void> {
    const until = this.#clock.now().getTime() + patience;
    for (;;) {
      const now = await this.#read(ref);
      if (now === undefined || now.metadata.uid !== metadata.uid) return;
      if (this.#clock.now().getTime() > until) {
        const finalizers = now.metadata['finalizers'];
        const held = Array.isArray(finalizers) ? `: ${finalizers.join(', ')} hold it` : '';
        throw new ClusterError('conflict', `${formatRef(refOf(now))} is not gone yet${held}.`);
      }
      await new Promise<void>((resolve) => {
        this.#clock.after(pause, resolve);
      });
    }
  }

  async #read(ref: ObjectRef): Promise<KubeObject | undefined> {
    try {
      return await this.#cluster.get(this.#kind, ref.namespace, ref.name);
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'notFound') return undefined;
      throw error;
    }
  }
}

/** Its name follows from its content, so that no other name can be tried. */
function isNameBound({ kind }: KubeObject): boolean {
  return kind === 'CustomResourceDefinition' || kind === 'APIService';
}
