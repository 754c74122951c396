import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/core/model/json.ts';
import {
  type DeclaredAncestor,
  type DefaultRule,
  type DefaultsTable,
  defaultsFor,
  explainsDefault,
  isZeroKept,
} from '../../../../src/core/schema/defaultsTable.ts';

const container: JsonObject = { name: 'a', image: 'web:1', ports: [{ containerPort: 80 }] };
const pod: JsonObject = { spec: { hostNetwork: true, containers: [{ name: 'b' }, container] } };

function tableOf(types: Readonly<Record<string, Readonly<Record<string, DefaultRule[]>>>>) {
  return { version: '1.36', types, zeroKept: { T: ['kept'] } } satisfies DefaultsTable;
}

function explains(rule: DefaultRule, live: Json, leaf: Json, path = 'leaf', relative = path) {
  return explainsDefault(
    tableOf({ T: { [path]: [rule] } }),
    [{ typeName: 'T', live, relative }],
    leaf,
  );
}

describe('explainsDefault', () => {
  it('knows a constant, and nothing but it', () => {
    expect(explains({ value: 30 }, {}, 30)).toBe(true);
    expect(explains({ value: 30 }, {}, 31)).toBe(false);
    expect(explains({ value: 30 }, {}, '30')).toBe(false);
    expect(explains({ value: {} }, {}, {})).toBe(true);
    expect(explains({ value: ['IPv4'] }, {}, ['IPv4', 'IPv6'])).toBe(false);
  });

  it('asks for the conditions on live', () => {
    const rule = { value: 1, when: { type: ['A', null] }, present: ['spec'] } as const;
    expect(explains(rule, { type: 'A', spec: {} }, 1)).toBe(true);
    expect(explains(rule, { spec: {} }, 1)).toBe(true);
    expect(explains(rule, { type: 'B', spec: {} }, 1)).toBe(false);
    expect(explains(rule, { type: 'A' }, 1)).toBe(false);
    expect(explains(rule, { type: 'A', spec: null }, 1)).toBe(false);
  });

  it('copies another field, not the lack of one', () => {
    const rule = { equals: 'port' };
    expect(explains(rule, { port: 80 }, 80)).toBe(true);
    expect(explains(rule, { port: 80 }, 81)).toBe(false);
    expect(explains(rule, {}, 80)).toBe(false);
  });

  it('takes any key of a free map, keys with dots too', () => {
    const live = { limits: { cpu: '1', 'example.com/gpu': '2' } };
    const copies = (key: string, leaf: Json) =>
      explains({ equals: 'limits.{}' }, live, leaf, 'requests.{}', `requests.${key}`);
    expect(copies('example.com/gpu', '2')).toBe(true);
    expect(copies('cpu', '2')).toBe(false);
    expect(copies('memory', '2')).toBe(false);
    expect(explains({ equals: 'limits.{}' }, live, '1', 'requests.{}', 'limits.cpu')).toBe(false);
  });

  it('finds the very item in which the leaf lies', () => {
    const port = (container['ports'] as readonly Json[])[0] ?? null;
    const ancestors: readonly DeclaredAncestor[] = [
      { typeName: 'Port', live: port, relative: 'hostPort' },
      { typeName: undefined, live: container['ports'] ?? null, relative: '*.hostPort' },
      { typeName: 'Container', live: container, relative: 'ports.*.hostPort' },
      { typeName: 'Pod', live: pod, relative: 'spec.containers.*.ports.*.hostPort' },
    ];
    const path = 'spec.containers.*.ports.*.hostPort';
    const rule: DefaultRule = {
      equals: 'spec.containers.*.ports.*.containerPort',
      when: { 'spec.hostNetwork': [true] },
      anchor: 'spec.containers.*.ports.*',
    };
    const table = tableOf({ Pod: { [path]: [rule] } });
    expect(explainsDefault(table, ancestors, 80)).toBe(true);
    expect(explainsDefault(table, ancestors, 81)).toBe(false);
    // The same leaf, had nothing of the port been declared, is another case.
    expect(explainsDefault(table, ancestors.slice(2), 80)).toBe(false);
  });

  it('hangs a leaf on the deepest declared value with a type', () => {
    const table = tableOf({ Outer: { 'labels.a': [{ value: 1 }] }, Inner: { a: [{ value: 2 }] } });
    const inner = { a: 1 };
    const untyped = [
      { typeName: undefined, live: inner, relative: 'a' },
      { typeName: 'Outer', live: { labels: inner }, relative: 'labels.a' },
    ];
    expect(explainsDefault(table, untyped, 1)).toBe(true);
    const typed = untyped.map((one) => ({ ...one, typeName: one.typeName ?? 'Inner' }));
    expect(explainsDefault(table, typed, 1)).toBe(false);
    expect(explainsDefault(table, typed, 2)).toBe(true);
  });

  it('knows nothing of a place without any type', () => {
    const ancestors = [{ typeName: undefined, live: {}, relative: 'leaf' }];
    expect(explainsDefault(tableOf({}), ancestors, 1)).toBe(false);
  });
});

