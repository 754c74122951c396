import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/core/model/json.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import { maskedStep } from '../../../../src/core/plan/maskedStep.ts';
import type { CaptureStep } from '../../../../src/core/plan/planCapture.ts';
import { found } from './planFixtures.ts';

const env = 'spec.template.spec.containers[name=app].env[name=API_TOKEN]';

/** The value that is shown of one captured field. */
function shown(path: string, value: Json, masked = false): Json | undefined {
  const { finding } = found('changed', path, {}, masked ? { masked: true } : {});
  const step: CaptureStep = {
    key: 'k',
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
    source: { file: 'web.yaml', document: 0, line: 1 },
    changes: [{ path: parsePath(path) ?? [], value }],
    removesDocument: false,
    findings: [finding],
  };
  const [change] = maskedStep(step).changes;
  return change !== undefined && 'value' in change ? change.value : undefined;
}

describe('maskedStep', () => {
  it('masks what looks secret by its name, and keeps what is plain', () => {
    expect(shown(`${env}.value`, 'hunter2', true)).toBe('••••••');
    expect(shown(env, { name: 'API_TOKEN', value: 'hunter2' }, true)).toEqual({
      name: 'API_TOKEN',
      value: '••••••',
    });
    expect(shown('spec.replicas', 5)).toBe(5);
    expect(shown('metadata.annotations.note', 'plain')).toBe('plain');
  });

  it('masks a secret inside of what is plain, though nobody marked the finding', () => {
    const container = {
      name: 'side',
      image: 'nginx',
      env: [
        { name: 'MODE', value: 'fast' },
        { name: 'DB_PASSWORD', value: 'hunter2' },
      ],
    };
    expect(shown('spec.template.spec.containers[name=side]', container)).toEqual({
      ...container,
      env: [
        { name: 'MODE', value: 'fast' },
        { name: 'DB_PASSWORD', value: '••••••' },
      ],
    });
  });

  it('masks every leaf where a rule says so, but not what the item is found by', () => {
    const value = { name: 'MODE', value: 'fast', nested: [1, true, null, 'x'] };
    const path = 'spec.template.spec.containers[name=app].env[name=MODE]';
    const nested = ['••••••', '••••••', null, '••••••'];
    expect(shown(path, value, true)).toEqual({ name: 'MODE', value: '••••••', nested });
  });
});
