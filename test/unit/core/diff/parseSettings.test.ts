import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../src/core/diff/parseSettings.ts';

/** Lines and words of what is wrong with a file. */
function problems(text: string): readonly (readonly [line: number | undefined, words: string])[] {
  return parseSettings(text).problems.map(({ line, message }) => [line, message]);
}

describe('parseSettings', () => {
  it('reads the one target, and a second one is a problem at its line', () => {
    const text = [
      'targets:',
      '  - name: staging',
      '    path: deploy',
      '    revision: main',
      '    serverChecks: off',
      '    policy: {selfHeal: true, autoSync: true}',
      '',
      '  - name: production',
      '    path: prod',
      '    policy: {selfHeal: true}',
    ].join('\n');
    const { settings } = parseSettings(text);
    expect(settings.target).toEqual({
      name: 'staging',
      path: 'deploy',
      revision: 'main',
      serverChecks: 'off',
      policy: { selfHeal: true, autoSync: true },
    });
    expect(problems(text)).toEqual([[8, expect.stringContaining('only one target is read')]]);
  });

  it.each([
    ['a policy that is none', 'targets:\n- policy:\n    selfHeal: yes please\n', 3],
    ['a policy that is unknown', 'targets:\n- policy:\n    selfHeel: true\n', 3],
    ['checks that are none', 'targets:\n- name: a\n  serverChecks: some\n', 3],
    ['targets that are no list', 'version: 1\ntargets:\n  name: a\n', 3],
    ['a target that is no map', 'targets:\n- staging\n', 2],
    ['a key that nobody knows', 'ignore: []\nignores: []\n', 2],
    ['a pointer that is none', 'ignore:\n- kind: Service\n  jsonPointers: [spec, /spec]\n', 3],
    ['a rule that hides nothing', 'ignore:\n- kind: Service\n', 2],
    ['a file that is a list', '- a\n', 1],
    ['what is no YAML', 'ignore:\n  - [\n', 3],
  ])('says where %s stands, and gives no leave by it', (_, text, line) => {
    expect(problems(text).map(([at]) => at)).toContain(line);
    expect(parseSettings(text).settings.target?.policy?.selfHeal ?? false).toBe(false);
  });

  it('is content with nothing', () => {
    expect(problems('')).toEqual([]);
    expect(problems('targets:\n')).toEqual([]);
    expect(parseSettings('targets: []').settings).not.toHaveProperty('target');
  });
});
