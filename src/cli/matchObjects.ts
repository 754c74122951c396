import { formatRef, groupOf, type ObjectKey, type ObjectRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { UsageError } from './commandLine.ts';

type Entry = readonly [ObjectKey, ObjectStatus];

/**
 * The objects that `--object` names, in the order of the store. Throws `UsageError` where a text
 * names none, or several, with the candidates.
 */
export function matchObjects(texts: readonly string[], entries: readonly Entry[]): Entry[] {
  if (texts.length === 0) return [...entries];
  const chosen = new Set(texts.flatMap((text) => matchOne(text, entries)));
  return entries.filter(([key]) => chosen.has(key));
}

function matchOne(text: string, entries: readonly Entry[]): readonly ObjectKey[] {
  const wanted = parseObject(text);
  const found = entries.filter(([, { ref }]) => fits(wanted, ref));
  const names = [...new Set(found.map(([, { ref }]) => formatRef(ref)))];
  if (names.length === 1) return found.map(([key]) => key);
  if (names.length > 1) {
    throw new UsageError(`--object ${text} may mean each of:\n${listed(names)}\nName one of them.`);
  }
  const near = entries.filter(([, { ref }]) => ref.name === wanted.name).map(([, s]) => s.ref);
  const hint =
    near.length === 0
      ? ' driftline status lists what there is.'
      : `\nOf that name there is:\n${listed(near.map(formatRef))}`;
  throw new UsageError(`Git declares no ${text}.${hint}`);
}

/**
 * Whether one of the texts names the object, for what need not be declared any more. None names
 * all. Throws `UsageError`.
 */
export function namesObject(texts: readonly string[]): (ref: ObjectRef) => boolean {
  const wanted = texts.map(parseObject);
  return (ref) => wanted.length === 0 || wanted.some((one) => fits(one, ref));
}

interface WantedObject {
  /** Lower case. */
  readonly kind: string;
  readonly group: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
}

function parseObject(text: string): WantedObject {
  const [type = '', ...rest] = text.split('/');
  const name = rest.at(-1) ?? '';
  const dot = type.indexOf('.');
  const kind = (dot < 0 ? type : type.slice(0, dot)).toLowerCase();
  if (kind === '' || name === '' || rest.length > 2 || (rest.length === 2 && rest[0] === '')) {
    throw new UsageError(`--object ${text} is not of the form KIND[.GROUP]/[NAMESPACE/]NAME.`);
  }
  return {
    kind,
    name,
    group: dot < 0 ? undefined : type.slice(dot + 1).toLowerCase(),
    namespace: rest.length === 2 ? rest[0] : undefined,
  };
}

function fits(wanted: WantedObject, ref: ObjectRef): boolean {
  if (wanted.name !== ref.name) return false;
  if (wanted.group !== undefined && wanted.group !== groupOf(ref.apiVersion)) return false;
  if (wanted.namespace !== undefined && wanted.namespace !== ref.namespace) return false;
  return isKind(wanted.kind, ref.kind.toLowerCase());
}

function isKind(wanted: string, kind: string): boolean {
  return wanted === kind || wanted === pluralOf(kind) || shortNames.get(wanted) === kind;
}

/** As Kubernetes itself makes them. */
function pluralOf(kind: string): string {
  if (/(s|x|z|ch|sh)$/.test(kind)) return kind.endsWith('endpoints') ? kind : `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** kubectl's, for the kinds that people abbreviate. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['cj', 'cronjob'],
  ['cm', 'configmap'],
  ['crd', 'customresourcedefinition'],
  ['deploy', 'deployment'],
  ['ds', 'daemonset'],
  ['hpa', 'horizontalpodautoscaler'],
  ['ing', 'ingress'],
  ['limits', 'limitrange'],
  ['netpol', 'networkpolicy'],
  ['ns', 'namespace'],
  ['pc', 'priorityclass'],
  ['pdb', 'poddisruptionbudget'],
  ['po', 'pod'],
  ['pv', 'persistentvolume'],
  ['pvc', 'persistentvolumeclaim'],
  ['quota', 'resourcequota'],
  ['rc', 'replicationcontroller'],
  ['rs', 'replicaset'],
  ['sa', 'serviceaccount'],
  ['sc', 'storageclass'],
  ['sts', 'statefulset'],
  ['svc', 'service'],
]);

function listed(names: readonly string[]): string {
  return names.map((name) => `  ${name}`).join('\n');
}