describe('named rules', () => {
  const pulls = (image: string, policy: string) =>
    explains({ rule: 'imagePullPolicy' }, { image }, policy, 'imagePullPolicy');

  it.each([
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['registry.example.com:5000/web', 'Always'],
    ['registry.example.com:5000/web:1.2', 'IfNotPresent'],
    ['web@sha256:0123', 'IfNotPresent'],
    ['web:latest@sha256:0123', 'Always'],
    ['web:1.2@sha256:0123', 'IfNotPresent'],
  ])('pulls %s %s', (image, policy) => {
    expect(pulls(image, policy)).toBe(true);
    expect(pulls(image, policy === 'Always' ? 'IfNotPresent' : 'Always')).toBe(false);
    expect(pulls(image, 'Never')).toBe(false);
  });
});

describe('rules of a form', () => {
  const known = (rule: DefaultRule & { rule: string }, live: Json, leaf: Json) =>
    explains(rule, live, leaf);

  it('know an identifier, a counter and a token volume by their form', () => {
    expect(known({ rule: 'uid' }, {}, '0d5a5a0c-1111-2222-3333-444455556666')).toBe(true);
    expect(known({ rule: 'uid' }, {}, 'by-hand')).toBe(false);
    expect(known({ rule: 'counter' }, {}, '12')).toBe(true);
    expect(known({ rule: 'counter' }, {}, '0x')).toBe(false);
    expect(known({ rule: 'apiAccessVolume' }, {}, 'kube-api-access-2w6gw')).toBe(true);
    expect(known({ rule: 'apiAccessVolume' }, {}, 'data')).toBe(false);
  });

  it('derive the names of a custom kind', () => {
    expect(known({ rule: 'listKind' }, { kind: 'Widget' }, 'WidgetList')).toBe(true);
    expect(known({ rule: 'listKind' }, { kind: 'Widget' }, 'Widgets')).toBe(false);
    expect(known({ rule: 'singular' }, { kind: 'Widget' }, 'widget')).toBe(true);
    expect(known({ rule: 'singular' }, { kind: 'Widget' }, 'thing')).toBe(false);
  });

  it('add up what the containers of a pod request, sidecars under all of it', () => {
    const of = (cpu: string, more = {}) => ({ ...more, resources: { requests: { cpu } } });
    const spec = {
      initContainers: [of('3'), of('300m', { restartPolicy: 'Always' }), of('2')],
      containers: [of('500m'), of('1'), { name: 'none' }],
    };
    const sums = (key: string, leaf: Json, pod: Json = { spec }) =>
      explains({ rule: 'podRequest' }, pod, leaf, 'requests.{}', `requests.${key}`);
    expect(sums('cpu', '3')).toBe(true);
    expect(sums('cpu', '1800m')).toBe(false);
    expect(
      sums('cpu', '1800m', { spec: { ...spec, initContainers: [spec.initContainers[1] ?? 0] } }),
    ).toBe(true);
    expect(sums('cpu', true)).toBe(false);
  });
});

describe('the generated table', () => {
  it('is that of the nearest version', () => {
    expect([1, 34, 36, 99].map((minor) => defaultsFor(minor).version)).toEqual(
      Array.from({ length: 4 }, () => '1.36'),
    );
  });

  it('says which declared zero values stay', () => {
    const table = defaultsFor(36);
    const deployment = 'io.k8s.api.apps.v1.DeploymentSpec';
    expect(isZeroKept(table, deployment, 'replicas')).toBe(true);
    expect(isZeroKept(table, deployment, 'minReadySeconds')).toBe(false);
    expect(isZeroKept(table, 'com.example.v1.Widget', 'replicas')).toBe(false);
  });

  it('does not take two names of one field, both set by a hand, for defaults of each other', () => {
    const live = { containers: [], serviceAccount: 'hand', serviceAccountName: 'hand' };
    const at = (relative: string) =>
      explainsDefault(
        defaultsFor(36),
        [{ typeName: 'io.k8s.api.core.v1.PodSpec', live, relative }],
        'hand',
      );
    expect(at('serviceAccountName')).toBe(false);
    expect(at('serviceAccount')).toBe(true);
  });

  it('names no one machine, moment or object', () => {
    const text = JSON.stringify(defaultsFor(36));
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\b20\d\d-\d\d-|\b10\.\d+\.\d+\.\d+/);
  });

  it('stays small enough to ship', () => {
    expect(JSON.stringify(defaultsFor(36)).length).toBeLessThan(60_000);
  });
});
