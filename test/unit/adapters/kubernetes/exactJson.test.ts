import { describe, expect, it } from 'vitest';
import { isEqual } from '../../../../src/core/model/equal.ts';
import { parseExactJson } from '../../../../src/adapters/kubernetes/exactJson.ts';

describe('parseExactJson', () => {
  it.each([
    '{"a":9223372036854775807}',
    '{"a":[-9223372036854775807,9007199254740993]}',
    '{"a":"9223372036854775807","b":1.5}',
  ])('writes %s back as it was', (text) => {
    expect(JSON.stringify(parseExactJson(text, 'x'))).toBe(text);
  });

  it('tells neighbours apart, and knows equals', () => {
    const one = parseExactJson('{"a":9007199254740993}', 'x');
    expect(isEqual(one, parseExactJson('{"a":9007199254740992}', 'x'))).toBe(false);
    expect(isEqual(one, parseExactJson('{"a":9007199254740995}', 'x'))).toBe(false);
    expect(isEqual(one, parseExactJson('{"a":9007199254740993}', 'x'))).toBe(true);
  });

  it('leaves numbers alone that a double holds, and long floats', () => {
    expect(parseExactJson('[9007199254740992, 1234567890123456]', 'x')).toEqual([
      9007199254740992, 1234567890123456,
    ]);
    expect(parseExactJson('[0.12345678901234567890]', 'x')).toEqual([0.12345678901234568]);
  });

  it('says what was asked where the answer is no JSON', () => {
    expect(() => parseExactJson('<html>', 'list pods')).toThrow(
      /list pods: the answer is not JSON/,
    );
  });
});
