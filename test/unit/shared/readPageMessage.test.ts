import { describe, expect, it } from 'vitest';
import { readPageMessage, readPlace } from '../../../src/shared/readPageMessage.ts';

const chosen = { key: 'apps/Deployment/task/agent', path: 'spec.replicas', choice: 'git' };

describe('what comes from the page', () => {
  it('is read where it is of the protocol, without what it has beside', () => {
    const params = {
      choices: [{ ...chosen, live: 'masked text' }],
      consents: [{ key: 'k', takeOver: ['flux'], force: true }],
      token: '3',
      value: 5,
    };
    expect(readPageMessage({ id: 1, call: 'apply', params })).toEqual({
      id: 1,
      call: 'apply',
      params: { choices: [chosen], consents: [{ key: 'k', takeOver: ['flux'] }], token: '3' },
    });
    expect(readPageMessage({ cancel: 4 })).toEqual({ cancel: 4 });
    expect(readPageMessage({ id: 2, call: 'refresh' })).toEqual({
      id: 2,
      call: 'refresh',
      params: {},
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'apply'],
    ['a list', [1]],
    ['no id', { call: 'refresh' }],
    ['an id that is none', { id: -1, call: 'refresh' }],
    ['a call of Object', { id: 1, call: 'toString', params: {} }],
    ['a call of another protocol', { id: 1, call: 'exec', params: { command: 'rm' } }],
    ['no choices', { id: 1, call: 'apply', params: { consents: [], token: '1' } }],
    ['no consents', { id: 1, call: 'apply', params: { choices: [], token: '1' } }],
    [
      'choices that are none',
      { id: 1, call: 'planApply', params: { choices: [{ key: 1 }], consents: [] } },
    ],
    [
      'a choice of leave',
      {
        id: 1,
        call: 'planApply',
        params: { choices: [{ ...chosen, choice: 'leave' }], consents: [] },
      },
    ],
    ['no token', { id: 1, call: 'commit', params: { choices: [chosen], message: 'x' } }],
    [
      'a branch that is none',
      { id: 1, call: 'commit', params: { choices: [], token: '1', message: 'x', branch: {} } },
    ],
    ['a place that is none', { id: 1, call: 'begin', params: { place: { file: 'x' } } }],
    ['a key that is none', { id: 1, call: 'sides', params: {} }],
    ['an address to open', { id: 1, call: 'openLink', params: { what: 'https://x' } }],
  ])('%s is refused', (_name, message) => {
    expect(readPageMessage(message)).toHaveProperty('bad');
  });

  it('takes all choices or none', () => {
    const choices = [chosen, { ...chosen, path: 7 }];
    const params = { choices, consents: [] };
    expect(readPageMessage({ id: 1, call: 'planApply', params })).toHaveProperty('bad');
  });

  it.each([
    ['to recreate by another word', { key: 'k', recreate: 'yes' }],
    ['to take over from something else', { key: 'k', takeOver: [{ name: 'flux' }] }],
    ['for nothing', { recreate: true }],
  ])('takes no consent %s', (_name, consent) => {
    const params = { choices: [chosen], consents: [consent] };
    expect(readPageMessage({ id: 1, call: 'planApply', params })).toHaveProperty('bad');
  });

  it('reads a stored place', () => {
    expect(readPlace({ folder: 'file:///x', key: 'k', more: 1 })).toEqual({
      folder: 'file:///x',
      key: 'k',
    });
    expect(readPlace({ key: 'k' })).toBeUndefined();
    expect(readPlace(undefined)).toBeUndefined();
  });
});
