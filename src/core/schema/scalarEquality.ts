import { withoutBreaks } from '../model/base64.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { parseDuration } from './duration.ts';
import { parseQuantity } from './quantity.ts';
import type { SchemaNode } from './schemaNode.ts';

/** Two scalars mean the same at a place: quantities, durations and times by value. */
export function isSameScalar(a: Json, b: Json, node: SchemaNode | undefined): boolean {
  if (a === b || isSameLarge(a, b)) return true;
  if (node === undefined) return false;
  switch (node.meaning) {
    case 'quantity':
      return isSameQuantity(a, b);
    case 'duration':
      return isSameBy(a, b, parseDuration);
    case 'dateTime':
      return isSameBy(a, b, parseTime);
    case 'bytes':
      return (
        typeof a === 'string' && typeof b === 'string' && withoutBreaks(a) === withoutBreaks(b)
      );
    case 'intOrString':
    case 'plain':
      return false;
  }
}

function isSameQuantity(a: Json, b: Json): boolean {
  const left = quantityOf(a);
  return left !== undefined && left === quantityOf(b);
}

function quantityOf(value: Json): bigint | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
}

function isSameBy(a: Json, b: Json, parse: (text: string) => number | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const left = parse(a);
  return left !== undefined && left === parse(b);
}

function parseTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * An integer beyond 2^53: adapters keep live's as `JSON.rawJSON`, a manifest's is held rounded,
 * with a warning of its own.
 */
function isSameLarge(git: Json, live: Json): boolean {
  if (typeof git !== 'number' || !isJsonObject(live) || Number.isSafeInteger(git)) return false;
  const { rawJSON } = live;
  return typeof rawJSON === 'string' && Number(rawJSON) === git;
}
