/** What a figure counts in. */
export type Unit = 'ms' | '×' | 'bytes' | 'requests';

/** One measured figure, with what it is held to. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** Absent where the figure is told for comparison only. */
  readonly target?: Target;
  /** The single measurements, in the order in which they were made. */
  readonly runs?: readonly number[];
}

/** `least`: the value may not be smaller. `below`: the value has to be smaller. */
export type Target = { readonly least: number } | { readonly below: number };

/** `undefined` where nothing was asked for. A value that is no number misses. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return 'least' in target ? value >= target.least : value < target.below;
}
