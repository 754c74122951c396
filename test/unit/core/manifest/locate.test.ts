import { describe, expect, it } from 'vitest';
import { locatePath, locatePaths } from '../../../../src/core/manifest/locate.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';

const text = `# a licence
apiVersion: apps/v1
kind: Deployment
metadata:
  name: x
  labels: &labels
    app: x
  annotations: {}
spec:
  selector:
    matchLabels: *labels
  template:
    metadata:
      labels:
        <<: *labels
        tier: "1"
    spec:
      containers:
      - name: agent   # first
        image: foo
        ports:
        - containerPort: 80
          protocol: UDP
        - containerPort: 80
        env:
        - name: A
          value: |
            x
            y

      - name: other
        args: [a, b]
  replicas:

---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData:
  user: u
data:
  token: eA==
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a}
  data:
    on: "1"
- apiVersion: v1
  kind: Service
  metadata: {name: b}
  spec:
    ports:
    - {port: 80, protocol: UDP}
    - {port: 80}
`;

function line(path: string, place: { document?: number; item?: number; added?: boolean } = {}) {
  const { document = 0, item, added = false } = place;
  const parsed = parsePath(path);
  if (parsed === undefined) throw new Error(`no path: ${path}`);
  return locatePath(text, item === undefined ? { document } : { document, item }, parsed, {
    added,
  });
}

/** Line of the first line that holds the text. */
function lineOf(part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

describe('the line of a path', () => {
  it.each([
    ['', 'apiVersion'],
    ['spec.template.spec.containers[name=agent]', '- name: agent'],
    ['spec.template.spec.containers[name=agent].image', 'image: foo'],
    ['spec.template.spec.containers[1].args[=b]', 'args:'],
    ['spec.template.spec.containers[name=agent].env[name=A].value', 'value: |'],
    [
      'spec.template.spec.containers[name=agent].ports[containerPort=80,protocol=UDP]',
      '- containerPort: 80\n          protocol',
    ],
    [
      'spec.template.spec.containers[name=agent].ports[containerPort=80,protocol=TCP]',
      '- containerPort: 80\n        env',
    ],
    ['spec.replicas', 'replicas:'],
    ['spec.selector.matchLabels.app', 'app: x'],
    ['spec.template.metadata.labels.app', 'app: x'],
    ['spec.template.metadata.labels.tier', 'tier:'],
    ['spec.template.spec.containers[name=nobody].image', 'containers:'],
    ['metadata.annotations["example.com/x"]', 'annotations:'],
    ['nothing.there', 'apiVersion'],
  ])('is where it is written: %s', (path, part) => {
    expect(line(path)).toBe(lineOf(part));
  });

  it.each([
    ['spec.template.spec.containers[name=agent].env[name=DEBUG]', '            y'],
    ['spec.template.spec.containers[name=agent].tty', '            y'],
    ['spec.template.spec.containers[name=other].env[name=DEBUG]', 'args:'],
    ['spec.template.spec.containers[name=third]', 'args:'],
    [
      'spec.template.spec.containers[name=agent].ports[containerPort=81,protocol=TCP]',
      '- containerPort: 80\n        env',
    ],
    ['spec.template.metadata.labels.new', 'tier:'],
    ['metadata.annotations.note', 'annotations:'],
    ['metadata.finalizers', 'annotations:'],
    ['spec.paused', 'replicas:'],
    ['spec.replicas', 'replicas:'],
    ['other', 'replicas:'],
  ])('is the one after which it would stand: %s', (path, part) => {
    expect(line(path, { added: true })).toBe(lineOf(part));
  });

  it("finds a Secret's data in either field", () => {
    expect(line('data.user', { document: 1 })).toBe(lineOf('user: u'));
    expect(line('data.token', { document: 1 })).toBe(lineOf('token:'));
    expect(line('data.new', { document: 1, added: true })).toBe(lineOf('token:'));
  });

  it('looks inside the item of a list, with keys as kubectl reads them', () => {
    expect(line('', { document: 2, item: 1 })).toBe(lineOf('  kind: Service') - 1);
    expect(line('data.true', { document: 2, item: 0 })).toBe(lineOf('on: "1"'));
    expect(line('spec.ports[port=80,protocol=UDP]', { document: 2, item: 1 })).toBe(
      lineOf('{port: 80, protocol'),
    );
    expect(line('spec.ports[port=80,protocol=TCP].targetPort', { document: 2, item: 1 })).toBe(
      lineOf('{port: 80}'),
    );
    expect(line('spec', { document: 2, item: 7 })).toBeUndefined();
    expect(line('spec', { document: 9 })).toBeUndefined();
  });

  it('works in JSON, with CRLF and after a byte order mark', () => {
    const json = '{\n "kind": "X",\n "spec": {\n  "a": 1,\n  "b": [1,\n   2]\n }\n}\n';
    const spec = [{ key: 'spec' }];
    for (const variant of [json, json.replaceAll('\n', '\r\n'), `\ufeff${json}`]) {
      const lines = locatePaths(variant, { document: 0 }, [
        { path: [...spec, { key: 'b' }, { index: 1 }] },
        { path: [...spec, { key: 'c' }], added: true },
      ]);
      expect(lines).toEqual([6, 6]);
    }
  });

  it('answers for broken and empty text', () => {
    expect(locatePath('', { document: 0 }, [{ key: 'a' }])).toBeUndefined();
    expect(locatePath('a: [1', { document: 0 }, [{ key: 'a' }])).toBe(1);
  });
});
