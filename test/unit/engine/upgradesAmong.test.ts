import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/model/json.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import { objectKey, refOf } from '../../../src/core/model/objectRef.ts';
import type { ActFacts } from '../../../src/engine/actFacts.ts';
import { upgradesAmong } from '../../../src/engine/upgradesAmong.ts';
import { found, statusOf } from '../core/plan/planFixtures.ts';

function version(name: string, schema: JsonObject = { type: 'object' }): JsonObject {
  return { name, served: true, storage: name === 'v1', schema: { openAPIV3Schema: schema } };
}

function definition(...versions: readonly JsonObject[]): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.x.io' },
    spec: { group: 'x.io', names: { kind: 'Widget' }, versions: [...versions] },
  };
}

function upgraded(live: KubeObject, desired: KubeObject): readonly string[] {
  const findings = [found('changed', 'spec.versions', { git: [], live: [] })];
  const status = statusOf(desired, {
    status: 'drifted',
    findings: findings.map(({ finding }) => finding),
  });
  const facts: ActFacts = { status, desired, live, findings, carried: [], classify: () => 'hand' };
  const acts = new Map([[objectKey(refOf(desired)), facts]]);
  return upgradesAmong(acts, { force: false }).map((kind) => kind.version);
}

it('names the versions whose schema changes or comes, and none that stays as it is', () => {
  const text = { type: 'object', properties: { text: { type: 'string' } } };
  const live = definition(version('v1'), version('v2'));
  expect(upgraded(live, definition(version('v1'), version('v2', text)))).toEqual(['v2']);
  expect(upgraded(live, definition(version('v1'), version('v2'), version('v3')))).toEqual(['v3']);
  expect(upgraded(live, definition(version('v1', text)))).toEqual(['v1']);
  expect(upgraded(live, definition(version('v1')))).toEqual([]);
});
