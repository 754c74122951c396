import { describe, expect, it } from 'vitest';
import { kubeconfigNews, type KubeconfigReading } from '../../../src/ui/kubeconfigNews.ts';
import type { ContextChoice } from '../../../src/ui/session.ts';

const context: ContextChoice = {
  name: 'staging',
  server: 'https://staging.example',
  namespace: 'task',
  loopback: false,
  current: true,
  stamps: { cluster: 'c1', user: 'u1' },
};
const bound = (over: Partial<ContextChoice> = {}): KubeconfigReading => {
  const now = { ...context, ...over };
  return { answer: { binding: { context: now.name, server: now.server } }, context: now };
};
const asks = (message: string): KubeconfigReading => ({
  answer: { message, why: 'choose' },
  context: undefined,
});

describe('kubeconfigNews', () => {
  it.each([
    ['nothing of it concerns the folder', bound(), bound(), 'none'],
    ['another context became the current one', bound(), bound({ current: false }), 'none'],
    [
      'only the user is another',
      bound(),
      bound({ stamps: { cluster: 'c1', user: 'u2' } }),
      'signInAgain',
    ],
    [
      'a certificate is another',
      bound(),
      bound({ stamps: { cluster: 'c2', user: 'u1' } }),
      'openAnew',
    ],
    ['the default namespace is another', bound(), bound({ namespace: 'web' }), 'openAnew'],
    ['the server is another', bound(), bound({ server: 'https://other.example' }), 'openAnew'],
    ['the context is gone', bound(), asks('gone'), 'openAnew'],
    ['it is back', asks('gone'), bound(), 'openAnew'],
    ['the same is still to be asked', asks('gone'), asks('gone'), 'none'],
    ['something else is to be asked', asks('gone'), asks('moved'), 'openAnew'],
  ])('where %s', (_what, before, now, news) => {
    expect(kubeconfigNews(before, now)).toBe(news);
  });
});
