import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKubeYaml } from '../../../../src/core/manifest/kubeYaml.ts';
import { formatKubeKey, readPlainScalar } from '../../../../src/core/manifest/kubeScalar.ts';

/** What kubectl 1.36 makes of each YAML, seen; `undefined` where it refuses it. */
const readings: Readonly<Record<string, unknown>> = {
  'a: [y, Y, yes, Yes, on, On, true, TRUE]': { a: Array(8).fill(true) },
  'a: [n, No, off, OFF, False]': { a: Array(5).fill(false) },
  'a: [tRUE, oN, nULL, yEs]': { a: ['tRUE', 'oN', 'nULL', 'yEs'] },
  'a: [~, null, Null, NULL, ""]': { a: [null, null, null, null, ''] },
  'a:\nb: 1': { a: null, b: 1 },
  'a: [0644, 0o644, 0b101, 1_000, 0x1F, -017, -0x1F, +0b11, 00, 0_7, 1_]': {
    a: [420, 420, 5, 1000, 31, -15, -31, 3, 0, 7, 1],
  },
  'a: [0899, 08.5, 1e3, 1E3, 1e+3, 1., .5, +.5, -.5, 1_0.5, 12e03]': {
    a: [899, 8.5, 1000, 1000, 1000, 1, 0.5, 0.5, -0.5, 10.5, 12000],
  },
  'a: [12:30:45, 1:30, 22:22, 2026-01-02, 190:20:30]': {
    a: ['12:30:45', '1:30', '22:22', '2026-01-02', '190:20:30'],
  },
  'a: [_1, 0x, 0b, 0o, ., 0x1p3, 1e400, Inf, nan, infinity, "=", <<]': {
    a: ['_1', '0x', '0b', '0o', '.', '0x1p3', '1e400', 'Inf', 'nan', 'infinity', '=', '<<'],
  },
  'a: [18446744073709551615, 123456789012345678901234567890, 0xFFFFFFFFFFFFFFFF]': {
    a: [18446744073709552000, 1.2345678901234568e29, 18446744073709552000],
  },
  'on: a\n1: b\n1.50: c\n0x10: d\n1e3: e\n1_0: f\n017: g\n1e21: h\n1234567.0: i\n1e-5: j': {
    true: 'a',
    1: 'b',
    1.5: 'c',
    16: 'd',
    1000: 'e',
    10: 'f',
    15: 'g',
    '1e+21': 'h',
    '1.234567e+06': 'i',
    '1e-05': 'j',
  },
  '9223372036854775807: a\n.inf: b\n-.inf: c\n.nan: d\n12:30: e\n2020-01-01: f': {
    '9223372036854775807': 'a',
    '.inf': 'b',
    '-.inf': 'c',
    '.nan': 'd',
    '12:30': 'e',
    '2020-01-01': 'f',
  },
  'a: 1\n<<: {a: 2, b: 3}': { a: 2, b: 3 },
  '<<: {a: 2, b: 3}\na: 1': { a: 1, b: 3 },
  '<<: [{a: 1}, {a: 2, b: 2}]': { a: 1, b: 2 },
  '<<: {a: 1}\n<<: {a: 2, b: 1}': { a: 2, b: 1 },
  '"<<": {a: 3}': { '<<': { a: 3 } },
  'a: 1\na: 2': { a: 2 },
  'a: &x {q: 1}\nb: *x\nc: &x {q: 2}\nd: *x\ne: {<<: *x, z: 1}': {
    a: { q: 1 },
    b: { q: 1 },
    c: { q: 2 },
    d: { q: 2 },
    e: { q: 2, z: 1 },
  },
  'a: !!float 1\nb: !!int "3"\nc: !!str 12\ne: !!bool "yes"\nf: !!str\ng: !!float "1.5"': {
    a: 1,
    b: 3,
    c: '12',
    e: true,
    f: '',
    g: 1.5,
  },
  'a: !!binary aGk=\nb: !foo bar\nc: !foo 12\nd: ! 12\ne: !!timestamp 2020-01-01': {
    a: 'hi',
    b: 'bar',
    c: '12',
    d: '12',
    e: '2020-01-01',
  },
  'a: !!binary gICA': { a: '\ufffd\ufffd\ufffd' },
  'a: !!set {b, c}\nd: {e, f: }': { a: { b: null, c: null }, d: { e: null, f: null } },
  "a: 'x\n  y'\nb: |2\n    q\nc: >-\n  a\n  b\nd: |+\n  x\n\n\ne: |-\n  y": {
    a: 'x y',
    b: '  q\n',
    c: 'a b',
    d: 'x\n\n\n',
    e: 'y',
  },
  'a: {\n  b: 1\n  }\nc: x#y\nd: x # y\ne:\tz\nf: [a: b, {c: d}]\ng: "\\x41\\u00e9"': {
    a: { b: 1 },
    c: 'x#y',
    d: 'x',
    e: 'z',
    f: [{ a: 'b' }, { c: 'd' }],
    g: 'Aé',
  },
  '? a\n: b\n? |\n  blk\n: c': { a: 'b', 'blk\n': 'c' },
  '{"a": "\\u00e9",\n "b": [1]}': { a: 'é', b: [1] },
  '__proto__: {x: 1}\nconstructor: z': JSON.parse('{"__proto__":{"x":1},"constructor":"z"}'),
  '~: d': undefined,
  'a: .inf': undefined,
  'a: -.INF': undefined,
  'a: .nan': undefined,
  '{a: b}: c': undefined,
  '[a]: c': undefined,
  'a: {{ .Values.x }}': undefined,
  'a: !!int abc': undefined,
  'a: !!int 1.5': undefined,
  'a: !!null x': undefined,
  '<<: 3': undefined,
  'a: *nope': undefined,
  'a: &x {b: *x}': undefined,
  '\ta: b': undefined,
  'a: b: c': undefined,
  'a: @x': undefined,
  'a: - b': undefined,
  'a: [b': undefined,
  "a: 'b": undefined,
  'a: "\\q"': undefined,
};

