import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/model/finding.ts';
import { quickFixWords } from '../../../src/ui/quickFixWords.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

function titles(finding: Finding): string[] {
  const object = sampleObject('a', 'drifted', { findings: [finding] });
  return quickFixWords({ object, finding, line: 1 }).map(({ title }) => title);
}

describe('quickFixWords', () => {
  it.each<[string, Finding, string[]]>([
    [
      'a value',
      sampleFinding('spec.replicas', { git: 3, live: 5 }),
      ['Apply 3 from Git', 'Capture 5 into Git', 'Ignore spec.replicas here'],
    ],
    [
      'what came',
      sampleFinding('spec.containers[name=agent].env[name=DEBUG]', {
        kind: 'added',
        live: { name: 'DEBUG', value: 'true' },
      }),
      [
        'Apply from Git: remove env DEBUG from the cluster',
        'Capture env DEBUG=true into Git',
        'Ignore spec.containers[name=agent].env[name=DEBUG] here',
      ],
    ],
    [
      'what went',
      sampleFinding('metadata.labels.tier', { kind: 'absent', git: 'gold' }),
      [
        'Apply from Git: put back labels tier',
        'Capture into Git: remove labels tier',
        'Ignore metadata.labels.tier here',
      ],
    ],
    [
      'a secret',
      sampleFinding('data.password', { masked: true }),
      ['Apply data password from Git', 'Ignore data.password here'],
    ],
    [
      'what is not applied yet',
      sampleFinding('spec.replicas', { git: 3, live: 5, pending: true }),
      ['Apply 3 from Git'],
    ],
  ])('names what it does about %s', (_, finding, expected) => {
    expect(titles(finding)).toEqual(expected);
  });
});
