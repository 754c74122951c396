import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packManifests, unpackManifests } from '../../../../src/core/manifest/packManifests.ts';
import { parseManifests } from '../../../../src/core/manifest/parseManifests.ts';
import { splitDocuments } from '../../../../src/core/manifest/splitDocuments.ts';

const file = 'apps/a.yaml';

function configMap(name: string, rest = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;
}

/** `document[.item]:line name`, an invalid one with a `!`. */
function documentsOf(text: string): readonly string[] {
  return parseManifests(text, file).documents.map(({ source, object, invalid }) => {
    const item = source.item === undefined ? '' : `.${source.item}`;
    return `${source.document}${item}:${source.line} ${object.metadata.name}${invalid ? '!' : ''}`;
  });
}

/** `line severity message`. */
function problemsOf(text: string): readonly string[] {
  return parseManifests(text, file).problems.map(
    ({ line, severity, message }) => `${line} ${severity} ${message}`,
  );
}

describe('documents of a file', () => {
  it.each([
    ['one', configMap('a'), ['0:1 a']],
    ['after a marker', `---\n${configMap('a')}`, ['0:2 a']],
    ['after a licence', `# licence\n\n---\n${configMap('a')}`, ['0:4 a']],
    ['after a directive', `%YAML 1.1\n---\n${configMap('a')}`, ['0:3 a']],
    ['several', `${configMap('a')}---\n${configMap('b')}`, ['0:1 a', '1:6 b']],
    ['around an empty one', `${configMap('a')}---\n---\n${configMap('b')}`, ['0:1 a', '2:7 b']],
    ['after an empty first', `---\n---\n${configMap('b')}`, ['1:3 b']],
    [
      'around one of comments',
      `${configMap('a')}---\n# nothing\n\n---\n# b\n${configMap('b')}`,
      ['0:1 a', '2:10 b'],
    ],
    ['a marker with a comment', `${configMap('a')}--- # b\n${configMap('b')}`, ['0:1 a', '1:6 b']],
    ['an end marker', `${configMap('a')}...\n---\n${configMap('b')}`, ['0:1 a', '1:7 b']],
    ['a trailing marker', `${configMap('a')}---\n`, ['0:1 a']],
    ['no last newline', configMap('a').trimEnd(), ['0:1 a']],
    ['a byte order mark', `\ufeff${configMap('a')}`, ['0:1 a']],
    ['a byte order mark and a marker', `\ufeff---\n${configMap('a')}`, ['0:2 a']],
    [
      'CRLF',
      `${configMap('a')}---\n${configMap('b')}`.replaceAll('\n', '\r\n'),
      ['0:1 a', '1:6 b'],
    ],
    ['a marker inside a block', configMap('a', 'data:\n  x: |\n    ---\n    y\n'), ['0:1 a']],
    ['flow style', '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}', ['0:1 a']],
    [
      'JSON',
      '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a"}\n}',
      ['0:1 a'],
    ],
    ['anchors', configMap('&n a', 'data: {x: *n}\n'), ['0:1 a']],
  ])('reads %s', (_what, text, expected) => {
    expect(documentsOf(text)).toEqual(expected);
    expect(problemsOf(text)).toEqual([]);
  });

  it('keeps the value, not how it was written', () => {
    const [document] = parseManifests(configMap('a', 'data: {on: "x", y: "z"}\n'), file).documents;
    expect(document).toEqual({
      source: { file, document: 0, line: 1 },
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { true: 'z' },
      },
    });
  });

  it('takes an empty namespace for none', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ""}\n';
    expect(parseManifests(text, file).documents[0]?.object.metadata).toEqual({ name: 'a' });
  });
});

describe('lists', () => {
  it('are their items', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n' +
      '    name: a\n- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}\n';
    expect(documentsOf(text)).toEqual(['0.0:4 a', '0.1:8 b']);
  });

  it('give their items the kind that those leave out', () => {
    const text = 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n';
    expect(parseManifests(text, file).documents[0]?.object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
    });
  });

  it('may be empty', () => {
    for (const items of ['', 'items:\n', 'items: []\n']) {
      const text = `apiVersion: v1\nkind: List\nmetadata: {}\n${items}`;
      expect(parseManifests(text, file)).toEqual({ documents: [], problems: [] });
    }
  });

  it('report the items that are none', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- a\n- metadata: {name: b}\n- apiVersion: v1\n' +
      '  kind: List\n  items: []\n- {apiVersion: v1, kind: Secret, metadata: {name: c}}\n';
    expect(documentsOf(text)).toEqual(['0.3:9 c']);
    expect(problemsOf(text).map((problem) => problem.slice(0, 14))).toEqual([
      '4 error item 0',
      '5 error item 1',
      '6 error item 2',
    ]);
  });
});

