import { visibleText } from '../../core/model/visibleText.ts';
import type { ObjectRef } from '../../core/model/objectRef.ts';
import { groupOf } from '../../core/model/objectRef.ts';

/** What is forbidden, by the server's own sentence. */
interface Denied {
  readonly resource: string;
  readonly group: string;
  /** Absent where the whole cluster was asked for. */
  readonly namespace?: string;
}

/**
 * The Role, as YAML, that would allow to look at the kind of an object; a ClusterRole where the
 * server was asked beyond one namespace. The resource's plural is the server's own word where it
 * said it, else the kind's usual one.
 */
export function forbiddenRole(ref: ObjectRef, message: string | undefined): string {
  const denied = readDenied(message ?? '') ?? guess(ref);
  const { resource, group, namespace } = denied;
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: driftline-read-${resource}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    'rules:',
    `  - apiGroups: ["${group}"]`,
    `    resources: ["${resource}"]`,
    '    verbs: [get, list, watch]',
    '',
  ].join('\n');
}

/** `… cannot list resource "secrets" in API group "" in the namespace "task"`. */
function readDenied(message: string): Denied | undefined {
  const found =
    /cannot \w+ resource "([a-z0-9./-]+)" in API group "([a-z0-9.-]*)"(?: in the namespace "([a-z0-9-]+)")?/.exec(
      visibleText(message),
    );
  const [, resource, group = '', namespace] = found ?? [];
  if (resource === undefined) return undefined;
  return { resource, group, ...(namespace === undefined ? {} : { namespace }) };
}

function guess({ apiVersion, kind, namespace }: ObjectRef): Denied {
  const group = groupOf(apiVersion);
  const resource = plural(kind.toLowerCase());
  return { resource, group, ...(namespace === undefined ? {} : { namespace }) };
}

/** As Kubernetes' own generators form it. */
function plural(kind: string): string {
  if (/(?:s|x|ch|sh)$/.test(kind)) return kind === 'endpoints' ? kind : `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
