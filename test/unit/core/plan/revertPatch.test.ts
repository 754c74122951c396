import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import { appliedObject } from '../../../../src/core/plan/appliedObject.ts';
import type { ActFinding } from '../../../../src/core/plan/objectFacts.ts';
import { revertPatch } from '../../../../src/core/plan/revertPatch.ts';
import { deployment, factsOf, found, patched, template } from './planFixtures.ts';

const env = (name: string, value: string): JsonObject => ({ name, value });
const agent = (more: JsonObject = {}): JsonObject => ({ name: 'agent', image: 'a:1', ...more });

interface Case {
  readonly says: string;
  readonly desired: KubeObject;
  readonly live: KubeObject;
  readonly findings: readonly ActFinding[];
  readonly becomes: KubeObject;
}

const container = 'spec.template.spec.containers[name=agent]';

const cases: readonly Case[] = [
  {
    says: 'a value by Git',
    desired: deployment({ replicas: 3 }),
    live: deployment({ replicas: 5 }),
    findings: [found('changed', 'spec.replicas', { git: 3, live: 5 })],
    becomes: deployment({ replicas: 3 }),
  },
  {
    says: 'what a hand added goes, with the list that came with it',
    desired: deployment(template(agent())),
    live: deployment(template(agent({ env: [env('DEBUG', 'true')] }))),
    findings: [found('added', `${container}.env[name=DEBUG]`, { live: env('DEBUG', 'true') })],
    becomes: deployment(template(agent())),
  },
  {
    says: 'an empty list stays where Git declares it',
    desired: deployment(template(agent({ env: [] }))),
    live: deployment(template(agent({ env: [env('DEBUG', 'true')] }))),
    findings: [found('added', `${container}.env[name=DEBUG]`, { live: env('DEBUG', 'true') })],
    becomes: deployment(template(agent({ env: [] }))),
  },
  {
    says: 'several items of one list go although their indexes move',
    desired: deployment(template(agent({ env: [env('B', '2')] }))),
    live: deployment(template(agent({ env: [env('A', '1'), env('B', '2'), env('C', '3')] }))),
    findings: [
      found('added', `${container}.env[name=A]`, { live: env('A', '1') }),
      found('added', `${container}.env[name=C]`, { live: env('C', '3') }),
    ],
    becomes: deployment(template(agent({ env: [env('B', '2')] }))),
  },
  {
    says: 'an item comes back at the place where the apply would put it',
    desired: deployment(template(agent({ env: [env('A', '1'), env('B', '2'), env('C', '3')] }))),
    live: deployment(template(agent({ env: [env('A', '1'), env('C', '3'), env('X', '9')] }))),
    findings: [found('absent', `${container}.env[name=B]`, { git: env('B', '2') })],
    becomes: deployment(
      template(agent({ env: [env('A', '1'), env('B', '2'), env('C', '3'), env('X', '9')] })),
    ),
  },
  {
    says: 'a list that is gone comes back',
    desired: deployment(template(agent({ env: [env('A', '1'), env('B', '2')] }))),
    live: deployment(template(agent())),
    findings: [
      found('absent', `${container}.env[name=A]`, { git: env('A', '1') }),
      found('absent', `${container}.env[name=B]`, { git: env('B', '2') }),
    ],
    becomes: deployment(template(agent({ env: [env('A', '1'), env('B', '2')] }))),
  },
  {
    says: 'a leaf below a map that is not there',
    desired: deployment({}, { annotations: { 'example.com/note~1': 'x' } }),
    live: deployment({}),
    findings: [found('absent', 'metadata.annotations["example.com/note~1"]', { git: 'x' })],
    becomes: deployment({}, { annotations: { 'example.com/note~1': 'x' } }),
  },
  {
    says: 'an item found by a key that live leaves to its default',
    desired: deployment(template(agent({ ports: [{ containerPort: 80, name: 'http' }] }))),
    live: deployment(template(agent({ ports: [{ containerPort: 80, name: 'web' }] }))),
    findings: [
      found('changed', `${container}.ports[containerPort=80,protocol=TCP].name`, {
        git: 'http',
        live: 'web',
      }),
    ],
    becomes: deployment(template(agent({ ports: [{ containerPort: 80, name: 'http' }] }))),
  },
  {
    says: 'items of a set',
    desired: deployment({}, { finalizers: ['a', 'b'] }),
    live: deployment({}, { finalizers: ['b', 'x'] }),
    findings: [
      found('absent', 'metadata.finalizers[=a]', { git: 'a' }),
      found('added', 'metadata.finalizers[=x]', { live: 'x' }),
    ],
    becomes: deployment({}, { finalizers: ['a', 'b'] }),
  },
  {
    says: 'a leaf of an atomic list',
    desired: deployment(template(agent({ args: ['-v', 'x'] }))),
    live: deployment(template(agent({ args: ['-q', 'x'] }))),
    findings: [found('changed', `${container}.args[0]`, { git: '-v', live: '-q' })],
    becomes: deployment(template(agent({ args: ['-v', 'x'] }))),
  },
  {
    says: 'items in another order are moved with what is reverted',
    desired: deployment({
      replicas: 3,
      ...template(agent({ env: [env('A', '1'), env('B', '2')] })),
    }),
    live: deployment({ replicas: 5, ...template(agent({ env: [env('B', '2'), env('A', '1')] })) }),
    findings: [found('changed', 'spec.replicas', { git: 3, live: 5 })],
    becomes: deployment({
      replicas: 3,
      ...template(agent({ env: [env('A', '1'), env('B', '2')] })),
    }),
  },
];

describe('the patch that settles findings', () => {
  it.each(cases)('$says', ({ desired, live, findings, becomes }) => {
    const facts = factsOf(desired, live, findings);
    const operations = revertPatch(facts, findings, appliedObject(facts, []));
    const guarded = { ...becomes, metadata: { resourceVersion: '7', ...becomes.metadata } };
    expect(patched(facts.live ?? live, operations)).toEqual(guarded);
    expect(operations[0]).toEqual({
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: '7',
    });
  });

  it('carries an integer beyond 2^53 as it is', () => {
    const parse = JSON.parse as (text: string, reviver: unknown) => JsonObject;
    const { rawJSON } = JSON as unknown as { rawJSON(text: string): JsonObject };
    const exact = parse('{"id":9007199254740993}', (_: string, value: unknown) =>
      typeof value === 'number' ? rawJSON('9007199254740993') : value,
    );
    const live = deployment({ replicas: 5, exact });
    const finding = found('changed', 'spec.exact', { git: exact, live: exact });
    const facts = factsOf(deployment({ replicas: 3, exact }), live, [finding]);
    const operations = revertPatch(facts, [finding], appliedObject(facts, []));
    expect(JSON.stringify(operations)).toContain('9007199254740993');
  });

  it('is empty where nothing is to be settled', () => {
    const facts = factsOf(deployment({ replicas: 3 }), deployment({ replicas: 5 }), []);
    expect(revertPatch(facts, [], appliedObject(facts, []))).toEqual([]);
  });
});
