import { isPlainText } from './plainSafe.ts';
import type { SourceEntry, SourceNode } from './sourceTree.ts';
import type { Likeness } from './writeBlock.ts';
import type { ScalarLook } from './writeScalar.ts';

type Look = NonNullable<ScalarLook['like']>;

/** What the items of a list show of how the next one should look. */
export function itemLikeness(entries: readonly SourceEntry[]): Likeness {
  const model = entries.findLast((entry) => entry.value.kind === 'map')?.value;
  const value = commonLook(entries.map((entry) => entry.value));
  const own: Likeness = value === undefined ? {} : { value };
  if (model?.kind !== 'map') return own;
  const values = new Map<string, Look>();
  for (const entry of entries) collectLooks(entry.value, values);
  const order = model.entries.flatMap((entry) => entry.key ?? []);
  const key = commonKeyLook(model.entries);
  return { order, values, ...(key === undefined ? {} : { key }) };
}

/** What the pairs of a map show of how the next one should look. */
export function pairLikeness(entries: readonly SourceEntry[]): Likeness {
  const value = commonLook(entries.map((entry) => entry.value));
  const key = commonKeyLook(entries);
  return { ...(value === undefined ? {} : { value }), ...(key === undefined ? {} : { key }) };
}

/** How a scalar is written; `undefined` for block scalars and what is no scalar. */
export function lookOf(node: SourceNode): Look | undefined {
  if (node.kind !== 'scalar') return undefined;
  const { token } = node;
  if (token.type === 'single-quoted-scalar') return 'single';
  if (token.type === 'double-quoted-scalar') return 'double';
  if (token.type !== 'scalar') return undefined;
  return isPlainText(token.source, true) ? 'plain' : 'misreadPlain';
}

function collectLooks(node: SourceNode, looks: Map<string, Look>): void {
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const look = lookOf(entry.value);
    if (entry.key !== undefined && isQuote(look)) looks.set(entry.key, look);
  }
}

/** Quotes that all of them have. */
function commonLook(nodes: readonly SourceNode[]): Look | undefined {
  const looks = nodes.filter((node) => node.kind === 'scalar').map(lookOf);
  const [first] = looks;
  return isQuote(first) && looks.every((look) => look === first) ? first : undefined;
}

function commonKeyLook(entries: readonly SourceEntry[]): Look | undefined {
  const looks = entries.map((entry) => entry.keyLook);
  const [first] = looks;
  return isQuote(first) && looks.every((look) => look === first) ? first : undefined;
}

function isQuote(look: Look | undefined): look is 'single' | 'double' {
  return look === 'single' || look === 'double';
}
