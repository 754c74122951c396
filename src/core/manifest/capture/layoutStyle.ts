import type { SourceEntry, SourceNode } from './sourceTree.ts';
import type { SourceText } from './sourceText.ts';
import type { Quote } from './writeScalar.ts';

/** How a file is laid out: what new text has to look like. */
export interface LayoutStyle {
  /** Columns from a key to the keys below it. */
  readonly indent: number;
  /** Columns from a key to the dashes below it. */
  readonly listIndent: number;
  /** Columns from a dash to what follows it. */
  readonly dashGap: number;
  readonly quote: Quote;
  /** The text is strict JSON. */
  readonly json: boolean;
}

type Votes = Map<number | string, number>;

/** Enough to know a file's habits. */
const maxEntries = 5000;

/** The habits of a document, or of what is given as `fallback` where it shows none. */
export function layoutStyle(
  root: SourceNode,
  source: SourceText,
  fallback: Partial<LayoutStyle> = {},
): LayoutStyle {
  const ballot = new Ballot(source);
  ballot.count(root);
  const indent = ballot.winner('indent') ?? fallback.indent ?? 2;
  return {
    indent,
    listIndent: ballot.winner('listIndent') ?? fallback.listIndent ?? indent,
    dashGap: ballot.winner('dashGap') ?? fallback.dashGap ?? 2,
    quote: ballot.quote() ?? fallback.quote ?? 'double',
    json: false,
  };
}

/** Dashes below keys of one map, as its last list has them. */
export function listIndentOf(
  entries: readonly SourceEntry[],
  source: SourceText,
): number | undefined {
  const lists = entries.flatMap((entry) => listIndent(entry, source) ?? []);
  return lists.at(-1);
}

function listIndent(entry: SourceEntry, source: SourceText): number | undefined {
  const { value } = entry;
  if (value.kind !== 'list' || value.flow || entry.key === undefined) return undefined;
  return source.column(value.start) - source.column(entry.start);
}

class Ballot {
  readonly #source: SourceText;
  readonly #votes = { indent: new Map(), listIndent: new Map(), dashGap: new Map() } as Record<
    'indent' | 'listIndent' | 'dashGap',
    Votes
  >;
  #single = 0;
  #double = 0;
  #left = maxEntries;

  constructor(source: SourceText) {
    this.#source = source;
  }

  count(node: SourceNode): void {
    if (node.kind === 'scalar') return this.#quotes(node.token.type);
    if ((node.kind !== 'map' && node.kind !== 'list') || this.#left <= 0) return;
    this.#left -= node.entries.length;
    for (const entry of node.entries) {
      if (!node.flow) this.#entry(entry, node.kind === 'list');
      this.count(entry.value);
    }
  }

  winner(name: 'indent' | 'listIndent' | 'dashGap'): number | undefined {
    const [best] = [...this.#votes[name]].sort((a, b) => b[1] - a[1]);
    return best === undefined ? undefined : Number(best[0]);
  }

  quote(): Quote | undefined {
    if (this.#single === this.#double) return undefined;
    return this.#single > this.#double ? 'single' : 'double';
  }

  #quotes(type: string): void {
    if (type === 'single-quoted-scalar') this.#single += 1;
    if (type === 'double-quoted-scalar') this.#double += 1;
  }

  #entry(entry: SourceEntry, inList: boolean): void {
    const { value } = entry;
    const own = this.#source.column(entry.start);
    const inner = this.#source.column(value.start);
    if (inList) {
      const sameLine = this.#source.lineStart(value.start) === this.#source.lineStart(entry.start);
      if (sameLine && value.kind === 'map' && !value.flow) this.#vote('dashGap', inner - own);
    } else if (value.kind === 'map' && !value.flow) this.#vote('indent', inner - own);
    else if (value.kind === 'list' && !value.flow) this.#vote('listIndent', inner - own);
  }

  #vote(name: 'indent' | 'listIndent' | 'dashGap', columns: number): void {
    if (columns < (name === 'listIndent' ? 0 : 1) || columns > 16) return;
    const votes = this.#votes[name];
    votes.set(columns, (votes.get(columns) ?? 0) + 1);
  }
}
