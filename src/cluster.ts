// The cluster client's own bundle, loaded when a cluster is first asked for.
export {
  openCluster as connectCluster,
  listContexts,
  type ContextSummary,
  type OpenClusterOptions,
} from './adapters/kubernetes/openCluster.ts';
