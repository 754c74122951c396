import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureEdits } from '../../../../../src/core/manifest/capture/captureEdits.ts';
import type { DocumentPlace } from '../../../../../src/core/manifest/capture/fieldChange.ts';
import type { Json } from '../../../../../src/core/model/json.ts';
import { parsePath } from '../../../../../src/core/model/parsePath.ts';

const folder = path.resolve(import.meta.dirname, '../../../../fixtures/capture');

/** `undefined` removes. */
type Change = readonly [path: string, value: Json | undefined];

function capture(text: string, source: DocumentPlace, ...changes: readonly Change[]) {
  return captureEdits(
    text,
    source,
    changes.map(([place, value]) => {
      const steps = parsePath(place) ?? [];
      return value === undefined ? { path: steps, remove: true } : { path: steps, value };
    }),
  );
}

/** Lines that went (`-`) and came (`+`), as the result tells them; or the refusal. */
function linesOf(text: string, source: DocumentPlace, ...changes: readonly Change[]): string[] {
  const result = capture(text, source, ...changes);
  if ('refused' in result) return [`refused: ${result.refused}`];
  return result.edits.flatMap((edit) => [
    ...edit.removed.map((line) => `-${line}`),
    ...edit.added.map((line) => `+${line}`),
  ]);
}

const container = 'spec.template.spec.containers[name=agent]';
const volumes = 'spec.template.spec.volumes';

