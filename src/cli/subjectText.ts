import { groupOf, type ObjectRef } from '../core/model/objectRef.ts';
import type { Source } from '../core/model/objectStatus.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { line, span, type Line } from './spans.ts';

/** `default/task-agent`; cluster-scoped objects have their name alone. */
export function placeText(ref: ObjectRef): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** `Deployment default/task-agent`. */
export function subjectText(ref: ObjectRef): string {
  return `${ref.kind} ${placeText(ref)}`;
}

/** `deployment.apps/web`, as kubectl names it. */
export function resourceText({ apiVersion, kind, name }: ObjectRef): string {
  const group = groupOf(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

/** `deployment.yaml:1`, as editors and terminals link it. */
export function sourceText(source: Source | undefined): string {
  return source === undefined ? '' : `${source.file}:${source.line}`;
}

/** `origin/main a1b2c3d`; a ref that is a commit stands once. */
export function revisionText(state: TargetState): string {
  const { revision, target } = state;
  if (revision?.sha === undefined) return target.revision;
  const short = revision.sha.slice(0, 7);
  const name = revision.ref === 'HEAD' ? (revision.branch ?? 'HEAD') : revision.ref;
  return revision.sha.startsWith(name) ? short : `${name} ${short}`;
}

/** Which repository's state is compared with which cluster. */
export function headLines(state: TargetState, repository: string): readonly Line[] {
  const { target, cluster } = state;
  const path = target.path === '' ? '' : `/${target.path}`;
  const isNamed = state.revision?.sha !== undefined || target.revision !== 'auto';
  const at = isNamed ? ` at ${revisionText(state)}` : '';
  const git = line(span('Git      ', 'dim'), `${repository}${path}${at}`);
  if (cluster === undefined) return [git];
  const where = `${cluster.context} (${cluster.server}), namespace ${target.namespace}`;
  return [git, line(span('Cluster  ', 'dim'), where)];
}