function read(text: string): unknown {
  const { value, problems } = parseKubeYaml(text);
  return problems.some((problem) => problem.severity === 'error') ? undefined : value;
}

function findKubectl(): string | undefined {
  const cache = path.join(process.env['DRIFTLINE_TEST_CACHE'] ?? '.cache', 'cluster');
  const built = existsSync(cache) ? readdirSync(cache).map((name) => path.join(cache, name)) : [];
  const folders = [...built, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  return folders.map((folder) => path.join(folder, 'kubectl')).find((file) => existsSync(file));
}

const head = 'apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nspec:\n';

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** What kubectl itself reads; `undefined` where it fails. */
function readByKubectl(kubectl: string, text: string): unknown {
  const args = ['label', '--local', '-o', 'json', '-f', '-', 'x=1'];
  const { stdout, status } = spawnSync(kubectl, args, { input: head + indent(text) });
  return status === 0 ? (JSON.parse(stdout.toString()) as { spec: unknown }).spec : undefined;
}

describe('YAML as kubectl reads it', () => {
  it.each(Object.entries(readings))('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(JSON.stringify(read(head + indent(text)) as object)).toBe(
      expected === undefined
        ? undefined
        : JSON.stringify({
            apiVersion: 'example.com/v1',
            kind: 'Foo',
            metadata: { name: 'a' },
            spec: read(text),
          }),
    );
  });

  const kubectl = findKubectl();
  it.skipIf(kubectl === undefined)('agrees with the kubectl that is here', () => {
    execFileSync(kubectl ?? '', ['version', '--client']);
    for (const text of Object.keys(readings)) {
      expect([text, readByKubectl(kubectl ?? '', text)]).toEqual([text, readings[text]]);
    }
  });

  it('tells an integer that a number cannot hold', () => {
    expect(readPlainScalar('9007199254740993').inexact).toBe(true);
    expect(readPlainScalar('9007199254740992').inexact).toBeUndefined();
    expect(readPlainScalar('9223372036854775807').inexact).toBe(true);
    const { inexact, problems } = parseKubeYaml('a: 1\nb: 9223372036854775807');
    expect(inexact).toBe(true);
    expect(problems).toMatchObject([{ severity: 'warning', offset: 8 }]);
  });

  it('warns of duplicate keys where the last stands', () => {
    const { problems, value } = parseKubeYaml('a: 1\nb: 2\na: 3');
    expect(value).toEqual({ a: 3, b: 2 });
    expect(problems).toMatchObject([{ severity: 'warning', offset: 10 }]);
  });

  it('finds duplicates among many keys in no time', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `k${index}: v`);
    // Processor time of this thread, which other work on the machine does not stretch much.
    const started = process.threadCpuUsage();
    expect(parseKubeYaml([...lines, 'k7: w'].join('\n')).problems).toHaveLength(1);
    expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(3000);
  });

  it('refuses a bomb of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = level === 0 ? 'lol' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(10).fill(below).join(', ')}]`;
    });
    expect(read(levels.join('\n'))).toBeUndefined();
  });

  it('survives whatever it is given', () => {
    const pieces = fc.constantFrom(
      ...[
        'a',
        ': ',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '|',
        '&x ',
        '*x',
        '<<: ',
        '!!int ',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        expect(() => parseKubeYaml(parts.join(''))).not.toThrow();
      }),
      { numRuns: 500 },
    );
    expect(() => parseKubeYaml('['.repeat(20_000))).not.toThrow();
    expect(() => parseKubeYaml('- '.repeat(20_000))).not.toThrow();
  });

  it('reads JSON as JSON', () => {
    const text = '{"a": "\\ud83d\\ude00\\/",\n\t"b": [\n\t\t1\n\t]\n}';
    expect(read(text)).toEqual({ a: '😀/', b: [1] });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        fc.pre(!/\de|\d{16}|-0/.test(text));
        expect(read(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });
});

describe('keys', () => {
  it('are text', () => {
    expect(formatKubeKey('y')).toBe('true');
    expect(formatKubeKey('1.0')).toBe('1');
    expect(formatKubeKey('~')).toBeUndefined();
  });
});
