import { AzureAuth } from '@kubernetes/client-node/dist/azure_auth.js';
import { GoogleCloudPlatformAuth } from '@kubernetes/client-node/dist/gcp_auth.js';
import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';

/** Headers of a user with an `auth-provider`, by client-node's own authenticators. */
export type ProviderSignIn = () => Promise<Readonly<Record<string, string>>>;

/**
 * The authenticator of `auth-provider: {name, config}`, or `undefined` where client-node has none
 * of that name. It keeps refreshed tokens in memory; make a new one to start from the kubeconfig's
 * again. This file is a bundle of its own: client-node takes 100 ms to load, and hardly any
 * kubeconfig needs it.
 */
export function providerSignIn(
  name: string,
  config: Readonly<Record<string, string>>,
): ProviderSignIn | undefined {
  const user = { name, authProvider: { name, config: { ...config } } };
  const authenticator = [
    new OpenIDConnectAuth(),
    new GoogleCloudPlatformAuth(),
    new AzureAuth(),
  ].find((candidate) => candidate.isAuthProvider(user));
  if (authenticator === undefined) return undefined;
  return async () => {
    const headers: Record<string, string> = {};
    await authenticator.applyAuthentication(user, { headers });
    return headers;
  };
}
