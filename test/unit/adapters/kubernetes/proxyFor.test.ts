import { describe, expect, it } from 'vitest';
import { isLoopback, proxyFor } from '../../../../src/adapters/kubernetes/proxyFor.ts';

const env = { HTTPS_PROXY: 'http://proxy:3128' };

describe('proxyFor', () => {
  it.each([
    ['https://api.example.com', '', 'http://proxy:3128'],
    ['https://api.example.com', 'example.com', undefined],
    ['https://api.example.com', '.example.com', undefined],
    ['https://example.com', '.example.com', 'http://proxy:3128'],
    ['https://notexample.com', 'example.com', 'http://proxy:3128'],
    ['https://api.example.com', 'other.com, *', undefined],
    ['https://api.example.com:6443', 'example.com:6443', undefined],
    ['https://api.example.com:6443', 'example.com:443', 'http://proxy:3128'],
    ['https://10.1.2.3', '10.0.0.0/8', undefined],
    ['https://11.1.2.3', '10.0.0.0/8', 'http://proxy:3128'],
    ['https://10.1.2.3', '10.1.2.3', undefined],
    ['https://127.0.0.1:6443', '', undefined],
    ['https://localhost', '', undefined],
    ['http://api.example.com', '', undefined],
  ])('%s with NO_PROXY=%s', (server, noProxy, expected) => {
    expect(proxyFor(server, undefined, { ...env, NO_PROXY: noProxy })).toBe(expected);
  });

  it("takes the kubeconfig's before the environment, and names without a scheme", () => {
    expect(proxyFor('https://127.0.0.1', 'socks5h://p:1', env)).toBe('socks5://p:1');
    expect(proxyFor('https://x', undefined, { https_proxy: 'p:1' })).toBe('http://p:1');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '[::1]', '::1'])('%s', (name) => {
    expect(isLoopback(name)).toBe(true);
  });
  it.each(['127.example.com', '10.0.0.1', 'localhost.example.com', '0.0.0.0'])('not %s', (name) => {
    expect(isLoopback(name)).toBe(false);
  });
});
