import type { Writer } from '../model/finding.ts';

/**
 * A writer by the name that people know: `kubectl scale`, `Argo CD`. Kubernetes knows tools, not
 * people: no person is ever named.
 */
export function writerWords(writer: Pick<Writer, 'manager' | 'operation' | 'subresource'>): string {
  const { manager, operation, subresource } = writer;
  if (manager === '') return 'somebody (not recorded)';
  const known = names.get(manager);
  if (known !== undefined) return known;
  if (manager === 'kubectl') {
    if (operation === 'Apply') return 'kubectl apply';
    return subresource === 'scale' ? 'kubectl scale' : 'kubectl';
  }
  const verb = /^kubectl-([a-z]+)$/.exec(manager)?.[1];
  return verb === undefined ? manager : `kubectl ${verb}`;
}

const names: ReadonlyMap<string, string> = new Map([
  ['kubectl-client-side-apply', 'kubectl apply'],
  ['kubectl-last-applied', 'kubectl apply'],
  ['before-first-apply', 'before the first apply'],
  ['argocd-controller', 'Argo CD'],
  ['argocd-application-controller', 'Argo CD'],
  ['kustomize-controller', 'Flux'],
  ['helm-controller', 'Flux'],
  ['helm', 'Helm'],
  ['Helm', 'Helm'],
  ['driftline', 'Driftline'],
]);
