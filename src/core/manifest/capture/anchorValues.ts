import { isAlias } from 'yaml';
import type { Json } from '../../model/json.ts';
import type { NodeValues } from '../kubeYaml.ts';
import type { SourceNode } from './sourceTree.ts';

/**
 * What each anchor means in the new text at the place that a walk has come to, in the document's
 * order: an anchor may be defined anew, and one that was taken out means nothing.
 */
export class AnchorValues {
  /** The document has anchors, so that equal values cannot be skipped. */
  readonly any: boolean;
  readonly #values: NodeValues;
  readonly #now = new Map<string, Json>();
  /** Aliases that the walk has not come to. */
  readonly #ahead = new Map<string, number>();

  constructor(root: SourceNode, values: NodeValues) {
    this.#values = values;
    this.any = this.#countAliases(root);
  }

  #countAliases(node: SourceNode): boolean {
    if (node.kind === 'alias') {
      const name = aliasName(node);
      this.#ahead.set(name, (this.#ahead.get(name) ?? 0) + 1);
      return true;
    }
    if (node.kind !== 'map' && node.kind !== 'list') return false;
    let found = false;
    for (const entry of node.entries) {
      if (entry.anchor !== undefined) found = true;
      if (this.#countAliases(entry.value)) found = true;
    }
    return found;
  }

  define(name: string | undefined, value: Json): void {
    if (name !== undefined) this.#now.set(name, value);
  }

  /** The value that an alias would have now; `undefined` where its anchor is gone. */
  now(node: SourceNode): Json | undefined {
    return this.#now.get(aliasName(node));
  }

  /** The walk passes an alias; answers whether more of its name come. */
  pass(node: SourceNode): boolean {
    const name = aliasName(node);
    const ahead = (this.#ahead.get(name) ?? 1) - 1;
    this.#ahead.set(name, ahead);
    return ahead > 0;
  }

  /** The text of a node goes away, and with it all anchors and aliases in it. */
  forget(node: SourceNode): void {
    if (!this.any) return;
    if (node.kind === 'alias') this.pass(node);
    if (node.kind !== 'map' && node.kind !== 'list') return;
    for (const entry of node.entries) {
      this.forget(entry.value);
      if (entry.anchor !== undefined) this.#now.delete(entry.anchor);
    }
  }

  /** The text of a node stays as it is. */
  keep(node: SourceNode): void {
    if (!this.any) return;
    if (node.kind === 'alias') this.pass(node);
    if (node.kind !== 'map' && node.kind !== 'list') return;
    for (const entry of node.entries) {
      this.keep(entry.value);
      this.define(entry.anchor, this.#values.get(entry.value.ast) ?? null);
    }
  }
}

/** The name that an alias refers to. */
export function aliasName(node: SourceNode): string {
  return isAlias(node.ast) ? node.ast.source : '';
}
