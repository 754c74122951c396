import { describe, expect, it } from 'vitest';
import { type WatchEvent, watchEvents } from '../../../../src/adapters/kubernetes/watchEvents.ts';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(bytes: Uint8Array, size: number): Promise<WatchEvent[]> {
  const events: WatchEvent[] = [];
  for await (const event of watchEvents(cut(bytes, size))) events.push(event);
  return events;
}

const frames = ['ü€𝄞 one', 'two\\n', '三'].map((name) =>
  JSON.stringify({ type: 'ADDED', object: { apiVersion: 'v1', kind: 'X', metadata: { name } } }),
);

describe('watchEvents', () => {
  it.each([1, 2, 3, 5, 7, 64, 10_000])('reads frames cut into %i bytes', async (size) => {
    const bytes = new TextEncoder().encode(`${frames.join('\n')}\n\r\n`);
    const events = await collect(bytes, size);
    expect(events.map((event) => JSON.stringify(event))).toEqual(frames);
  });

  it('leaves out a frame that was cut off', async () => {
    const bytes = new TextEncoder().encode(`${frames[0]}\n${frames[1]?.slice(0, 20)}`);
    expect(await collect(bytes, 9)).toHaveLength(1);
  });
});
