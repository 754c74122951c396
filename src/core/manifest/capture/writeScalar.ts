import { formatKubeKey, readPlainScalar } from '../kubeScalar.ts';
import type { Json, JsonScalar } from '../../model/json.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import { isPlainText, isPrintable, readsBackPlain } from './plainSafe.ts';

export type Quote = 'single' | 'double';

/** How a scalar is to look where there is a choice. */
export interface ScalarLook {
  /** Inside `{}` or `[]`. */
  readonly flow: boolean;
  /** Strict JSON: every string and key in double quotes. */
  readonly json: boolean;
  /** For strings that need quotes. */
  readonly quote: Quote;
  /** What the text in its place, or its neighbours, look like. */
  readonly like?: Quote | 'plain' | 'misreadPlain';
}

/** A scalar on one line. */
export function writeScalar(value: JsonScalar, look: ScalarLook): string {
  if (typeof value === 'string') return writeString(value, look);
  if (typeof value === 'number') return writeNumber(value);
  return String(value);
}

export function isScalarValue(value: Json): value is JsonScalar {
  return typeof value !== 'object' || value === null;
}

/** A key with nothing behind it. */
export function writeKey(key: string, look: ScalarLook): string {
  if (key.length > maxKey) throw new CaptureRefusal('a key is too long to be written', 'value');
  const plain = !look.json && (look.like === undefined || look.like === 'plain');
  if (plain && isPlainText(key, look.flow) && formatKubeKey(key) === key) return key;
  return writeString(key, { ...look, like: look.like === 'single' ? 'single' : look.quote });
}

/** YAML ends the search for a `:` after 1024 characters. */
const maxKey = 1000;

function writeNumber(value: number): string {
  if (!Number.isFinite(value) || mayBeRounded(value)) {
    throw new CaptureRefusal(
      `the number ${value} may be known only rounded: write it by hand`,
      'value',
    );
  }
  const text = JSON.stringify(value);
  if (readPlainScalar(text).value === value) return text;
  throw new CaptureRefusal(`the number ${text} cannot be written in YAML`, 'value');
}

/** Beyond 2^53 an int64 is held rounded; what is greater than any was a float from the start. */
function mayBeRounded(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64;
}

function writeString(text: string, look: ScalarLook): string {
  if (!text.isWellFormed()) throw new CaptureRefusal('a text holds half a character', 'value');
  if (look.json) return doubleQuoted(text);
  if (look.like === 'misreadPlain' && readsBackPlain(text, look.flow)) return text;
  if ((look.like ?? 'plain') === 'plain' && isPlainText(text, look.flow)) return text;
  const quote = look.like === 'single' || look.like === 'double' ? look.like : look.quote;
  return quote === 'single' && fitsSingle(text) ? singleQuoted(text) : doubleQuoted(text);
}

function fitsSingle(text: string): boolean {
  return isPrintable(text) && !/[\n\t]/.test(text);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** JSON's form, with what only YAML minds escaped too. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
