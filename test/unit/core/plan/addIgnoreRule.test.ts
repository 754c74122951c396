import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../src/core/diff/parseSettings.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import { addIgnoreRule } from '../../../../src/core/plan/addIgnoreRule.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name: 'task-agent' };
const block = `  - group: apps
    kind: Deployment
    namespace: task
    name: task-agent
    jsonPointers:
      - /spec/replicas
`;
const flow =
  '{group: "apps", kind: "Deployment", namespace: "task", name: "task-agent", jsonPointers: ["/spec/replicas"]}';

function added(
  text: string,
  path = 'spec.replicas',
  of: Parameters<typeof addIgnoreRule>[1] = ref,
) {
  const edit = addIgnoreRule(text, of, parsePath(path) ?? []);
  const after = text.slice(0, edit.offset) + edit.insert + text.slice(edit.offset);
  const rule = parseSettings(after).settings.ignore.findLast(({ line }) => line === edit.line);
  return { after, rule, line: edit.line };
}

const other = '  - {kind: Service, jsonPointers: [/spec/type]} # by the balancer\n';

describe('addIgnoreRule', () => {
  it.each<[string, string, string]>([
    ['an empty file', '', `ignore:\n${block}`],
    ['a file of comments', '# ours\n', `# ours\nignore:\n${block}`],
    ['a file without a list', 'mask: []\n', `mask: []\n\nignore:\n${block}`],
    ['a file without a last line end', 'mask: []', `mask: []\n\nignore:\n${block}`],
    ['an empty list', 'ignore:\nmask: []\n', `ignore:\n${block}mask: []\n`],
    ['an empty list with a comment', 'ignore: # why\n', `ignore: # why\n${block}`],
    ['an empty list without a line end', 'ignore:', `ignore:\n${block}`],
    ['a list', `ignore:\n${other}`, `ignore:\n${other}${block}`],
    [
      'a list before other keys',
      `ignore:\n${other}\n# next\nmask: []\n`,
      `ignore:\n${other}${block}\n# next\nmask: []\n`,
    ],
    [
      'a list that is not indented',
      'ignore:\n- kind: Service\n  jsonPointers:\n  - /spec/type\n',
      `ignore:\n- kind: Service\n  jsonPointers:\n  - /spec/type\n${block.replace(/^ {2}/gm, '')}`,
    ],
    ['a list in brackets', 'ignore: []\n', `ignore: [${flow}]\n`],
    [
      'a list in brackets with a rule',
      'ignore: [{kind: A, jsonPointers: [/x]}] # c\n',
      `ignore: [{kind: A, jsonPointers: [/x]}, ${flow}] # c\n`,
    ],
    [
      'a list in brackets over lines',
      'ignore: [\n  {kind: A, jsonPointers: [/x]},\n]\n',
      `ignore: [\n  {kind: A, jsonPointers: [/x]}, ${flow}\n]\n`,
    ],
    ['a map in braces', '{mask: []}\n', `{mask: [], ignore: [${flow}]}\n`],
    ['an empty map in braces', '{}\n', `{ignore: [${flow}]}\n`],
    ['a document with an end', 'mask: []\n...\n', `mask: []\n\nignore:\n${block}...\n`],
  ])('puts the rule into %s, and changes nothing else', (_, before, after) => {
    const result = added(before);
    expect(result.after).toBe(after);
    expect(result.rule?.pointers).toEqual(['/spec/replicas']);
  });

  it('keeps line ends', () => {
    const result = added('ignore:\r\n  - {kind: A, jsonPointers: [/x]}\r\n');
    expect(result.after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(result.rule?.name).toBe('task-agent');
  });

  it('names the very field, whatever its path holds', () => {
    const path = 'spec.template.metadata.annotations["example.com/a~b"]';
    expect(added('', path).rule?.pointers).toEqual([
      '/spec/template/metadata/annotations/example.com~1a~0b',
    ]);
    const env = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';
    expect(added('', env).rule?.pointers).toEqual([
      '/spec/template/spec/containers/agent/env/DEBUG',
    ]);
    const odd = { apiVersion: 'v1', kind: 'Thing', name: 'system:on: #no' };
    expect(added('', 'spec.replicas', odd).rule).toMatchObject({ group: '', name: odd.name });
  });

  it('writes a rule that is there no second time', () => {
    const { after } = added(`# first\nignore:\n${other}`);
    const again = addIgnoreRule(after, ref, parsePath('spec.replicas') ?? []);
    expect(again).toEqual({ offset: after.length, removed: 0, insert: '', line: 4 });
  });

  it.each([
    ['what is no YAML', 'ignore: [\n'],
    ['a list', '- a\n'],
    ['a text for the list', 'ignore: all\n'],
    ['an alias for the list', 'mask: &a []\nignore: *a\n'],
  ])('refuses %s', (_, text) => {
    expect(() => added(text)).toThrow('.driftline.yaml');
  });
});
