import { isJsonArray, type Json } from '../../model/json.ts';
import { ordered, type Likeness } from './writeBlock.ts';
import {
  isScalarValue,
  writeKey,
  writeScalar,
  type Quote,
  type ScalarLook,
} from './writeScalar.ts';

/** How a flow collection is laid out. */
export interface FlowStyle {
  readonly json: boolean;
  readonly quote: Quote;
  /** Between key and value, the colon included: `: ` or `:`. */
  readonly colon: string;
  /** Between entries on one line: `, ` or `,`. */
  readonly comma: string;
  /** Inside the brackets of maps on one line. */
  readonly padding: string;
  /** Set where entries stand on lines of their own: indentation of one level, and the line end. */
  readonly unit?: string;
  readonly eol: string;
}

/** Writes values as `{}` and `[]`; `prefix` is the white space that the line begins with. */
export class FlowWriter {
  readonly #style: FlowStyle;

  constructor(style: FlowStyle) {
    this.#style = style;
  }

  pair(key: string, value: Json, prefix: string, like: Likeness = {}): string {
    const look = like.values?.get(key) ?? like.value;
    const inner = look === undefined ? {} : { value: look };
    const text = writeKey(key, this.#look(like.key));
    return text + this.#style.colon + this.value(value, prefix, inner);
  }

  value(value: Json, prefix: string, like: Likeness = {}): string {
    if (isScalarValue(value)) return writeScalar(value, this.#look(like.value));
    const inner = prefix + (this.#style.unit ?? '');
    if (isJsonArray(value)) {
      return this.#wrap(
        '[',
        ']',
        value.map((item) => this.value(item, inner, like)),
        prefix,
        '',
      );
    }
    const pairs = ordered(value, like.order).map(([key, item]) =>
      this.pair(key, item, inner, like),
    );
    return this.#wrap('{', '}', pairs, prefix, this.#style.padding);
  }

  #wrap(open: string, close: string, texts: readonly string[], prefix: string, padding: string) {
    if (texts.length === 0) return open + close;
    const { unit, eol, comma } = this.#style;
    if (unit === undefined) return open + padding + texts.join(comma) + padding + close;
    const lines = texts.join(`,${eol}${prefix}${unit}`);
    return `${open}${eol}${prefix}${unit}${lines}${eol}${prefix}${close}`;
  }

  #look(like: ScalarLook['like']): ScalarLook {
    const { json, quote } = this.#style;
    const look = { flow: true, json, quote };
    return like === undefined ? look : { ...look, like };
  }
}
