import { describe, expect, it } from 'vitest';
import { bindingFor } from '../../../src/ui/bindingFor.ts';
import type { ContextChoice } from '../../../src/ui/session.ts';

const local: ContextChoice = {
  name: 'kind',
  server: 'https://127.0.0.1:6443',
  loopback: true,
  current: true,
  namespace: 'default',
};
const prod: ContextChoice = {
  ...local,
  name: 'prod',
  server: 'https://prod.example',
  loopback: false,
  current: false,
};
const bound = { context: 'prod', server: 'https://prod.example', uid: 'u' };

describe('bindingFor', () => {
  it('binds the only context without asking when it leads to this machine', () => {
    const answer = bindingFor({ contexts: [local], wanted: '', remembered: undefined });
    expect(answer.binding).toEqual({ context: 'kind', server: local.server });
  });

  it('asks where the only context leads elsewhere, and where there are several', () => {
    expect(bindingFor({ contexts: [prod], wanted: '', remembered: undefined }).binding).toBe(
      undefined,
    );
    expect(bindingFor({ contexts: [local, prod], wanted: '', remembered: undefined }).binding).toBe(
      undefined,
    );
    expect(bindingFor({ contexts: [], wanted: '', remembered: undefined }).binding).toBe(undefined);
  });

  it('keeps to what was chosen, whatever kubectl’s current context is', () => {
    const contexts = [local, prod];
    expect(bindingFor({ contexts, wanted: '', remembered: bound }).binding).toBe(bound);
  });

  it('asks again when the chosen context leads to another server or is gone', () => {
    const moved = [{ ...prod, server: 'https://elsewhere.example' }];
    for (const contexts of [moved, [local]]) {
      const answer = bindingFor({ contexts, wanted: '', remembered: bound });
      expect(answer).toMatchObject({ message: expect.stringContaining('again') as string });
    }
  });

  it('asks again when the context that the setting names leads to another server', () => {
    const moved = [{ ...prod, server: 'https://elsewhere.example' }];
    const answer = bindingFor({ contexts: moved, wanted: 'prod', remembered: bound });
    expect(answer).toMatchObject({
      message: expect.stringContaining('https://elsewhere.example now, not to') as string,
    });
  });

  it('follows the setting, and says when it names nothing', () => {
    const contexts = [local, prod];
    expect(bindingFor({ contexts, wanted: 'kind', remembered: bound }).binding).toEqual({
      context: 'kind',
      server: local.server,
    });
    expect(bindingFor({ contexts, wanted: 'prod', remembered: bound }).binding).toBe(bound);
    expect(bindingFor({ contexts, wanted: 'none', remembered: bound })).toMatchObject({
      message: expect.stringContaining('“none”') as string,
    });
  });
});
