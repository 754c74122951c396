import { describe, expect, it } from 'vitest';
import { BindingMemory, choicePlace, type Memory } from '../../../src/ui/bindingMemory.ts';

const FOLDER = 'file:///shop';
const binding = { context: 'kind', server: 'https://127.0.0.1:6443', uid: 'u' };

function memoryOf(kept: Record<string, unknown>): Memory & { readonly kept: typeof kept } {
  return {
    kept,
    get: (key) => kept[key],
    update: (key, value) => {
      kept[key] = value;
      return Promise.resolve();
    },
  };
}

describe('BindingMemory', () => {
  it('keeps what was chosen for each folder', async () => {
    const memory = new BindingMemory(memoryOf({}));
    await memory.bind(FOLDER, binding);
    await memory.useNamespace(FOLDER, 'task');
    await memory.bind('file:///other', { context: 'prod', server: 'https://prod.example' });
    expect(memory.of(FOLDER)).toEqual({ binding, namespace: 'task' });
    expect(memory.of('file:///other').namespace).toBeUndefined();
  });

  it('forgets the namespace with the context that it was chosen for', async () => {
    const memory = new BindingMemory(memoryOf({}));
    await memory.bind(FOLDER, binding);
    await memory.useNamespace(FOLDER, 'task');
    await memory.bind(FOLDER, { ...binding, server: 'https://127.0.0.1:7443' });
    expect(memory.of(FOLDER).namespace).toBe('task');
    await memory.bind(FOLDER, { context: 'prod', server: 'https://prod.example' });
    expect(memory.of(FOLDER).namespace).toBeUndefined();
  });

  it('gives the choice back when the setting that named another context is taken out', async () => {
    const memory = new BindingMemory(memoryOf({}));
    await memory.bind(FOLDER, binding);
    await memory.useNamespace(FOLDER, 'task');
    const prod = { context: 'prod', server: 'https://prod.example', uid: 'p' };
    expect(memory.boundTo(FOLDER, 'kind')).toEqual(binding);
    await memory.bind(choicePlace(FOLDER, 'prod'), prod);
    await memory.useNamespace(choicePlace(FOLDER, 'prod'), 'live');
    expect(memory.boundTo(FOLDER, 'prod')).toEqual(prod);
    expect(memory.boundTo(FOLDER, '')).toEqual(binding);
    expect(memory.of(choicePlace(FOLDER, ''))).toEqual({ binding, namespace: 'task' });
  });

  it('takes up the one binding that an older version kept, until a folder has its own', async () => {
    const memory = new BindingMemory(memoryOf({ 'driftline.binding': binding }));
    expect(memory.of(FOLDER)).toEqual({ binding });
    await memory.bind(FOLDER, { ...binding, context: 'other' });
    expect(memory.of(FOLDER).binding?.context).toBe('other');
  });

  it.each([
    ['text', 'kind'],
    ['a list', [binding]],
    ['null', null],
    ['a number', 7],
    ['a context without its server', { context: 'kind' }],
    ['a server that is none', { context: 'kind', server: 6443 }],
    ['a choice of an older shape', { cluster: binding }],
  ])('binds nothing by %s, wherever that is kept', (_what, broken) => {
    for (const kept of [
      { 'driftline.binding': broken },
      { 'driftline.choices': broken },
      { 'driftline.choices': { [FOLDER]: broken } },
      { 'driftline.choices': { [FOLDER]: { binding: broken } } },
    ]) {
      expect(new BindingMemory(memoryOf(kept)).of(FOLDER)).toEqual({});
    }
  });

  it('binds nothing by the old key where the folder has a broken choice of its own', () => {
    const kept = { 'driftline.binding': binding, 'driftline.choices': { [FOLDER]: 3 } };
    expect(new BindingMemory(memoryOf(kept)).of(FOLDER)).toEqual({});
  });

  it.each([{ name: 'task' }, 3, '', 'Not a name', '../x', 'a/b'])(
    'looks into no namespace that is none: %j',
    (namespace) => {
      const kept = { 'driftline.choices': { [FOLDER]: { binding, namespace } } };
      expect(new BindingMemory(memoryOf(kept)).of(FOLDER)).toEqual({ binding });
    },
  );

  it('writes a good choice over what is broken, and keeps other folders’', async () => {
    const memory = memoryOf({ 'driftline.choices': { [FOLDER]: 'broken', other: { binding } } });
    await new BindingMemory(memory).bind(FOLDER, binding);
    expect(memory.kept['driftline.choices']).toEqual({
      [FOLDER]: { binding },
      other: { binding },
    });
    const list = memoryOf({ 'driftline.choices': ['broken'] });
    await new BindingMemory(list).bind(FOLDER, binding);
    expect(new BindingMemory(list).of(FOLDER)).toEqual({ binding });
  });
});
