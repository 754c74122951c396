import { groupOf } from '../model/objectRef.ts';

/**
 * API groups whose files look like manifests and never reach an API server: a program reads them
 * from disk. Each with the program.
 */
const clientSideGroups: ReadonlyMap<string, string> = new Map([
  ['kustomize.config.k8s.io', 'kustomize'],
  ['builtin', 'kustomize generators and transformers'],
  ['skaffold', 'Skaffold'],
  ['kind.x-k8s.io', 'kind'],
  ['k3d.io', 'k3d'],
  ['eksctl.io', 'eksctl'],
  ['kubeadm.k8s.io', 'kubeadm'],
  ['kubelet.config.k8s.io', 'the kubelet'],
  ['kubeproxy.config.k8s.io', 'kube-proxy'],
  ['kubescheduler.config.k8s.io', 'the scheduler'],
  ['kubecontrollermanager.config.k8s.io', 'the controller manager'],
  ['apiserver.config.k8s.io', 'the API server'],
  ['apiserver.k8s.io', 'the API server'],
  ['audit.k8s.io', 'the API server'],
  ['pod-security.admission.config.k8s.io', 'the API server'],
  ['client.authentication.k8s.io', 'credential plugins'],
  ['kubectl.config.k8s.io', 'kubectl'],
  ['config.kubernetes.io', 'kustomize functions'],
  ['kpt.dev', 'kpt'],
  ['kuttl.dev', 'kuttl'],
  ['cli.kyverno.io', 'the Kyverno command line'],
  ['backstage.io', 'Backstage'],
]);

/** The file of a program that runs outside the cluster (kubeconfig, kind, Skaffold …). */
export function isClientSide(apiVersion: string, kind: string): boolean {
  if (apiVersion === 'v1' && kind === 'Config') return true;
  return clientSideGroups.has(groupOf(apiVersion));
}
