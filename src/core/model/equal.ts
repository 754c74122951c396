import { dequal } from 'dequal';

/** Deep equality of plain values: same keys, same order in arrays, `-0` is `0`. */
export function isEqual(a: unknown, b: unknown): boolean {
  return dequal(a, b);
}
