import type { KubeObject } from '../../core/model/kubeObject.ts';
import { parseExactJson } from './exactJson.ts';

/** One frame of a watch. `ERROR` carries a `Status`. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

/** Splits a byte stream into frames, one JSON text a line; chunks may cut lines and characters. */
export async function* watchEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const text = rest.length === 0 ? line : rest.join('') + line;
      rest = [];
      if (text.trim() !== '') yield parseExactJson(text, 'watch') as unknown as WatchEvent;
    }
    if (last !== '') rest.push(last);
  }
}
