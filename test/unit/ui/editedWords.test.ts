import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { editedMarks } from '../../../src/ui/editedWords.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const drift = sampleFinding('spec.replicas', { git: 3, live: 5 });
const level = sampleFinding('data.level', { git: 'debug', live: 'info' });

function words(judged: ObjectStatus, known?: ObjectStatus): string[] {
  return editedMarks([judged], known ? [known] : []).map(({ line, text }) => `${line} ${text}`);
}

describe('editedMarks', () => {
  it('counts what the edit changes, and not what has drifted anyway', () => {
    const known = sampleObject('a', 'drifted', { findings: [drift] });
    const judged = sampleObject('a', 'drifted', { findings: [drift, level], line: 7 });
    expect(words(judged, known)).toEqual(['7 ✎ edited here: would change 1 field']);
    expect(words(known, known)).toEqual([]);
  });

  it('counts a drifted field that would get another value than Git’s', () => {
    const known = sampleObject('a', 'drifted', { findings: [drift] });
    const judged = sampleObject('a', 'drifted', { findings: [{ ...drift, git: 4 }] });
    expect(words(judged, known)).toEqual(['1 ✎ edited here: would change 1 field']);
  });

  it('says where the edit would agree with the cluster', () => {
    const known = sampleObject('a', 'drifted', { findings: [drift] });
    expect(words(sampleObject('a', 'inSync'), known)).toEqual([
      '1 ✎ edited here: 1 field would agree with the cluster',
    ]);
  });

  it('speaks of the branch where its commits would do it', () => {
    const judged = sampleObject('a', 'drifted', { findings: [level], facets: ['ahead'] });
    expect(words(judged, sampleObject('a', 'inSync'))).toEqual([
      '1 ✎ this branch will change 1 field',
    ]);
  });

  it('says what a document that is not committed would do', () => {
    expect(words(sampleObject('a', 'missing'))).toEqual([
      '1 ✎ not committed yet: would be created',
    ]);
    expect(words(sampleObject('a', 'drifted', { findings: [level, drift] }))).toEqual([
      '1 ✎ not committed yet: would change 2 fields',
    ]);
  });

  it('says nothing where nothing can be told', () => {
    expect(words(sampleObject('a', 'unknown'), sampleObject('a', 'inSync'))).toEqual([]);
    const missing = sampleObject('a', 'missing');
    expect(words(missing, missing)).toEqual([]);
  });
});