describe('capture in the oddest manifests', () => {
  const cases: readonly [file: string, document: number, Change, lines: readonly string[]][] = [
    // Comments in every place.
    [
      'comments.yaml',
      0,
      [`${container}.env[name=A]`, undefined],
      ['-            - name: A   # a', '-              value: "1"', '-              # deep end'],
    ],
    [
      'comments.yaml',
      0,
      [`${container}.env[name=B]`, undefined],
      [
        '-            # B',
        '-            - name: B',
        '-              valueFrom:',
        '-                fieldRef: {fieldPath: status.podIP}',
      ],
    ],
    [
      'comments.yaml',
      0,
      [`${container}.env[name=D]`, { name: 'D', value: 'x' }],
      ['+', '+            - name: D', '+              value: "x"'],
    ],
    [
      'comments.yaml',
      0,
      [`${container}.args`, ['--flag', '--other=2', '- dash', '--new']],
      ['-            - "--other=1"', '+            - "--other=2"', '+            - --new'],
    ],
    [
      'comments.yaml',
      0,
      [`${container}.ports[containerPort=80,protocol=TCP].protocol`, undefined],
      ['-              # proto', '-              protocol: TCP'],
    ],
    [
      'comments.yaml',
      0,
      ['spec.template.spec.containers[name=side].image', undefined],
      ['-        - image: side', '-          name: side', '+        - name: side'],
    ],
    ['comments.yaml', 0, ['metadata.namespace', 'ns'], ['+  namespace: ns']],
    ['comments.yaml', 0, ['spec.minReadySeconds', 3], ['+  minReadySeconds: 3']],
    // Flow style.
    [
      'comments.yaml',
      0,
      ['spec.template.metadata.labels.x', 'y'],
      [
        '-      labels: { app: agent, "tier": back, } # trailing comma',
        '+      labels: { app: agent, "tier": back, x: "y", } # trailing comma',
      ],
    ],
    [
      'comments.yaml',
      0,
      [`${volumes}[name=multi].projected.sources[2]`, { secret: { name: 'c' } }],
      [
        '-              {secret: {name: b}}  # t',
        '+              {secret: {name: b}},  # t',
        '+              {secret: {name: c}}',
      ],
    ],
    [
      'comments.yaml',
      0,
      [`${volumes}[name=multi].projected.sources[0]`, undefined],
      ['-              {secret: {name: a}}, # s'],
    ],
    [
      'comments.yaml',
      0,
      [`${volumes}[name=data].emptyDir.medium`, 'Memory'],
      ['-          emptyDir: {}', '+          emptyDir:', '+            medium: Memory'],
    ],
    // Block scalars.
    [
      'comments.yaml',
      0,
      ['metadata.annotations.note', 'first\n\n# not a comment\nflat'],
      [
        '-      note: |  # header comment',
        '+      note: |-  # header comment',
        '-         deeper',
        '+        flat',
      ],
    ],
    [
      'comments.yaml',
      0,
      ['metadata.annotations.folded', 'some words that went on\nand a paragraph'],
      ['-        that go on', '+        that went on'],
    ],
    ['comments.yaml', 0, ['metadata.annotations.keep', 'kept\n\nmore\n\n'], ['+        more', '+']],
    [
      'comments.yaml',
      0,
      ['metadata.annotations.indented', '  four\nthree\n'],
      ['-        two', '+        three'],
    ],
    [
      'comments.yaml',
      0,
      ['metadata.annotations.multi', 'one line'],
      ['-      multi: this goes', '-        over lines', '+      multi: one line'],
    ],
    // Dashes flush with their key, four columns, dots at the end.
    [
      'flush.yaml',
      0,
      ['spec.list[3]', { d: 'e', f: ['g'] }],
      ['+    - d: e', '+      f:', '+      - g'],
    ],
    [
      'flush.yaml',
      0,
      ['spec.ports[port=81]', { port: 81, name: 'x' }],
      ['+    - port: 81', '+      name: x'],
    ],
    // `on:` is the key "true".
    ['flush.yaml', 0, ['metadata.labels.true', 'no'], ['-        on: "yes"', '+        on: "no"']],
    // What YAML would misread.
    ['flush.yaml', 2, ['data.mode', '0644'], ['-    mode: 0644', '+    mode: "0644"']],
    ['flush.yaml', 2, ['data.oct', 15], []],
    [
      'flush.yaml',
      2,
      ['data.date', '2026-01-03'],
      ['-    date: 2026-01-02', '+    date: 2026-01-03'],
    ],
    [
      'flush.yaml',
      2,
      ['data.url', 'http://x/y#z: '],
      ['-    url: http://x/y?z=1#f', '+    url: "http://x/y#z: "'],
    ],
    ['flush.yaml', 2, ['data.tab', 'a\tc'], ['-    tab: "a\tb"', '+    tab: "a\\tc"']],
    ['flush.yaml', 2, ['data.emoji', '🚀 down'], ['-    emoji: 🚀 up', '+    emoji: 🚀 down']],
    // CRLF, byte order mark, no line end at the end.
    ['crlf.yaml', 0, ['metadata.name', 'x'], ['-  name: crlf # c', '+  name: x # c']],
    ['crlf.yaml', 1, ['spec.ports[port=3]', { port: 3 }], ['+  - port: 3']],
    ['noNewline.yaml', 0, ['data.c', 'z'], ['+  c: z']],
    ['noNewline.yaml', 0, ['data.b', 'text\nmore\n'], ['+    more']],
    // Tags, explicit keys, duplicate keys.
    ['odd.yaml', 0, ['data.dup', 'five'], ['-  dup: three', '+  dup: five']],
    ['odd.yaml', 0, ['data.dup', undefined], ['-  dup: one', '-  dup: three']],
    [
      'odd.yaml',
      0,
      ['data.tagged', '6'],
      ['-  !!str tagged: !!str 5', '+  !!str tagged: !!str "6"'],
    ],
    ['odd.yaml', 0, ['data.bin', 'plain'], ['-  bin: !!binary aGVsbG8=', '+  bin: plain']],
    ['odd.yaml', 0, ['apiVersion', 'v2'], ['-: v1', '+: v2']],
    // JSON.
    [
      'two.json',
      0,
      ['spec.template.spec.containers[name=b].resources.limits.cpu', '1'],
      [
        '-          { "name": "b", "image": "b:1" }',
        '+          { "name": "b", "image": "b:1", "resources": { "limits": { "cpu": "1" } } }',
      ],
    ],
    [
      'two.json',
      0,
      ['metadata.annotations.x', 'y'],
      ['-    "annotations": {}', '+    "annotations": {', '+      "x": "y"', '+    }'],
    ],
    ['two.json', 0, ['spec.replicas', undefined], ['-    "replicas": 3,']],
    [
      'oneLine.json',
      0,
      ['data.b', undefined],
      [
        '-{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","labels":{}},"data":{"a":"1","b":"2"},"list":[1,2.5,[],{"x":null}]}',
        '+{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","labels":{}},"data":{"a":"1"},"list":[1,2.5,[],{"x":null}]}',
      ],
    ],
  ];
  it.each(cases)('%s#%i %j', (file, document, change, lines) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect(linesOf(text, { document }, change)).toEqual(lines);
  });

  it('edits items of a List in their place', () => {
    const list = readFileSync(path.join(folder, 'list.yaml'), 'utf8');
    expect(linesOf(list, { document: 0, item: 0 }, ['data.b', '2'])).toEqual(['+    b: "2"']);
    expect(linesOf(list, { document: 0, item: 2 }, ['data.x', 'z'])).toEqual([
      "-- {apiVersion: v1, kind: ConfigMap, metadata: {name: three}, data: {x: 'y'}}",
      "+- {apiVersion: v1, kind: ConfigMap, metadata: {name: three}, data: {x: 'z'}}",
    ]);
    const tab = readFileSync(path.join(folder, 'tab.json'), 'utf8');
    expect(linesOf(tab, { document: 0, item: 0 }, ['metadata.labels.x', 'y'])).toEqual([
      '-\t\t\t\t"name": "tab"',
      '+\t\t\t\t"name": "tab",',
      '+\t\t\t\t"labels": {',
      '+\t\t\t\t\t"x": "y"',
      '+\t\t\t\t}',
    ]);
  });
});

