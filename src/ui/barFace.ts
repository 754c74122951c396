import type { CommandId, ContextColor } from '../contributions.ts';
import type { HealState } from '../engine/healingDesk.ts';

/** The status bar item as it is drawn. */
export interface StatusBarFace {
  readonly text: string;
  /** Lines of the tooltip. */
  readonly lines: readonly string[];
  /** Read aloud in place of the text with its signs. */
  readonly label: string;
  readonly command?: CommandId | 'workbench.trust.manage';
  readonly background?: 'error' | 'warning';
}

/** What the item shows beside the situation. */
export interface FaceContext {
  readonly now: Date;
  /** `driftline.contextColors`. */
  readonly colors: Readonly<Record<string, ContextColor>>;
  readonly heal: HealState;
}
