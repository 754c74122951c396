import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { sampleFinding, sampleObject } from '../../unit/ui/sampleStore.ts';

/** How large the workspace of the bench is; texts and statuses follow from it alone. */
export interface FleetShape {
  readonly files: number;
  readonly documents: number;
}

/** 1,000 objects in 200 files. */
export const usual: FleetShape = { files: 200, documents: 5 };
/** 10,000 objects in 200 files. */
export const large: FleetShape = { files: 200, documents: 50 };
/** The file of 5,000 lines in which somebody types, and its twin that is no manifest. */
export const longFile = 'long.yaml';
export const plainFile = 'long.txt';
const longDocuments = 200;
/** Manifests that no object of the store stands in: Driftline has nothing to say about them. */
const plainFolder = 'plain';

export function fileName(file: number): string {
  return `apps/app-${String(file).padStart(3, '0')}.yaml`;
}

/** A file like those of the fleet that another, trivial decoration marks. */
export function markedName(file: number): string {
  return `${plainFolder}/marked-${String(file).padStart(3, '0')}.yaml`;
}

export function textOf(file: string, shape: FleetShape): string {
  const documents = file === longFile || file === plainFile ? longDocuments : shape.documents;
  const names = Array.from({ length: documents }, (_, at) => `${nameOf(file)}-${at}`);
  return names.map(document).join('---\n');
}

/** All objects of the workspace; one in five drifted in its replicas. */
export function objectsOf(shape: FleetShape): readonly ObjectStatus[] {
  const files = Array.from({ length: shape.files }, (_, at) => fileName(at));
  return [
    ...files.flatMap((file) => objectsIn(file, shape.documents)),
    ...objectsIn(longFile, longDocuments),
  ];
}

/** The same object with another live value. */
export function scaled(object: ObjectStatus, live: number): ObjectStatus {
  const [first] = object.findings;
  return first === undefined ? object : { ...object, findings: [{ ...first, live }] };
}

/** A ConfigMap of 1 MB, one line of which was changed by hand. */
export function largeObject(): ObjectStatus {
  const finding = sampleFinding('data["values.conf"]', {
    git: largeText(),
    live: largeText('by hand'),
  });
  return sampleObject('large.yaml', 'drifted', {
    ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'task', name: 'large' },
    findings: [finding],
  });
}

/** The large object as YAML, with that text in the line that was changed. */
export function largeYaml(changed?: string): string {
  const text = largeText(changed).replace(/^/gm, '    ');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\ndata:\n  values.conf: |-\n${text}\n`;
}

function largeText(changed = 'as declared'): string {
  const lines = Array.from({ length: 20_000 }, (_, at) => {
    const value = at === 10_000 ? changed : `what line ${at} says, of some length`;
    return `setting.${String(at).padStart(5, '0')} = ${value}`;
  });
  return lines.join('\n');
}

function objectsIn(file: string, documents: number): readonly ObjectStatus[] {
  return Array.from({ length: documents }, (_, at) => {
    const line = at * linesOfDocument + 1;
    const name = `${nameOf(file)}-${at}`;
    const place = { name, source: { file, document: at, line } };
    if (at % 5 !== 0) return sampleObject(file, 'inSync', place);
    const finding = sampleFinding('spec.replicas', {
      git: 3,
      live: 5,
      line: line + 6,
      writer: { manager: 'kubectl', class: 'hand', operation: 'Update', subresource: 'scale' },
    });
    return sampleObject(file, 'drifted', { ...place, findings: [finding] });
  });
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

/** With the separator of the next one. */
const linesOfDocument = 25;

function document(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}}
spec:
  replicas: 3
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          env:
            - name: LOG_LEVEL
              value: info
            - name: REGION
              value: north
          ports:
            - name: http
              containerPort: 8080
`;
}
