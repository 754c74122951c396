import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import { appliedObject } from '../../../../src/core/plan/appliedObject.ts';
import { deployment, factsOf, found, template } from './planFixtures.ts';

const replicas = found('changed', 'spec.replicas').finding.path;
const note = found('added', 'metadata.labels.note').finding.path;

function ownedByUs(fields: JsonObject): JsonObject {
  return { managedFields: [{ manager: 'driftline', operation: 'Apply', fieldsV1: fields }] };
}

describe('what the apply sends', () => {
  it('carries the value of live where live is to stay', () => {
    const facts = factsOf(deployment({ replicas: 3 }), deployment({ replicas: 5 }), []);
    expect(appliedObject(facts, [replicas])['spec']).toEqual({ replicas: 5 });
  });

  it('leaves out what live lacks and is to lack', () => {
    const facts = factsOf(deployment({ replicas: 3 }), deployment({}), []);
    expect(appliedObject(facts, [replicas])['spec']).toEqual({});
  });

  it('keeps mentioning what our own apply once declared, or the server would remove it', () => {
    const live = deployment(
      {},
      { labels: { note: 'x' }, ...ownedByUs({ 'f:metadata': { 'f:labels': { 'f:note': {} } } }) },
    );
    const facts = factsOf(deployment({}), live, []);
    expect(appliedObject(facts, [note]).metadata.labels).toEqual({ note: 'x' });
  });

  it('does not take over what others added', () => {
    const facts = factsOf(deployment({}), deployment({}, { labels: { note: 'x' } }), []);
    expect(appliedObject(facts, [note]).metadata.labels).toBeUndefined();
  });

  it('has nothing that the server keeps itself', () => {
    const desired = deployment(
      {},
      {
        uid: '1',
        resourceVersion: '5',
        creationTimestamp: null,
        managedFields: [],
        annotations: { 'deployment.kubernetes.io/revision': '3', mine: 'x' },
      },
    );
    expect(appliedObject(factsOf(desired, undefined, []), []).metadata).toEqual({
      name: 'web',
      namespace: 'default',
      annotations: { mine: 'x' },
    });
  });

  it('has the last of two items with one key', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    const facts = factsOf(deployment(template({ name: 'agent', env })), undefined, []);
    expect(appliedObject(facts, [])['spec']).toEqual(
      template({ name: 'agent', env: [{ name: 'A', value: '2' }] }),
    );
  });
});
