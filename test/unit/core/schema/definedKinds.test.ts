import { expect, it } from 'vitest';
import type { Json } from '../../../../src/core/model/json.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import { definedKinds } from '../../../../src/core/schema/definedKinds.ts';
import { SchemaDocument } from '../../../../src/core/schema/schemaNode.ts';

function definition(spec: Json, kind = 'CustomResourceDefinition'): KubeObject {
  return { apiVersion: 'apiextensions.k8s.io/v1', kind, metadata: { name: 'a' }, spec };
}

const schema = {
  type: 'object',
  properties: { spec: { type: 'object', properties: { color: { type: 'string', default: 'x' } } } },
} as const;
const version = (name: string, served: boolean): Json => ({
  ...{ name, served },
  schema: { openAPIV3Schema: schema },
});

it('takes the served versions of a definition', () => {
  const versions = [version('v1', true), version('v2', false), { name: 'v3', served: true }];
  const spec = { group: 'g.example', names: { kind: 'Widget' }, versions };
  expect(definedKinds(definition(spec))).toEqual([
    { group: 'g.example', version: 'v1', kind: 'Widget', schema },
  ]);
});

it.each<[string, Json]>([
  ['nothing', null],
  ['no names', { group: 'g', versions: [] }],
  ['versions that are none', { group: 'g', names: { kind: 'A' }, versions: 'v1' }],
  ['a version that is none', { group: 'g', names: { kind: 'A' }, versions: [null, 'v1'] }],
])('finds no kind in %s', (_what, spec) => {
  expect(definedKinds(definition(spec))).toEqual([]);
});

it('is about definitions alone', () => {
  const spec = { group: 'g', names: { kind: 'A' }, versions: [version('v1', true)] };
  expect(definedKinds(definition(spec, 'Widget'))).toEqual([]);
});

it("puts the definition's fields beside those that the server publishes of every kind", () => {
  const metadata = { type: 'object', properties: { labels: { type: 'object' } } };
  const served = new SchemaDocument({
    Widget: {
      type: 'object',
      'x-kubernetes-group-version-kind': [{ group: 'g', version: 'v1', kind: 'Widget' }],
      properties: { metadata, spec: { type: 'object', properties: { size: { type: 'integer' } } } },
    },
  });
  const document = served.withKind({ group: 'g', version: 'v1', kind: 'Widget', schema });
  const node = document.kind('g', 'v1', 'Widget');
  expect(node?.child('spec')?.propertyNames).toEqual(['color']);
  expect(node?.child('spec')?.child('color')?.default).toBe('x');
  expect(node?.child('metadata')?.propertyNames).toEqual(['labels']);
  expect(served.kind('g', 'v1', 'Widget')?.child('spec')?.propertyNames).toEqual(['size']);
});
