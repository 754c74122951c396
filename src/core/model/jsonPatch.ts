import type { Json } from './json.ts';

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  /** JSON pointer. */
  readonly path: string;
  readonly value?: Json;
}

/** The JSON pointer of keys and indexes; `-` is the place behind a list's last item. */
export function jsonPointer(places: readonly (string | number)[]): string {
  return places
    .map((place) => `/${String(place).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
