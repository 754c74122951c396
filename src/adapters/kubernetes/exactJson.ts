import type { Json } from '../../core/model/json.ts';
import { ClusterError } from '../../engine/cluster.ts';

/** A number that a double may not hold exactly, where JSON has numbers. */
const longNumber = /[:[,]\s*-?\d{16}/;

/**
 * `JSON.parse`, but for integers that a double cannot hold, which it would round: two different
 * values would look alike, and a write would change them. They become `JSON.rawJSON` values, which
 * equal no number, compare with each other by their digits, and are written back as they were.
 * Only texts with a number of 16 digits pay for it.
 */
export function parseExactJson(text: string, what: string): Json {
  try {
    return longNumber.test(text)
      ? (JSON.parse(text, exactly as never) as Json)
      : (JSON.parse(text) as Json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ClusterError(
      'unreachable',
      `${what}: the answer is not JSON. Check that the address is an API server's.`,
    );
  }
}

interface RawJson {
  rawJSON(text: string): Json;
}

function exactly(_key: string, value: Json, context: { readonly source?: string }): Json {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context;
  if (source === undefined || !/^-?\d+$/.test(source)) return value;
  if (BigInt(value) === BigInt(source)) return value;
  return (JSON as unknown as RawJson).rawJSON(source);
}
