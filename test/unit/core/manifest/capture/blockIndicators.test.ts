import { describe, expect, it } from 'vitest';
import { captureEdits } from '../../../../../src/core/manifest/capture/captureEdits.ts';
import type { FieldChange } from '../../../../../src/core/manifest/capture/fieldChange.ts';
import { parseKubeYaml } from '../../../../../src/core/manifest/kubeYaml.ts';
import { isJsonObject, type Json } from '../../../../../src/core/model/json.ts';
import { parsePath } from '../../../../../src/core/model/parsePath.ts';

const indicators = ['|', '>'].flatMap((style) =>
  ['', '-', '+', '2', '2-', '2+', '-2', '+2'].map((rest) => style + rest),
);
const tails = ['', ' # about it'];

function manifest(indicator: string, tail: string): string {
  return [
    'kind: ConfigMap # kept',
    'data:',
    `  note: ${indicator}${tail}`,
    '    first line',
    '',
    '    second line',
    '      deeper',
    '    last line',
    '  other: "1" # kept too',
    '',
  ].join('\n');
}

function captured(text: string, change: FieldChange): string {
  const result = captureEdits(text, { document: 0 }, [change]);
  if ('refused' in result) throw new Error(result.refused);
  return result.text;
}

function dataOf(text: string): Json {
  const { value } = parseKubeYaml(text);
  if (!isJsonObject(value) || !isJsonObject(value['data'])) throw new Error(text);
  return value['data'];
}

const at = (path: string, value: Json): FieldChange => ({ path: parsePath(path) ?? [], value });

describe.each(indicators.flatMap((one) => tails.map((tail) => [one, tail] as const)))(
  'a block scalar as %j%s',
  (indicator, tail) => {
    const text = manifest(indicator, tail);
    const data = dataOf(text) as { note: string; other: string };

    it('keeps its bytes beside a change, and changes by the line', () => {
      expect(captured(text, at('data.other', '2'))).toBe(text.replace('"1"', '"2"'));
      const note = data.note.replace('second', 'other');
      expect(captured(text, at('data.note', note))).toBe(text.replace('second', 'other'));
    });

    it('takes any text', () => {
      const values = [
        'plain',
        'a\nb',
        'a\nb\n',
        'a\nb\n\n',
        '  lead\nb\n',
        '\n\na',
        ' ',
        '# no',
        '',
      ];
      for (const value of values) {
        const result = captured(text, at('data.note', value));
        expect(dataOf(result), result).toEqual({ note: value, other: '1' });
        expect(result).toContain('kind: ConfigMap # kept\ndata:\n');
        expect(result).toContain('\n  other: "1" # kept too\n');
      }
    });
  },
);
