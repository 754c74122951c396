import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ClusterIdentity } from '../core/model/target.ts';
import { AutoscalerFeed } from './autoscalerFeed.ts';
import { Autoscalers } from './autoscalers.ts';
import type { Cluster } from './cluster.ts';
import { Confirmer } from './confirmer.ts';
import type { Environment } from './environment.ts';
import { KindCatalog } from './kindCatalog.ts';
import { LiveCache } from './liveCache.ts';
import { Prober } from './prober.ts';
import { SeenWrites } from './seenWrites.ts';
import type { ServedKinds } from './servedKinds.ts';

/** A connected cluster with all that is learned from it. */
export interface Connection {
  readonly cluster: Cluster;
  readonly identity: ClusterIdentity;
  readonly catalog: KindCatalog;
  readonly live: LiveCache;
  readonly writes: SeenWrites;
  readonly autoscalers: Autoscalers;
  readonly feed: AutoscalerFeed;
  readonly prober: Prober;
  readonly confirmer: Confirmer;
  /** Which kinds were known to be served at the latest discovery. */
  kinds: ServedKinds;
}

/** Asks who answers and what is served. Throws `ClusterError`, and has closed the cluster then. */
export async function openConnection(
  cluster: Cluster,
  environment: Environment,
  onChange: (keys: readonly ObjectKey[]) => void,
): Promise<Connection> {
  const catalog = new KindCatalog(cluster);
  try {
    const [identity] = await Promise.all([cluster.identify(), catalog.load()]);
    const { clock, digest, log } = environment;
    const autoscalers = new Autoscalers();
    const writes = new SeenWrites();
    return {
      cluster,
      identity,
      catalog,
      live: new LiveCache({ cluster, clock, digest, log, writes, onChange }),
      writes,
      autoscalers,
      feed: new AutoscalerFeed({ cluster, catalog, autoscalers, log, onChange }),
      prober: new Prober(cluster, catalog, environment, identity),
      confirmer: new Confirmer(cluster, environment),
      kinds: new Map(),
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** Ends its watches, and keeps on disk what was learned. */
export async function closeConnection(connection: Connection): Promise<void> {
  connection.live.dispose();
  connection.feed.dispose();
  await connection.prober.save();
  await connection.cluster.close();
}
