import type { ApiClient } from './apiClient.ts';
import type { FleetManifest } from './fleet.ts';

/** What a person changes of each kind: a declared value, so that any apply puts it back. */
export const handMade = {
  Deployment: { metadata: { labels: { tier: 'hotfix' } } },
  Service: { metadata: { labels: { app: 'hotfix' } } },
  ConfigMap: { data: { 'feature.flags': 'dark-mode' } },
  ServiceAccount: { metadata: { labels: { app: 'hotfix' } } },
} as const;

/** Everything of a fleet's part drifts by a hand. */
export async function changeByHand(
  api: ApiClient,
  manifests: readonly FleetManifest[],
): Promise<void> {
  await Promise.all(manifests.map(({ kind, path }) => api.edit(path, handMade[kind])));
}
