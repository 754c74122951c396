import { describe, expect, it } from 'vitest';
import { fightEvent, healLines, stopEvent, type HealEvent } from '../../../src/cli/healEvents.ts';
import { renderLines } from '../../../src/cli/spans.ts';
import { IgnoreRules } from '../../../src/core/diff/ignoreRules.ts';
import { parseSettings } from '../../../src/core/diff/parseSettings.ts';
import type { FieldPath } from '../../../src/core/model/fieldPath.ts';
import { objectKey, type ObjectRef } from '../../../src/core/model/objectRef.ts';
import { ignoreRuleText } from '../../../src/core/plan/ignoreRuleText.ts';

const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'x', name: 'web' };
const key = objectKey(ref);
const other: ObjectRef = { ...ref, name: 'other' };

function text(event: HealEvent): string {
  return renderLines(healLines(event, '2026-01-01T10:00:00Z'), { color: false });
}

describe('the offered ignore rule', () => {
  it.each<[string, FieldPath]>([
    ['a field', [{ key: 'spec' }, { key: 'replicas' }]],
    ['a key with a slash', [{ key: 'metadata' }, { key: 'annotations' }, { key: 'a.b/c~d' }]],
    [
      'an item by its key',
      [{ key: 'spec' }, { key: 'containers' }, { item: [['name', 'web']] }, { key: 'image' }],
    ],
    ['an item by its index', [{ key: 'spec' }, { key: 'rules' }, { index: 0 }, { key: 'host' }]],
    ['an item of a set', [{ key: 'spec' }, { key: 'tags' }, { value: 'blue' }]],
  ])('hides %s of that object alone', (_, path) => {
    const { settings, problems } = parseSettings(ignoreRuleText(ref, path));
    expect(problems).toEqual([]);
    const rules = new IgnoreRules(settings.ignore);
    const finding = { kind: 'changed', path, pending: false, confirmedBy: 'server' } as const;
    expect(rules.ruleFor(ref, finding)).toBeDefined();
    expect(rules.ruleFor(other, finding)).toBeUndefined();
    expect(rules.ruleFor(ref, { ...finding, path: path.slice(0, 1) })).toBeUndefined();
  });
});

describe('a line', () => {
  it('names a fight, its writer and the rule', () => {
    const path = [{ key: 'spec' }, { key: 'replicas' }];
    const told = text(fightEvent({ key, ref, path, manager: 'op' }));
    for (const word of ['Given up', 'Deployment x/web', 'spec.replicas', '"op"', 'jsonPointers'])
      expect(told).toContain(word);
  });

  it('offers no rule for an object that is deleted again and again', () => {
    const event = fightEvent({ key, ref, path: [], manager: '' });
    expect(event.ignoreRule).toBeUndefined();
    expect(text(event)).toContain('not recorded');
  });

  it('tells a withdrawn consent from a policy that changed', () => {
    expect(text(stopEvent({ kind: 'needsConsent', withdrawn: true }))).toContain('was withdrawn');
    expect(text(stopEvent({ kind: 'needsConsent' }))).toContain('not what was allowed');
  });

  it('says why it waits, in one sentence', () => {
    const told = text(stopEvent({ kind: 'held', why: 'The cluster does not answer.' }));
    expect(told).toContain('Self-heal waits: The cluster does not answer.\n');
  });
});
