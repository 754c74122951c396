import { describe, expect, it } from 'vitest';
import {
  captureEdits,
  type CaptureResult,
} from '../../../../../src/core/manifest/capture/captureEdits.ts';
import type { FieldChange } from '../../../../../src/core/manifest/capture/fieldChange.ts';
import type { Json } from '../../../../../src/core/model/json.ts';
import { parsePath } from '../../../../../src/core/model/parsePath.ts';

function set(path: string, value: Json): FieldChange {
  return { path: parsePath(path) ?? [], value };
}

function remove(path: string): FieldChange {
  return { path: parsePath(path) ?? [], remove: true };
}

function textOf(result: CaptureResult): string {
  return 'text' in result ? result.text : `refused: ${result.refused}`;
}

/** A line of the text that is replaced (`~`), comes (`+`) or goes (`-`); all others stay. */
function changed(before: string, result: CaptureResult): string[] {
  const after = textOf(result).split('\n');
  const old = before.split('\n');
  while (old.length > 0 && old[0] === after[0]) {
    old.shift();
    after.shift();
  }
  while (old.length > 0 && old.at(-1) === after.at(-1)) {
    old.pop();
    after.pop();
  }
  return [...old.map((line) => `-${line}`), ...after.map((line) => `+${line}`)];
}

const deployment = `# The task agent
apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent # its name
  labels:
    app: agent

spec:
  replicas: 3  # three
  selector: {matchLabels: {app: agent}}
  template:
    spec:
      containers:
        # main
        - name: agent
          image: "agent:1.0"   # image
          env:
            # how much
            - name: LOG
              value: 'info'
            - name: MODE
              value: 'fast'
          # ports
          ports: [{containerPort: 80}, { containerPort: 81 }]
          resources: {}
        - name: side
          image: side:1
          command:
          - |
            echo a
            echo b
`;
const agent = 'spec.template.spec.containers[name=agent]';

describe('captureEdits', () => {
  const cases: readonly [string, FieldChange, readonly string[]][] = [
    ['a number', set('spec.replicas', 5), ['-  replicas: 3  # three', '+  replicas: 5  # three']],
    [
      'a string in its quotes',
      set(`${agent}.image`, 'agent:2'),
      ['-          image: "agent:1.0"   # image', '+          image: "agent:2"   # image'],
    ],
    [
      'a new env item as its neighbours are',
      set(`${agent}.env[name=DEBUG]`, { name: 'DEBUG', value: 'on' }),
      ['+            - name: DEBUG', "+              value: 'on'"],
    ],
    [
      'an item with its comment',
      remove(`${agent}.env[name=LOG]`),
      ['-            # how much', '-            - name: LOG', "-              value: 'info'"],
    ],
    ['a label', set('metadata.labels.tier', 'back'), ['+    tier: back']],
    [
      'a parent that is missing, where a person puts it',
      set('metadata.annotations["example.com/note"]', '2026-01-02'),
      ['+  annotations:', "+    example.com/note: '2026-01-02'"],
    ],
    [
      'an item of a list in brackets',
      remove(`${agent}.ports[containerPort=81,protocol=TCP]`),
      [
        '-          ports: [{containerPort: 80}, { containerPort: 81 }]',
        '+          ports: [{containerPort: 80}]',
      ],
    ],
    [
      'braces that were empty',
      set(`${agent}.resources.limits`, { cpu: '1', memory: '64Mi' }),
      [
        '-          resources: {}',
        '+          resources:',
        '+            limits:',
        "+              cpu: '1'",
        '+              memory: 64Mi',
      ],
    ],
    [
      'one line of a block',
      set('spec.template.spec.containers[name=side].command[0]', 'echo a\necho c\n'),
      ['-            echo b', '+            echo c'],
    ],
    [
      'a list that is missing, as deep as others',
      set('spec.template.spec.containers[name=side].env[name=A].value', 'x\ny'),
      [
        '+          env:',
        '+          - name: A',
        '+            value: |-',
        '+              x',
        '+              y',
      ],
    ],
    [
      'the last label, and its map',
      remove('metadata.labels.app'),
      ['-  labels:', '-    app: agent'],
    ],
  ];
  it.each(cases)('writes %s', (_name, change, lines) => {
    const result = captureEdits(deployment, { document: 0 }, [change]);
    expect(changed(deployment, result)).toEqual(lines);
  });
});
