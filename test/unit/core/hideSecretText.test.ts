import { describe, expect, it } from 'vitest';
import { hideSecretText } from '../../../src/core/diff/hideSecretText.ts';

const secret = (body: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n${body}\ntype: Opaque\n`;

describe('a file for people to read', () => {
  it.each([
    ['data', secret('data:\n  A: aHVudGVyMg==\n  "B.c": aHVudGVyMg==')],
    ['stringData', secret('stringData:\n  A: hunter2')],
    ['flow', secret('data: { A: hunter2, B: hunter2 }')],
    ['block scalar', secret('stringData:\n  A: |\n    hunter2\n\n    hunter2\n  B: x')],
    [
      'an item of a List',
      `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data:\n    A: hunter2\n`,
    ],
    ['JSON', '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"A":"hunter2"}}'],
    ['a text that is no YAML', secret('data:\n  A: hunter2\n  : : {')],
    [
      'a variable',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    env:\n    - name: DB_PASSWORD\n      value: hunter2\n`,
    ],
    [
      'a ConfigMap’s key',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  api-token: hunter2\n`,
    ],
  ])('hides %s, line by line', (_name, text) => {
    const hidden = hideSecretText(text, 'a.yaml');
    expect(hidden).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(hidden.split('\n')).toHaveLength(text.split('\n').length);
  });

  it('hides what a rule names', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  pin: hunter2\n  b: c\n';
    const path = [{ key: 'data' }, { key: 'pin' }];
    const hidden = hideSecretText(text, 'a.yaml', [{ source: { document: 0 }, path }]);
    expect(hidden).toContain('  pin: ••••••\n  b: c\n');
  });

  it('leaves what is none of it as it is', () => {
    const text = `${secret('data:\n  A: hunter2')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  level: info # hunter\n`;
    const hidden = hideSecretText(text, 'a.yaml');
    expect(hidden).toContain('  A: ••••••\n');
    expect(hidden).toContain('type: Opaque\n');
    expect(hidden).toContain('  level: info # hunter\n');
  });
});
