import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { literalBlock } from './blockText.ts';
import { jsonEntries } from './jsonMap.ts';
import { ownValue } from '../../model/ownValue.ts';
import type { LayoutStyle } from './layoutStyle.ts';
import { isScalarValue, writeKey, writeScalar, type ScalarLook } from './writeScalar.ts';

/** What a neighbour shows of how something new should look. */
export interface Likeness {
  /** Keys in the order that a neighbour has them. */
  readonly order?: readonly string[];
  /** How neighbours write the value of a key. */
  readonly values?: ReadonlyMap<string, NonNullable<ScalarLook['like']>>;
  /** How neighbours write all values, or all keys, of this map or list. */
  readonly value?: NonNullable<ScalarLook['like']>;
  readonly key?: NonNullable<ScalarLook['like']>;
}

/** A value: what follows its key or dash on that line, a space first, and the lines below. */
export interface WrittenValue {
  readonly inline: string;
  readonly lines: readonly string[];
}

/** Writes values as block YAML, in lines without line ends. */
export class BlockWriter {
  readonly #style: LayoutStyle;
  /** False: texts of several lines go into double quotes. */
  readonly #blocks: boolean;

  constructor(style: LayoutStyle, blocks: boolean) {
    this.#style = style;
    this.#blocks = blocks;
  }

  pair(key: string, value: Json, column: number, like: Likeness = {}): readonly string[] {
    const look = like.values?.get(key) ?? like.value;
    const { inline, lines } = this.afterKey(
      value,
      column,
      look === undefined ? {} : { value: look },
    );
    const text = writeKey(key, this.#look(like.key));
    return [`${' '.repeat(column)}${text}:${inline}`, ...lines];
  }

  item(value: Json, column: number, like: Likeness = {}): readonly string[] {
    const { inline, lines } = this.afterDash(value, column, like);
    return [`${' '.repeat(column)}-${inline}`, ...lines];
  }

  /** `column` is the key's. */
  afterKey(value: Json, column: number, like: Likeness = {}): WrittenValue {
    const { indent, listIndent } = this.#style;
    if (isJsonArray(value) && value.length > 0) {
      const lines = value.flatMap((item) => this.item(item, column + listIndent, like));
      return { inline: '', lines };
    }
    if (isFilled(value)) return { inline: '', lines: this.#map(value, column + indent, like) };
    return this.#leaf(value, column, column + indent, like, ' ');
  }

  /** `column` is the dash's. */
  afterDash(value: Json, column: number, like: Likeness = {}): WrittenValue {
    const inner = column + this.#style.dashGap;
    const gap = ' '.repeat(this.#style.dashGap - 1);
    if (isJsonArray(value) && value.length > 0) {
      return compact(
        value.flatMap((item) => this.item(item, inner)),
        gap,
      );
    }
    if (isFilled(value)) return compact(this.#map(value, inner, like), gap);
    return this.#leaf(value, column, inner, like, gap);
  }

  #map(value: JsonObject, column: number, like: Likeness): readonly string[] {
    return ordered(value, like.order).flatMap(([key, inner]) =>
      this.pair(key, inner, column, like),
    );
  }

  #leaf(value: Json, parent: number, column: number, like: Likeness, gap: string): WrittenValue {
    if (!isScalarValue(value))
      return { inline: `${gap}${isJsonArray(value) ? '[]' : '{}'}`, lines: [] };
    if (typeof value === 'string' && value.includes('\n') && this.#blocks) {
      const block = literalBlock(value, column, parent);
      if (block !== undefined) return { inline: gap + block.header, lines: block.lines };
    }
    return { inline: gap + writeScalar(value, this.#look(like.value)), lines: [] };
  }

  #look(like: ScalarLook['like']): ScalarLook {
    const look = { flow: false, json: false, quote: this.#style.quote };
    return like === undefined ? look : { ...look, like };
  }
}

function isFilled(value: Json): value is JsonObject {
  return isJsonObject(value) && jsonEntries(value).length > 0;
}

/** The first line moves up behind the dash. */
function compact(lines: readonly string[], gap: string): WrittenValue {
  const [first = '', ...rest] = lines;
  return { inline: gap + first.trimStart(), lines: rest };
}

/** Entries as a neighbour orders them; a name comes first, what the neighbour lacks last. */
export function ordered(
  value: JsonObject,
  order: readonly string[] | undefined,
): readonly (readonly [string, Json])[] {
  const entries = jsonEntries(value);
  const known = order ?? (ownValue(value, 'name') === undefined ? [] : ['name']);
  const rank = (key: string): number => {
    const at = known.indexOf(key);
    return at < 0 ? known.length : at;
  };
  return [...entries].sort((a, b) => rank(a[0]) - rank(b[0]));
}
