import { expect, it } from 'vitest';
import { WriterClassifier } from '../../../../src/core/diff/classifyWriter.ts';
import { compareObjects } from '../../../../src/core/diff/compareObjects.ts';
import type { Difference } from '../../../../src/core/diff/comparison.ts';
import { formatPath } from '../../../../src/core/model/fieldPath.ts';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import { defaultsFor } from '../../../../src/core/schema/defaultsTable.ts';
import { SchemaDocument } from '../../../../src/core/schema/schemaNode.ts';

const text = { type: 'string' };
const texts = { type: 'object', additionalProperties: text };
const metadata = { type: 'object', properties: { labels: texts, annotations: texts } };
const port = { type: 'object', properties: { name: text, mode: text } };
const ports = {
  ...{ type: 'array', items: port },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
};
const schema = new SchemaDocument({
  'io.example.v1.Thing': {
    type: 'object',
    'x-kubernetes-group-version-kind': [{ group: 'example.io', version: 'v1', kind: 'Thing' }],
    properties: {
      ...{ apiVersion: text, kind: text, metadata },
      spec: { type: 'object', properties: { mode: text, ports } },
    },
  },
}).kind('example.io', 'v1', 'Thing');

const conversion = { 'example.io/conversion-data': '{"spec":{"newer":"x"}}' };
const declared = { mode: 'a', ports: [{ name: 'http', mode: 'b' }] };

function thing(more: object): KubeObject {
  return {
    ...{ apiVersion: 'example.io/v1', kind: 'Thing', spec: declared },
    metadata: { name: 'x', labels: { team: 'one' }, ...more },
  };
}

/** What differs where the server's conversion added an annotation, beside such a write by v2. */
function found(manager: string, fieldsV1: JsonObject, more: object = {}): readonly Difference[] {
  const time = '2026-01-01T00:00:00Z';
  const entry = { manager, operation: 'Update', apiVersion: 'example.io/v2', time, fieldsV1 };
  const managedFields = [{ ...entry, ...more }];
  return compareObjects({
    desired: thing({}),
    live: thing({ annotations: conversion, managedFields }),
    ...{ schema, table: defaultsFor(36), skipStatus: true, allocated: new Set<string>() },
    classifier: new WriterClassifier([]),
  }).differences;
}

const hidden = { 'f:spec': { 'f:newer': {} } };

it('finds what a hand wrote by another version, and this one shows elsewhere', () => {
  const item = { 'f:ports': { 'k:{"name":"http"}': { '.': {}, 'f:newer': {} } } };
  for (const fields of [hidden, { 'f:spec': item }]) {
    const differences = found('kubectl-edit', fields);
    expect(differences.map(({ path }) => formatPath(path))).toEqual([
      'metadata.annotations["example.io/conversion-data"]',
    ]);
    expect(differences).toMatchObject([
      { kind: 'added', inferred: true, owner: { manager: 'kubectl-edit' } },
    ]);
  }
});

it.each([
  ['kubectl label', 'kubectl-label', { 'f:metadata': { 'f:labels': { '.': {}, 'f:team': {} } } }],
  ['a hand, of a label that is gone', 'kubectl-label', { 'f:metadata': { 'f:labels': {} } }],
  [
    'a hand, of fields that are here too',
    'kubectl-edit',
    { 'f:spec': { 'f:mode': {}, 'f:ports': { 'k:{"name":"http"}': { '.': {}, 'f:mode': {} } } } },
  ],
  ['a writer that nobody knows', 'manager', { ...hidden, 'f:metadata': { 'f:finalizers': {} } }],
  ['a controller', 'kube-controller-manager', hidden],
  ['the creator', 'kubectl-create', hidden],
])('explains no unowned field by a write by another version of %s', (_what, manager, fields) => {
  expect(found(manager, fields)).toEqual([]);
});

it('explains nothing by a write of a subresource, or by the same version', () => {
  expect(found('kubectl-edit', hidden, { subresource: 'status' })).toEqual([]);
  expect(found('kubectl-edit', hidden, { apiVersion: 'example.io/v1' })).toEqual([]);
});