describe('what is wrong in a file', () => {
  it.each([
    ['a list left open', 'foo: [1\n'],
    ['a quote left open', 'foo: "x\n'],
    ['a map left open', `${configMap('b')}data: {x: 1\n`],
    ['a tab', `${configMap('b')}\tdata: x\n`],
    ['an unknown alias', `${configMap('b')}data: *x\n`],
  ])('leaves the other documents alone: %s', (_what, broken) => {
    const text = `${configMap('a')}---\n${broken}---\n${configMap('c')}`;
    const line = text.slice(0, text.lastIndexOf('---')).trimEnd().split('\n').length;
    expect(documentsOf(text).map((document) => document.slice(-1))).toEqual(['a', 'c']);
    expect(problemsOf(text)).toEqual([expect.stringMatching(new RegExp(`^${line} error `))]);
  });

  it.each([
    ['no name', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n', '3 error'],
    ['no metadata', 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n', '1 error'],
    ['metadata that is text', 'apiVersion: v1\nkind: ConfigMap\nmetadata: a\n', '3 error'],
    ['a number for a name', configMap('12'), '4 error'],
    ['a yes for a name', configMap('yes'), '4 error'],
    ['a namespace that is a number', configMap('a', '  namespace: 1\n'), '5 error'],
    ['generateName', configMap('a').replace('name: a', 'generateName: a-'), '4 warning'],
  ])('says that an object cannot be named: %s', (_what, text, problem) => {
    expect(documentsOf(text)).toEqual([]);
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(new RegExp(`^${problem} ConfigMap: `)),
    ]);
  });

  it.each([
    ['a label that is a number', configMap('a', '  labels:\n    x: y1\n    z: 1\n'), '7 error'],
    ['an annotation that is a boolean', configMap('a', '  annotations: {x: on}\n'), '5 error'],
    ['labels that are a list', configMap('a', '  labels: [x]\n'), '5 error'],
    ['a name with a slash', configMap('a/b'), '4 error'],
    ['two slashes', configMap('a').replace('v1', 'a/b/c'), '1 error'],
  ])('says what Kubernetes would refuse: %s', (_what, text, problem) => {
    expect(documentsOf(text)).toEqual([expect.stringMatching(/!$/)]);
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(new RegExp(`^${problem} ConfigMap: `)),
    ]);
  });

  it('warns of a key that stands there twice, and takes the last', () => {
    const text = configMap('a', 'data:\n  x: "1"\n  x: "2"\n');
    expect(parseManifests(text, file).documents[0]?.object['data']).toEqual({ x: '2' });
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^7 warning key "x"/)]);
  });

  it('marks an object with an integer that it must round', () => {
    const { documents, problems } = parseManifests(configMap('a', 'x: 9007199254740993\n'), file);
    expect(documents[0]?.inexact).toBe(true);
    expect(problems).toMatchObject([{ file, line: 5, severity: 'warning' }]);
  });

  it('reports content on the line of a marker, as kubectl does', () => {
    const text = `${configMap('a')}--- {x: y}\n`;
    expect(problemsOf(text)[0]).toMatch(/^5 error content on the line of "---"/);
  });

  it('warns of a stray document among manifests', () => {
    expect(problemsOf(`${configMap('a')}---\nfoo: bar\n`)).toEqual([
      expect.stringMatching(/^6 warning this document has no apiVersion and no kind/),
    ]);
  });

  it('takes a template for what it is', () => {
    for (const text of [
      configMap('{{ .Values.name }}'),
      `{{- if .Values.x }}\n${configMap('a')}{{- end }}\n`,
      configMap('a', 'data:\n{{ toYaml .Values | indent 2 }}\n'),
    ]) {
      expect(documentsOf(text)).toEqual([]);
      expect(problemsOf(text)).toEqual([expect.stringMatching(/^\d notice looks like a template/)]);
    }
  });

  it('has nothing against braces inside text', () => {
    const text = configMap('a', 'data:\n  x: "{{ $labels.pod }}"\n  y: |\n    {{ if }}\n');
    expect(documentsOf(text)).toEqual(['0:1 a']);
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('files that hold no manifest', () => {
  it.each([
    ['compose', 'version: "3"\nservices:\n  web: {image: nginx}\n'],
    [
      'a workflow that writes one',
      'on: push\njobs:\n  a:\n    run: |\n      apiVersion: v1\n      kind: x\n',
    ],
    ['a broken workflow', 'on: [push\njobs: {apiVersion: v1, kind: x}\n'],
    ['values', 'apiVersion: v1\nimage: {kind: x}\n'],
    ['a kubeconfig', 'apiVersion: v1\nkind: Config\nclusters: []\n'],
    ['a kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'],
    ['Skaffold', 'apiVersion: skaffold/v4beta1\nkind: Config\nmetadata: {name: a}\n'],
    ['kind', 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'],
    ['text', 'apiVersion and kind\n'],
    ['a list', '- apiVersion: v1\n  kind: ConfigMap\n'],
    ['nothing', ''],
  ])('are left alone without a word: %s', (_what, text) => {
    expect(parseManifests(text, file)).toEqual({ documents: [], problems: [] });
  });
});

describe('SOPS', () => {
  it('marks the object and is no part of it', () => {
    const text = configMap(
      'a',
      'data: {x: "ENC[AES256_GCM,data:a]"}\nsops: {mac: x, version: "3"}\n',
    );
    const [document] = parseManifests(text, file).documents;
    expect(document?.encrypted).toBe(true);
    expect(document?.object['sops']).toBeUndefined();
    expect(document?.object['data']).toBeDefined();
  });
});

describe('what is said', () => {
  it('never quotes a value: it may be secret', () => {
    const secret = 'hunter2hunter2';
    const broken = [
      `data: {a: ${secret} ${secret}: [}`,
      `data: "${secret}" ${secret}`,
      `data: "\\q${secret}"`,
      `data: @${secret}`,
      `data:\n  a: ${secret}\n ${secret}`,
      `data: !!int ${secret}`,
      `data: '${secret}`,
      `data: [${secret}\n${secret}: x`,
      `metadata: {name: x, annotations: {a: [${secret}]}}`,
    ];
    for (const line of broken) {
      const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n${line}\n`;
      const said = problemsOf(text);
      expect(said.length).toBeGreaterThan(0);
      expect(said.join()).not.toContain('hunter2');
    }
  });
});

describe('parsing', () => {
  it('never throws and numbers documents in order', () => {
    const pieces = fc.constantFrom(
      configMap('a'),
      configMap('b', 'data: {x: "1"}\n'),
      '---\n',
      '...\n',
      '# c\n',
      'foo: [\n',
      '\t\n',
      '{{ x }}\n',
      'kind: List\napiVersion: v1\nitems:\n- 1\n',
      '\r\n',
      '"',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const { documents } = parseManifests(text, file);
        const lines = text.split('\n').length;
        for (const { source } of documents) expect(source.line).toBeLessThanOrEqual(lines);
        const order = documents.map(({ source }) => source.document);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(unpackManifests(packManifests(text), file, 'x')).toEqual({
          ...JSON.parse(JSON.stringify(parseManifests(text, file))),
          file,
          blob: 'x',
        });
      }),
      { numRuns: 300 },
    );
  });

  it('splits a stream so that the parts are the whole', () => {
    const lines = fc.constantFrom('---\n', '--- # x\n', '...\n', 'a: b\n', '# c\n', '\n', '---a\n');
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        for (const document of splitDocuments(text)) {
          expect(text.slice(document.offset, document.offset + document.text.length)).toBe(
            document.text,
          );
          expect(text.slice(0, document.offset).split('\n')).toHaveLength(document.line);
        }
      }),
    );
  });

  it('reads a manifest of 5 MB', () => {
    const data = Array.from({ length: 50_000 }, (_, at) => `  k${at}: "${'x'.repeat(90)}"\n`);
    const text = configMap('a', `data:\n${data.join('')}`);
    expect(text.length).toBeGreaterThan(5_000_000);
    expect(documentsOf(text)).toEqual(['0:1 a']);
  });

  it('reads a list of thousands of items', () => {
    const items = Array.from(
      { length: 5000 },
      (_, at) => `- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: c${at}}\n`,
    );
    const text = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
    const started = process.threadCpuUsage();
    expect(documentsOf(text).at(-1)).toBe('0.4999:15001 c4999');
    expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(4000);
  });
});
