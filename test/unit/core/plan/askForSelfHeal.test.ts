import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../src/core/diff/parseSettings.ts';
import { askForSelfHeal } from '../../../../src/core/plan/askForSelfHeal.ts';
import { withChange } from '../../../../src/core/plan/settingsText.ts';

const block = 'targets:\n  - policy:\n      selfHeal: true\n';
const rule = 'ignore:\n  - {kind: Job, jsonPointers: [/spec]} # ours\n';

describe('askForSelfHeal', () => {
  it.each<[string, string, string]>([
    ['an empty file', '', block],
    ['a file of comments', '# ours\n', `# ours\n${block}`],
    ['a file of rules', rule, `${rule}\n${block}`],
    ['a map in braces', '{mask: []}\n', '{mask: [], targets: [{ policy: { selfHeal: true } }]}\n'],
    ['an empty list', `targets:\n${rule}`, `${block}${rule}`],
    ['an empty list in brackets', 'targets: []\n', 'targets: [{ policy: { selfHeal: true } }]\n'],
    [
      'a target, before other keys',
      `targets:\n  - path: apps # all\n    namespace: task\n\n${rule}`,
      `targets:\n  - path: apps # all\n    namespace: task\n    policy:\n      selfHeal: true\n\n${rule}`,
    ],
    [
      'a target that is not indented, without a last line end',
      'targets:\n- path: apps',
      'targets:\n- path: apps\n  policy:\n    selfHeal: true\n',
    ],
    [
      'a target in braces',
      'targets:\n  - { path: apps }\n',
      'targets:\n  - { path: apps, policy: { selfHeal: true } }\n',
    ],
    [
      'an empty policy',
      'targets:\n  - policy:\n    path: apps\n',
      'targets:\n  - policy:\n      selfHeal: true\n    path: apps\n',
    ],
    [
      'a policy of something else',
      'targets:\n  - policy:\n      autoSync: true\n    path: apps\n',
      'targets:\n  - policy:\n      autoSync: true\n      selfHeal: true\n    path: apps\n',
    ],
    [
      'a policy in braces that says no',
      'targets:\n  - policy: { selfHeal: false, autoSync: true } # not yet\n',
      'targets:\n  - policy: { selfHeal: true, autoSync: true } # not yet\n',
    ],
    [
      'a policy that says what is neither yes nor no',
      'targets:\n  - policy:\n      selfHeal: maybe\n',
      'targets:\n  - policy:\n      selfHeal: true\n',
    ],
  ])('makes %s ask for it, and changes nothing else', (_, before, after) => {
    const edit = askForSelfHeal(before);
    const result = withChange(before, edit);
    expect(result).toBe(after);
    expect(parseSettings(result).settings.target?.policy?.selfHeal).toBe(true);
    expect(result.split('\n')[edit.line - 1]).toContain('selfHeal: true');
  });

  it('keeps line ends', () => {
    const text = 'targets:\r\n  - path: apps\r\n';
    expect(withChange(text, askForSelfHeal(text)).replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('has nothing to write where it is asked for already', () => {
    const text = `${rule}\n${block}`;
    expect(askForSelfHeal(text)).toMatchObject({ removed: 0, insert: '', line: 6 });
  });

  it.each([
    ['what is no YAML', 'targets: [\n'],
    ['a list', '- a\n'],
    ['a text for the targets', 'targets: all\n'],
    ['a text for a target', 'targets: [all]\n'],
    ['a text for the policy', 'targets:\n  - policy: none\n'],
    ['an alias for the policy', 'mask: &a []\ntargets:\n  - policy: *a\n'],
  ])('refuses %s', (_, text) => {
    expect(() => askForSelfHeal(text)).toThrow('.driftline.yaml');
  });
});
