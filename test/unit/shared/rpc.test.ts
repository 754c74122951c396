import { describe, expect, it } from 'vitest';
import type { HostAnswer } from '../../../src/shared/protocol.ts';
import { PanelClient, PanelServer, type PanelHandlers } from '../../../src/shared/rpc.ts';

/** Both ends, joined as by `postMessage`: what goes over is copied. */
function wire(handlers: Partial<PanelHandlers>) {
  const notes: string[] = [];
  const answers: HostAnswer[] = [];
  const client: PanelClient = new PanelClient(
    (message) => void server.receive(structuredClone(message)),
  );
  const server = new PanelServer(
    handlers as PanelHandlers,
    (answer) => {
      answers.push(answer);
      client.receive(structuredClone(answer));
    },
    (what) => notes.push(what),
  );
  return { client, server, notes, answers };
}

describe('the wire between page and host', () => {
  it('answers with the result', async () => {
    const { client } = wire({ sides: ({ key }) => ({ git: `of ${key}` }) });
    expect(await client.call('sides', { key: 'k' })).toEqual({ git: 'of k' });
  });

  it('answers when a handler throws, at once or later', async () => {
    const { client, notes } = wire({
      sides: () => {
        throw new Error('at once');
      },
      push: () => Promise.reject(new Error('later')),
    });
    await expect(client.call('sides', { key: 'k' })).rejects.toThrow('at once');
    await expect(client.call('push', { branch: 'b' })).rejects.toThrow('later');
    expect(notes).toEqual(["The panel's sides failed", "The panel's push failed"]);
  });

  it('cancels on the host what the page gave up', async () => {
    let seen: AbortSignal | undefined;
    const { client } = wire({
      planApply: (_params, signal) => {
        seen = signal;
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        });
      },
    });
    const giveUp = new AbortController();
    const call = client.call('planApply', { choices: [], consents: [] }, giveUp.signal);
    giveUp.abort();
    await expect(call).rejects.toThrow('Outdated');
    expect(seen?.aborted).toBe(true);
  });

  it('answers no page by what an older one asked for, though both count from 1', async () => {
    const { promise, resolve } = Promise.withResolvers<{ readonly git: string }>();
    const { server, answers } = wire({
      begin: () => ({}) as never,
      sides: ({ key }) => (key === 'slow' ? promise : { git: key }),
    });
    await server.receive({ id: 1, call: 'begin', params: {} });
    const older = server.receive({ id: 2, call: 'sides', params: { key: 'slow' } });
    await server.receive({ id: 1, call: 'begin', params: {} });
    await server.receive({ id: 2, call: 'sides', params: { key: 'quick' } });
    resolve({ git: 'slow' });
    await older;
    expect(answers.filter(({ id }) => id === 2)).toEqual([{ id: 2, result: { git: 'quick' } }]);
  });

  it('gives up the previews of a page that is gone', async () => {
    let seen: AbortSignal | undefined;
    const { server } = wire({
      begin: () => ({}) as never,
      planApply: (_params, signal) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    });
    void server.receive({ id: 1, call: 'planApply', params: { choices: [], consents: [] } });
    await server.receive({ id: 1, call: 'begin', params: {} });
    expect(seen?.aborted).toBe(true);
  });

  it('answers what it does not know, and notes it', async () => {
    const { server, answers, notes } = wire({});
    await server.receive({ id: 9, call: 'exec', params: {} });
    await server.receive('nonsense');
    expect(answers).toEqual([{ id: 9, error: 'The panel asked for something unknown.' }]);
    expect(notes).toHaveLength(2);
  });
});
