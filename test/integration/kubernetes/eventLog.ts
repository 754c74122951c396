import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import type { ClusterError, ObserverSink } from '../../../src/engine/cluster.ts';

/** A sink that writes down what it is told, and can be waited on. */
export class EventLog implements ObserverSink {
  readonly events: string[] = [];
  readonly errors: ClusterError[] = [];
  readonly sinces: string[] = [];
  readonly objects = new Map<string, KubeObject>();
  readonly #filter: (namespace: string | undefined, name: string) => boolean;

  constructor(filter: (namespace: string | undefined, name: string) => boolean = () => true) {
    this.#filter = filter;
  }

  wants(namespace: string | undefined, name: string): boolean {
    return this.#filter(namespace, name);
  }

  replace(items: readonly KubeObject[]): void {
    this.objects.clear();
    for (const item of items) this.objects.set(item.metadata.name ?? '', item);
    this.events.push('replace');
  }

  upsert(item: KubeObject): void {
    this.objects.set(item.metadata.name ?? '', item);
    this.events.push(`upsert ${item.metadata.name}`);
  }

  remove(item: KubeObject): void {
    this.objects.delete(item.metadata.name ?? '');
    this.events.push(`remove ${item.metadata.name}`);
  }

  away(error: ClusterError, since: string): void {
    this.errors.push(error);
    this.sinces.push(since);
    this.events.push(`away ${error.reason}`);
  }

  current(): void {
    this.events.push('current');
  }

  count(event: string): number {
    return this.events.filter((seen) => seen === event).length;
  }

  /** Fails with all events so far where the condition does not come true in time. */
  async until(condition: (log: this) => boolean, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!condition(this)) {
      if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${this.events.join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
