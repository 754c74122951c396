import type { WriterClass } from '../model/finding.ts';

/**
 * One kind of writer by its manager name. `name` may hold `*`. The most specific row wins: an
 * exact name before a pattern, a longer pattern before a shorter one, a row that also names the
 * operation or subresource before one that does not.
 */
export interface WriterRow {
  readonly name: string;
  readonly class: WriterClass;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly reason: string;
}

const hands: readonly WriterRow[] = [
  row('kubectl-*', 'hand', 'kubectl edit, set, patch, label, annotate, replace, rollout …'),
  { ...row('kubectl', 'hand', 'kubectl scale, rollout undo'), operation: 'Update' },
  row('oc', 'hand', 'OpenShift command line'),
  row('oc-*', 'hand', 'OpenShift command line'),
  row('k9s', 'hand', 'terminal dashboard'),
  row('Lens*', 'hand', 'desktop dashboard'),
  row('OpenLens*', 'hand', 'desktop dashboard'),
  row('freelens*', 'hand', 'desktop dashboard'),
  row('node-fetch', 'hand', 'Lens and scripts by hand'),
  row('node', 'hand', 'scripts by hand'),
  row('undici', 'hand', 'scripts by hand'),
  row('axios', 'hand', 'scripts by hand'),
  row('Headlamp*', 'hand', 'dashboard'),
  row('headlamp*', 'hand', 'dashboard'),
  row('dashboard*', 'hand', 'Kubernetes dashboard'),
  row('kubernetes-dashboard*', 'hand', 'Kubernetes dashboard'),
  row('Mozilla', 'hand', 'a browser, through a dashboard'),
  row('rancher-dashboard', 'hand', 'dashboard'),
  row('octant*', 'hand', 'dashboard'),
  row('portainer*', 'hand', 'dashboard'),
  row('curl', 'hand', 'a request by hand'),
  row('Wget', 'hand', 'a request by hand'),
  row('HTTPie', 'hand', 'a request by hand'),
  row('PostmanRuntime', 'hand', 'a request by hand'),
  row('insomnia', 'hand', 'a request by hand'),
  row('python-requests', 'hand', 'a Python script'),
  row('Python-urllib', 'hand', 'a Python script'),
  row('python-httpx', 'hand', 'a Python script'),
  row('OpenAPI-Generator', 'hand', 'the Python and Java clients, in a script'),
  row('Swagger-Codegen', 'hand', 'the Python client, in a script'),
  row('kubernetes-client', 'hand', 'an interactive client'),
  row('vscode-kubernetes*', 'hand', 'editor extension'),
  row('kubeui', 'hand', 'dashboard'),
  row('kui', 'hand', 'dashboard'),
  row('aptakube*', 'hand', 'dashboard'),
  row('monokle*', 'hand', 'dashboard'),
];

const appliers: readonly WriterRow[] = [
  row('driftline', 'applier', 'apply from Git'),
  { ...row('kubectl', 'applier', 'kubectl apply --server-side'), operation: 'Apply' },
  row('kubectl-client-side-apply', 'applier', 'kubectl apply'),
  row('kubectl-last-applied', 'applier', 'kubectl apply, moving to server-side'),
  row('kubectl-create', 'applier', 'kubectl create -f'),
  row('before-first-apply', 'applier', 'what was there before the first server-side apply'),
  row('argocd-controller', 'applier', 'Argo CD'),
  row('argocd-application-controller', 'applier', 'Argo CD'),
  row('kustomize-controller', 'applier', 'Flux'),
  row('helm-controller', 'applier', 'Flux'),
  row('flux', 'applier', 'Flux command line'),
  row('flux-*', 'applier', 'Flux'),
  row('gotk-*', 'applier', 'Flux'),
  row('helm', 'applier', 'Helm'),
  row('Helm', 'applier', 'Helm'),
  row('kapp*', 'applier', 'kapp'),
  row('fleet*', 'applier', 'Fleet'),
  row('Terraform*', 'applier', 'Terraform'),
  row('terraform*', 'applier', 'Terraform'),
  row('HashiCorp', 'applier', 'Terraform'),
  row('OpenTofu*', 'applier', 'OpenTofu'),
  row('pulumi*', 'applier', 'Pulumi'),
  row('crossplane*', 'applier', 'Crossplane'),
  row('configsync.gke.io*', 'applier', 'Config Sync'),
  row('kluctl*', 'applier', 'kluctl'),
  row('werf*', 'applier', 'werf'),
  row('tanka*', 'applier', 'Tanka'),
  row('ansible*', 'applier', 'Ansible'),
  row('eks', 'applier', 'managed add-ons'),
];

const controllers: readonly WriterRow[] = [
  row('kube-controller-manager', 'controller', 'built-in controllers'),
  row('kube-scheduler', 'controller', 'the scheduler'),
  row('kube-apiserver', 'controller', 'the API server itself'),
  row('apiserver', 'controller', 'the API server itself'),
  row('kubelet*', 'controller', 'nodes'),
  row('kwok*', 'controller', 'simulated nodes'),
  row('cloud-controller-manager', 'controller', 'cloud provider'),
  row('aws-*', 'controller', 'cloud provider'),
  row('glbc', 'controller', 'cloud provider'),
  row('gke-*', 'controller', 'cloud provider'),
  row('service-controller', 'controller', 'cloud provider'),
  row('kube-aggregator', 'controller', 'aggregated API servers'),
  row('clusterrole-aggregation-controller', 'controller', 'aggregated ClusterRoles'),
  row('cert-manager*', 'controller', 'certificates and their injector'),
  row('cainjector', 'controller', 'certificates and their injector'),
  row('horizontal-pod-autoscaler', 'controller', 'HPA'),
  row('vpa-*', 'controller', 'VPA'),
  row('keda*', 'controller', 'KEDA'),
  row('cluster-autoscaler', 'controller', 'autoscaling'),
  row('karpenter*', 'controller', 'autoscaling'),
  row('Reloader', 'controller', 'restarts on changed configuration'),
  row('reloader*', 'controller', 'restarts on changed configuration'),
  row('Go-http-client', 'unknown', 'any Go program'),
  row('istio*', 'controller', 'service mesh'),
  row('pilot-discovery', 'controller', 'service mesh'),
  row('linkerd*', 'controller', 'service mesh'),
  row('kyverno*', 'controller', 'policy'),
  row('gatekeeper*', 'controller', 'policy'),
  row('nginx-ingress-controller', 'controller', 'ingress'),
  row('traefik*', 'controller', 'ingress'),
  row('contour*', 'controller', 'ingress'),
  row('external-dns*', 'controller', 'DNS'),
  row('external-secrets*', 'controller', 'secrets'),
  row('sealed-secrets*', 'controller', 'secrets'),
  row('rollouts-controller', 'controller', 'Argo Rollouts'),
  row('argo-rollouts*', 'controller', 'Argo Rollouts'),
  row('flagger*', 'controller', 'progressive delivery'),
  row('calico*', 'controller', 'network'),
  row('cilium*', 'controller', 'network'),
  row('csi-*', 'controller', 'storage'),
  row('external-provisioner*', 'controller', 'storage'),
];

/** What is known about manager names. Any name without a row is `unknown`. */
export const writerTable: readonly WriterRow[] = [...hands, ...appliers, ...controllers];

function row(name: string, writerClass: WriterClass, reason: string): WriterRow {
  return { name, class: writerClass, reason };
}
