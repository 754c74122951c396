// The engine with its clients, a bundle of its own: loaded when a repository is first looked at.
export { sessionOpener } from './sessionOpener.ts';
export {
  openCluster as connectCluster,
  listContexts,
  type ContextSummary,
  type OpenClusterOptions,
} from './adapters/kubernetes/openCluster.ts';