describe('duplicate merge keys', () => {
  const text = 'env:\n- name: A\n  value: x\n- name: B\n- name: A # last\n  value: y\n';
  it('are edited in the last', () => {
    const lines = linesOf(text, { document: 0 }, ['env[name=A].value', 'z']);
    expect(lines).toEqual(['-  value: y', '+  value: z']);
  });
  it('are all removed', () => {
    const result = capture(text, { document: 0 }, ['env[name=A]', undefined]);
    expect(result).toMatchObject({ text: 'env:\n- name: B\n' });
  });
});

describe('a document that shows no habits', () => {
  it('takes those of its file', () => {
    const text = "kind: A\nlist:\n- 'a'\nmap:\n    b: 'c'\n---\nkind: B\n";
    const lines = linesOf(text, { document: 1 }, ['spec', { list: [{ a: 'yes' }] }]);
    expect(lines).toEqual(['+spec:', '+    list:', "+    - a: 'yes'"]);
  });
});

describe('capture beside anchors and merges', () => {
  const text = readFileSync(path.join(folder, 'anchors.yaml'), 'utf8');
  const cases: readonly [Change, readonly string[]][] = [
    // The anchor moves to the next place that means the old value.
    [
      ['metadata.labels.more', 'x'],
      [
        '+    more: x',
        '-    matchLabels: *labels',
        '+    matchLabels: &labels',
        '+      app: anchored',
        '+      tier: back',
      ],
    ],
    [
      ['metadata.annotations.tier', 'front'],
      ['-    tier: *tier', '+    tier: front'],
    ],
    // An override beside the merge.
    [['spec.template.metadata.labels.tier', 'front'], ['+        tier: front']],
    [['spec.template.spec.containers[name=two].image', 'img:2'], ['+        image: img:2']],
    // What a merge brings in can only be taken out without the merge.
    [
      ['spec.template.metadata.labels.tier', undefined],
      ['-        <<: *labels', '+        app: anchored'],
    ],
  ];
  it.each(cases)('%j', (change, lines) => {
    expect(linesOf(text, { document: 0 }, change)).toEqual(lines);
  });

  it('changes the anchor alone where all its places change', () => {
    const lines = linesOf(
      text,
      { document: 0 },
      ['metadata.labels.app', 'new'],
      ['spec.selector.matchLabels.app', 'new'],
      ['spec.template.metadata.labels.app', 'new'],
    );
    expect(lines).toEqual(['-    app: anchored # the app', '+    app: new # the app']);
  });
});

