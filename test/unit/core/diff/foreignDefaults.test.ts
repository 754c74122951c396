import { expect, it } from 'vitest';
import { WriterClassifier } from '../../../../src/core/diff/classifyWriter.ts';
import { compareObjects } from '../../../../src/core/diff/compareObjects.ts';
import type { ComparisonInput } from '../../../../src/core/diff/comparison.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../../src/core/model/kubeObject.ts';
import { formatPath } from '../../../../src/core/model/fieldPath.ts';
import { defaultsFor, isTableOf } from '../../../../src/core/schema/defaultsTable.ts';
import { SchemaDocument } from '../../../../src/core/schema/schemaNode.ts';

const text = { type: 'string' };
const schema = new SchemaDocument({
  'io.k8s.api.core.v1.Thing': {
    type: 'object',
    'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Thing' }],
    properties: {
      ...{ apiVersion: text, kind: text, metadata: { type: 'object' } },
      spec: { type: 'object', properties: { mode: text, policy: text } },
    },
  },
}).kind('', 'v1', 'Thing');

const desired = thing({ mode: 'a' });

function thing(spec: Readonly<Record<string, string>>, owners: readonly object[] = []): KubeObject {
  const metadata = owners.length === 0 ? { name: 'x' } : { name: 'x', managedFields: owners };
  return { apiVersion: 'v1', kind: 'Thing', metadata, spec } as KubeObject;
}

function entry(manager: string, operation: 'Apply' | 'Update', ...fields: string[]): object {
  const own = Object.fromEntries(fields.map((field) => [`f:${field}`, {}]));
  const written: ManagedFieldsEntry = {
    ...{ manager, operation, apiVersion: 'v1', time: '2026-01-01T00:00:00Z' },
    fieldsV1: { 'f:spec': own },
  };
  return written;
}

/** Paths that differ; `policy` is what some other minor version fills in. */
function found(minor: number, owners: readonly object[], more: Partial<ComparisonInput> = {}) {
  const table = defaultsFor(minor);
  const { differences } = compareObjects({
    ...{ desired, live: thing({ mode: 'a', policy: 'b' }, owners), schema, table },
    tableIsForeign: !isTableOf(table, minor),
    classifier: new WriterClassifier([]),
    skipStatus: true,
    allocated: new Set(),
    ...more,
  });
  return differences.map(({ kind, path }) => `${kind} ${formatPath(path)}`);
}

const created = [entry('kubectl-create', 'Update', 'mode', 'policy')];

it('takes what only the creator wrote for a default that this minor version may have', () => {
  expect(found(36, created)).toEqual(['added spec.policy']);
  for (const minor of [20, 35, 37, 99]) expect(found(minor, created)).toEqual([]);
});

it.each([
  ['a hand', [entry('kubectl-edit', 'Update', 'policy')]],
  ['an unknown writer', [entry('somebody', 'Update', 'policy')]],
  ['another applier, who owns only what it declares', [entry('other', 'Apply', 'policy')]],
  ['the creator, and a hand since', [...created, entry('kubectl-edit', 'Update', 'policy')]],
])('finds on every minor version what was written by %s', (_who, owners) => {
  for (const minor of [35, 36, 37]) expect(found(minor, owners)).toEqual(['added spec.policy']);
});

it('finds what an older revision declared, and what the server itself says it would not add', () => {
  expect(found(37, created, { history: [thing({ policy: 'b' })] })).toEqual(['stale spec.policy']);
  expect(found(37, created, { probe: thing({ mode: 'a' }) })).toEqual(['added spec.policy']);
});

it('finds a declared field on every minor version', () => {
  const live = thing({ mode: 'z' }, created);
  expect(found(37, created, { live })).toEqual(['changed spec.mode']);
});
