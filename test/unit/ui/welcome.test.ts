import { describe, expect, it } from 'vitest';
import type { UnboundReason } from '../../../src/ui/bindingFor.ts';
import type { Situation } from '../../../src/ui/statusBarFace.ts';
import { welcomeFor, welcomeReason } from '../../../src/ui/welcome.ts';
import { sampleObject, sampleState, storeOf } from './sampleStore.ts';

const looking = (...parts: Parameters<typeof storeOf>): Situation => ({
  kind: 'looking',
  store: storeOf(...parts),
});
const unknown = (reason: 'signIn' | 'forbidden' | 'unreachable', name = 'a') =>
  sampleObject(`${name}.yaml`, 'unknown', { name, reason, message: `It is ${reason}.` });
const unbound = (why: UnboundReason, objects = [unknown('signIn')]): Situation => ({
  kind: 'unbound',
  message: 'Choose.',
  why,
  store: storeOf(objects, sampleState({ phase: 'stale' })),
});

describe('welcomeFor', () => {
  it.each<[string, readonly Situation[]]>([
    ['noFolder', []],
    ['untrusted', [{ kind: 'untrusted' }]],
    ['noRepository', [{ kind: 'noRepository', message: '' }]],
    ['failed', [{ kind: 'failed', message: 'No disk.' }]],
    ['unbound', [unbound('choose')]],
    ['unbound', [unbound('moved')]],
    ['noKubeconfig', [unbound('noKubeconfig')]],
    ['noManifests', [unbound('choose', [])]],
    ['noManifests', [looking([])]],
    ['signIn', [looking([unknown('signIn'), unknown('signIn', 'b')])]],
    ['noRights', [looking([unknown('forbidden')])]],
    ['failed', [looking([], sampleState({ phase: 'failed' }))]],
    ['noManifests', [looking([], sampleState({ phase: 'failed', noCommits: true }))]],
    ['', [{ kind: 'opening' }]],
    ['', [looking([], sampleState({ phase: 'looking' }))]],
    ['', [looking([unknown('unreachable')], sampleState({ phase: 'stale' }))]],
    ['', [looking([unknown('forbidden'), sampleObject('b.yaml', 'inSync')])]],
  ])('says %j', (welcome, situations) => {
    expect(welcomeFor(situations)).toBe(welcome);
  });

  it('gives way to rows of any folder, else says what can be done most about', () => {
    const row = looking([sampleObject('b.yaml', 'inSync')]);
    expect(welcomeFor([unbound('choose'), row])).toBe('');
    expect(welcomeFor([{ kind: 'noRepository', message: '' }, unbound('choose')])).toBe('unbound');
  });
});

describe('welcomeReason', () => {
  it('adds the reason as it was told', () => {
    expect(welcomeReason([looking([unknown('signIn')])], 'signIn')).toBe('It is signIn.');
    expect(welcomeReason([{ kind: 'failed', message: 'No disk.' }], 'failed')).toBe('No disk.');
    expect(welcomeReason([looking([])], 'noManifests')).toBe('');
    expect(welcomeReason([unbound('moved')], 'unbound')).toBe('Choose.');
    expect(welcomeReason([unbound('choose')], 'unbound')).toBe('');
  });
});