describe('capture refuses', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {k: v, l: w}\n';
  const cases: readonly [string, string, Change, string][] = [
    ['a Secret value', secret, ['data.k', 'eA=='], "data.k: a Secret's value is never written"],
    ['what is not there', 'a: 1\n', ['b', undefined], 'b: Git does not declare it here'],
    ['a map where text is', 'a: 1\n', ['a.b', 2], 'a.b: a is not a map in Git'],
    ['a gap in a list', 'a: [1]\n', ['a[3]', 2], 'a[3]: there is no item 3 in the list'],
    [
      'a rounded number',
      'a: 1\n',
      ['a', 2 ** 60],
      'a: the number 1152921504606847000 may be known',
    ],
    ['half a character', 'a: 1\n', ['a', '\ud800'], 'a: a text holds half a character'],
    ['a broken document', 'a: [\n', ['a', 2], 'document 1 cannot be read'],
    ['what is no object', '- a\n', ['a', 2], 'document 1 is no object'],
    ['text behind the marker', '--- {a: 1}\n', ['a', 2], 'the document has content on the line'],
    ['SOPS', 'a: 1\nsops: {mac: x}\n', ['a', 2], 'the document is encrypted by SOPS'],
  ];
  it.each(cases)('%s', (_name, text, change, reason) => {
    const result = capture(text, { document: 0 }, change);
    expect('refused' in result ? result.refused : result.text).toContain(reason);
  });

  it('no removal of a Secret value that stands in stringData', () => {
    expect(linesOf(secret, { document: 0 }, ['data.k', undefined])).toEqual([
      '-stringData: {k: v, l: w}',
      '+stringData: {l: w}',
    ]);
  });

  it('nothing with an exception, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'a',
        ': ',
        ':\n',
        '\n',
        '- ',
        '  ',
        '? ',
        '|',
        '>-',
        '{',
        '}',
        '[',
        ']',
        ', ',
        '&x ',
        '*x',
      ],
      ...['<<: ', '#', '"', "'", '\t', '---\n', '...\n', '%', '!!str ', '\r\n', '\ufeff', '1', '~'],
    );
    const texts = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(''));
    fc.assert(
      fc.property(texts, fc.boolean(), (text, removes) => {
        capture(text, { document: 0 }, ['a', removes ? undefined : { b: ['x\ny'] }]);
        capture(text, { document: 0, item: 0 }, ['a[0]', removes ? undefined : 1]);
      }),
    );
  });
});

describe('capture in 5 MB', () => {
  const object = readFileSync(path.join(folder, 'comments.yaml'), 'utf8');
  const indented = object.trimEnd().replaceAll(/^(?=.)/gm, '    ');
  const count = Math.ceil(5_000_000 / indented.length);
  const items = Array.from({ length: count }, () => `  -\n${indented}\n`).join('');
  const pods = Array.from({ length: count }, (_, index) => {
    const data = Object.fromEntries(Array.from({ length: 60 }, (_none, at) => [`k${at}`, 'v']));
    return { kind: 'ConfigMap', metadata: { name: `n${index}` }, data };
  });
  const files: readonly [string, string, DocumentPlace, string][] = [
    ['documents', `${object}---\n`.repeat(count), { document: count - 2 }, 'spec.replicas'],
    ['a List', `kind: List\nitems:\n${items}`, { document: 0, item: count - 2 }, 'spec.replicas'],
    ['a JSON List', JSON.stringify({ items: pods }, null, 2), { document: 0, item: 9 }, 'data.k5'],
    [
      'one map',
      `data:\n${Array.from({ length: 200_000 }, (_, index) => `  key${index}: "value"\n`).join('')}`,
      { document: 0 },
      'data.key777',
    ],
    [
      'one text',
      `a: |\n${'  some text\n'.repeat(450_000)}data: {k: 1}\n`,
      { document: 0 },
      'data.k',
    ],
  ];
  it.each(files)('takes no time in %s', (_name, text, source, place) => {
    // Processor time of this thread, which other work on the machine does not stretch much.
    const started = process.threadCpuUsage();
    const result = capture(text, source, [place, 77]);
    const spent = process.threadCpuUsage(started).user / 1000;
    const edits = 'refused' in result ? result.refused : result.edits;
    expect(edits).toHaveLength(1);
    expect(spent).toBeLessThan(1500);
  });
});
