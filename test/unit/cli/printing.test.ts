import { describe, expect, it } from 'vitest';
import { displayWidth, fitText } from '../../../src/cli/displayWidth.ts';
import { cutLine, line, renderLine, span } from '../../../src/cli/spans.ts';
import { tableLines } from '../../../src/cli/table.ts';
import { visibleJson, visibleText } from '../../../src/core/model/visibleText.ts';
import { entryLines, yamlLines } from '../../../src/core/manifest/yamlLines.ts';

describe('text from a cluster', () => {
  it.each([
    ['plain ü 日本 👩‍💻', 'plain ü 日本 👩‍💻'],
    ['\u001b[31m', '\\x1b[31m'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u009b2J', '\\x9b2J'],
    ['\u202eabc', '\\u202eabc'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
  ])('%j is shown as %s', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  it('stays the same JSON', () => {
    const value = { key: 'a\u009bb\u202ec\u007f' };
    const json = visibleJson(JSON.stringify(value));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[ -~]*$/);
  });
});

describe('a line', () => {
  it('has colours only where there are', () => {
    const spans = line('a ', span('b', 'red'));
    expect(renderLine(spans, { color: false })).toBe('a b');
    expect(renderLine(spans, { color: true })).toBe('a \u001b[31mb\u001b[0m');
  });

  it('fits the terminal, wide characters counted', () => {
    expect(displayWidth('日本a')).toBe(5);
    expect(fitText('日本語', 5)).toBe('日本…');
    const cut = cutLine(line('abcdef', span('ghi', 'red')), { color: false, columns: 8 });
    expect(renderLine(cut, { color: false })).toBe('abcdefg…');
  });

  it.each([20, 40, 60, 200])('of a table fits %i columns', (columns) => {
    const rows = [
      [
        span('≠ Drifted'),
        span('Deployment'),
        span('a-namespace/with-a-very-long-name-1'),
        span('x.yaml:1'),
      ],
      [span('✓ In sync'), span('日本語'), span('b'), span('a/very/long/path/to/a/file.yaml:1')],
    ];
    const surface = { color: false, columns };
    for (const spans of tableLines(rows, surface)) {
      expect(displayWidth(renderLine(spans, surface))).toBeLessThanOrEqual(columns);
    }
  });

  it('of a table keeps both ends of a name', () => {
    const rows = [[span('x'.repeat(20) + 'END'), span('b')]];
    const [only] = tableLines(rows, { color: false, columns: 14 });
    expect(renderLine(only ?? [], { color: false })).toMatch(/^x+…x*END +b$/);
  });
});

describe('values as YAML', () => {
  it.each([
    [3, ['3']],
    ['info', ['info']],
    ['true', ['"true"']],
    ['', ['""']],
    ['a: b', ['"a: b"']],
    ['0755', ['"0755"']],
    ['line\nnext\n', ['|', 'line', 'next']],
    ['line\nnext', ['|-', 'line', 'next']],
    [null, ['null']],
    [[], ['[]']],
    [{}, ['{}']],
    [{ name: 'A', value: '1' }, ['name: A', 'value: "1"']],
    [[{ a: 1, b: [2] }], ['- a: 1', '  b:', '  - 2']],
  ])('%j', (value, expected) => {
    expect(yamlLines(value)).toEqual(expected);
  });

  it('stand behind their key', () => {
    expect(entryLines('limits', { cpu: '1' })).toEqual(['limits:', '  cpu: "1"']);
    expect(entryLines('text', 'a\nb\n')).toEqual(['text: |', '  a', '  b']);
    expect(entryLines('args', ['-v'])).toEqual(['args:', '- "-v"']);
  });
});
