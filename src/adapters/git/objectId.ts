import { createHash } from 'node:crypto';

/** The id that Git gives an object: in a repository of SHA-1 it has 40 digits, of SHA-256 64. */
export function objectId(type: 'blob' | 'tree', bytes: Buffer, digits: number): string {
  const hash = createHash(digits === 64 ? 'sha256' : 'sha1');
  return hash.update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
