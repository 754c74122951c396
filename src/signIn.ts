// client-node's authenticators as a bundle of their own: 100 ms to load, needed by few kubeconfigs.
export { providerSignIn } from './adapters/kubernetes/clientNodeSignIn.ts';
