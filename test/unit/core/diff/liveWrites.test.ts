import { describe, expect, it } from 'vitest';
import { liveWrites } from '../../../../src/core/diff/liveWrites.ts';
import type { WriterClass } from '../../../../src/core/model/finding.ts';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../../src/core/model/kubeObject.ts';

const classes: Readonly<Record<string, WriterClass>> = {
  'kubectl-set': 'hand',
  'kube-controller-manager': 'controller',
};
const classify = ({ manager = '' }: ManagedFieldsEntry): WriterClass =>
  classes[manager] ?? 'applier';

function written(manager: string, fieldsV1: JsonObject, more: Partial<ManagedFieldsEntry> = {}) {
  const entry: ManagedFieldsEntry = { manager, operation: 'Update', fieldsV1, ...more };
  const metadata = { name: 'web', managedFields: [entry] as never };
  const live: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata };
  return liveWrites(live, classify, () => undefined);
}

describe('liveWrites', () => {
  it('names leaves, whole items, set values and indexes', () => {
    const fields = {
      'f:metadata': { 'f:annotations': { '.': {}, 'f:example.com/note': {} } },
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"agent"}': {
                'f:env': { 'k:{"name":"DEBUG"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
                'f:image': {},
              },
            },
          },
        },
        'f:tags': { 'v:"blue"': {} },
        'f:rules': { 'i:0': {} },
      },
    };
    const [write] = written('kubectl-set', fields, { time: '2026-11-23T10:00:00Z' });
    expect(write?.fields).toEqual([
      'metadata.annotations["example.com/note"]',
      'spec.template.spec.containers[name=agent].env[name=DEBUG]',
      'spec.template.spec.containers[name=agent].image',
      'spec.tags[=blue]',
      'spec.rules[0]',
    ]);
    expect(write?.writer).toEqual({
      manager: 'kubectl-set',
      class: 'hand',
      operation: 'Update',
      time: '2026-11-23T10:00:00Z',
    });
  });

  it('leaves out controllers, status and Driftline itself', () => {
    const fields = { 'f:spec': { 'f:replicas': {} } };
    expect(written('kube-controller-manager', fields)).toEqual([]);
    expect(written('driftline', fields)).toEqual([]);
    expect(written('kubectl-set', fields, { subresource: 'status' })).toEqual([]);
    expect(written('kubectl-set', fields, { subresource: 'scale' })).toHaveLength(1);
  });
});
