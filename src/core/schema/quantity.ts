/**
 * The value of a Kubernetes quantity in nano-units, exact. `undefined` where the text is none.
 * Source: apimachinery `resource.ParseQuantity`: binary (Ki…Ei) and decimal (n…E) suffixes,
 * decimal exponents. What is smaller than a nano-unit is rounded up, as the server does.
 */
export function parseQuantity(value: string | number): bigint | undefined {
  const match = form.exec(String(value));
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const scale = scaleOf(suffix);
  if (scale === undefined) return undefined;
  let numerator = BigInt(whole + fraction) * scale.multiplier;
  const exponent = scale.exponent + 9 - fraction.length;
  if (Math.abs(exponent) > 400) return undefined;
  numerator = exponent >= 0 ? numerator * 10n ** BigInt(exponent) : ceilDivide(numerator, exponent);
  return sign === '-' ? -numerator : numerator;
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)$/;

interface Scale {
  readonly multiplier: bigint;
  /** Power of ten. */
  readonly exponent: number;
}

const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function scaleOf(suffix: string): Scale | undefined {
  const power = decimal[suffix];
  if (power !== undefined) return { multiplier: 1n, exponent: power };
  const index = binary.indexOf(suffix);
  if (index >= 0) return { multiplier: 1024n ** BigInt(index + 1), exponent: 0 };
  const exponent = Number(suffix.slice(1));
  return Number.isInteger(exponent) ? { multiplier: 1n, exponent } : undefined;
}

function ceilDivide(numerator: bigint, exponent: number): bigint {
  const divisor = 10n ** BigInt(-exponent);
  return (numerator + divisor - 1n) / divisor;
}
