import type { Figure } from './figure.ts';
import type { FleetCluster } from './fleetCluster.ts';

/** What a bench gets to work with. */
export interface BenchContext {
  readonly quick: boolean;
  /** Tells the person who waits what is under way. */
  readonly log: (line: string) => void;
  /** Throw-away folder of this run. */
  readonly folder: string;
  /** Folder of the production build. */
  readonly dist: string;
  /** A cluster and a repository that agree, shared by the benches: leave it as it was. */
  fleet(size: number): Promise<FleetCluster>;
}

/** One group of figures, measured together. */
export interface Bench {
  readonly name: string;
  /** Tells each figure as soon as it is known. */
  run(context: BenchContext, tell: (figure: Figure) => void): Promise<void>;
}
