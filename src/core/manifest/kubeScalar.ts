import type { JsonScalar } from '../model/json.ts';

/**
 * A scalar as kubectl reads it. `inexact`: an int64 that a JavaScript number cannot hold, `value`
 * is the nearest one.
 */
export interface KubeScalar {
  readonly value: JsonScalar;
  readonly inexact?: true;
}

/**
 * Reads a plain (unquoted, untagged) YAML scalar as kubectl does, that is as sigs.k8s.io/yaml with
 * goyaml.v2: YAML 1.1's booleans and octals, no base 60, no dates. May answer with NaN or an
 * infinity, which JSON cannot hold: the caller refuses them as kubectl does.
 */
export function readPlainScalar(text: string): KubeScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!startsNumber.test(text)) return { value: text };
  if (text.startsWith('.')) return readDotted(text);
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  return readInteger(plain) ?? readFloat(plain) ?? { value: text };
}

const startsNumber = /^[-+.0-9]/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

const words: ReadonlyMap<string, KubeScalar> = new Map(
  (
    [
      [true, 'y Y yes Yes YES true True TRUE on On ON'],
      [false, 'n N no No NO false False FALSE off Off OFF'],
      [null, '~ null Null NULL'],
      [NaN, '.nan .NaN .NAN'],
      [Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'],
      [-Infinity, '-.inf -.Inf -.INF'],
    ] as const
  )
    .flatMap(([value, names]) => names.split(' ').map((name) => [name, { value }] as const))
    .concat([['', { value: null }]]),
);

/** goyaml takes no underscores where the number starts with a dot. */
function readDotted(text: string): KubeScalar {
  return readFloat(text) ?? { value: text };
}

function readFloat(text: string): KubeScalar | undefined {
  if (!float.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value } : undefined;
}

const leastInt64 = -(2n ** 63n);
const greatestInt64 = 2n ** 63n - 1n;
const greatestUint64 = 2n ** 64n - 1n;

function readInteger(text: string): KubeScalar | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const exact = BigInt(spellOctal(digits)) * (sign === '-' ? -1n : 1n);
  if (exact < leastInt64 || exact > greatestUint64) return undefined;
  const value = Number(exact);
  // Beyond int64 the server itself holds a float64, rounded as here.
  return exact <= greatestInt64 && BigInt(value) !== exact ? { value, inexact: true } : { value };
}

function spellOctal(digits: string): string {
  return /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
}

/**
 * The text of a map key that is no string, as kubectl writes it: `on:` is `"true"`, `1.50:` is
 * `"1.5"`. `undefined` for a null key, which kubectl refuses.
 */
export function formatKubeKey(text: string): string | undefined {
  const { value, inexact } = readPlainScalar(text);
  if (value === null) return undefined;
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  const digits = text.replaceAll('_', '');
  if (integer.test(digits)) return inexact ? formatExact(digits) : formatInteger(value);
  return formatFloat32(value);
}

function formatExact(digits: string): string {
  const [, sign = '', rest = ''] = integer.exec(digits) ?? [];
  return String(BigInt(spellOctal(rest)) * (sign === '-' ? -1n : 1n));
}

function formatInteger(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(BigInt(value));
}

/** Go's `FormatFloat(value, 'g', -1, 32)`: the shortest digits that tell the float32. */
function formatFloat32(value: number): string {
  const shortest = shortestFloat32(value);
  const [mantissa = '', exponent = '0'] = shortest.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(shortest);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function shortestFloat32(value: number): number {
  const rounded = Math.fround(value);
  for (let precision = 1; precision <= 9; precision += 1) {
    const candidate = Number(rounded.toPrecision(precision));
    if (Math.fround(candidate) === rounded) return candidate;
  }
  return rounded;
}
