import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryLines } from '../../../../src/core/manifest/carryLines.ts';

const committed = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: agent
          image: agent:1
`;

function lineOf(text: string, part: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`${part} is not in the text`);
  return index + 1;
}

describe('carryLines', () => {
  const changes: readonly (readonly [name: string, edit: (text: string) => string])[] = [
    ['nothing', (text) => text],
    ['lines above', (text) => `# one\n# two\n${text}`],
    ['lines between', (text) => text.replace('spec:\n', 'spec:\n  paused: true\n')],
    ['lines taken away above', (text) => text.replace('kind: Deployment\n', '')],
    ['CRLF and a BOM', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['the value itself', (text) => text.replace('replicas: 3', 'replicas: 44')],
    [
      'the value, and a line put before it',
      (text) => text.replace('  replicas: 3', '  paused: true\n  replicas: 4'),
    ],
    [
      'the whole block',
      (text) => text.replace('name: agent\nspec:\n  replicas: 3', 'name: b\nspec:\n  replicas: 9'),
    ],
  ];

  for (const [name, edit] of changes) {
    it(`finds replicas after ${name}`, () => {
      const text = edit(committed);
      const carried = carryLines(committed, text);
      expect(carried.at(lineOf(committed, 'replicas:'))).toBe(lineOf(text, 'replicas:'));
      expect(carried.at(lineOf(committed, 'image:'))).toBe(lineOf(text, 'image:'));
    });
  }

  it('says that a line is gone, and what is left above it', () => {
    const text = committed.replace('  replicas: 3\n', '');
    const carried = carryLines(committed, text);
    expect(carried.at(6)).toBeUndefined();
    expect(carried.atOrAbove(6)).toBe(5);
    expect(carryLines(committed, '').atOrAbove(6)).toBe(0);
  });

  it('keeps equal keys in their order', () => {
    const before = '- name: a\n- name: b\n- name: c\n';
    const after = '- name: x\n- name: y\n- name: z\n';
    const carried = carryLines(before, after);
    expect([1, 2, 3].map((line) => carried.at(line))).toEqual([1, 2, 3]);
  });

  it('answers for lines past the end', () => {
    expect(carryLines(committed, committed).at(500)).toBeUndefined();
    expect(carryLines(committed, committed).atOrAbove(500)).toBe(12);
  });

  it('does not hang on texts that have nothing in common', () => {
    const one = Array.from({ length: 20_000 }, (_, i) => `a${i}: 1`).join('\n');
    const two = Array.from({ length: 20_000 }, (_, i) => `b${i}: 1`).join('\n');
    // As many lines came as went: each keeps its place, as a value that is written anew does.
    expect(carryLines(one, two).at(9)).toBe(9);
    expect(carryLines(one, `${two}\nlast: 1`).at(9)).toBeUndefined();
  });

  it('is strictly increasing on unchanged lines, and never names a line that is not there', () => {
    const line = fc.constantFrom('a: 1', 'a: 2', 'b: 2', '- x', '  c: 3', '- d', 'e: 5', '');
    const text = fc.array(line, { maxLength: 20 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const carried = carryLines(before, after);
        const size = after.split('\n').length;
        const places = before.split('\n').map((_, i) => carried.at(i + 1));
        const named = places.filter((place) => place !== undefined);
        return (
          named.every((place) => place >= 1 && place <= size) &&
          new Set(named).size === named.length
        );
      }),
    );
  });
});
