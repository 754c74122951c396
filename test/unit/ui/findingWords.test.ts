import { describe, expect, it } from 'vitest';
import { findingWords } from '../../../src/ui/findingWords.ts';
import { sampleFinding } from './sampleStore.ts';

describe('findingWords', () => {
  it.each([
    [sampleFinding('spec.replicas', { git: 3, live: 5 }), 'spec.replicas 3 → 5'],
    [sampleFinding('data.a', { kind: 'absent', git: '1' }), 'data.a is gone'],
    [sampleFinding('data.b', { kind: 'added', live: '1' }), 'data.b added'],
    [sampleFinding('data.c', { kind: 'stale', live: '1' }), 'data.c left over'],
    [
      sampleFinding('spec.template.spec.containers[name=agent].image', {
        git: `registry/${'x'.repeat(60)}:v1`,
        live: '',
      }),
      `…template.spec.containers[name=agent].image registry/${'x'.repeat(12)}…${'x'.repeat(18)}:v1 → ""`,
    ],
  ])('%#: says %s', (finding, words) => {
    expect(findingWords(finding)).toBe(words);
  });

  it('says of a secret only that it differs', () => {
    const finding = sampleFinding('data.password', { git: 'old', live: 'new', masked: true });
    expect(findingWords(finding)).toBe('data.password changed (secret)');
  });
});
