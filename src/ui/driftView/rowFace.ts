import type { ColorId } from '../../contributions.ts';

/** A picture of `media/marks`, or one of the editor's own icons. */
export type RowIcon =
  | { readonly mark: string }
  | { readonly codicon: string; readonly color?: ColorId | 'list.warningForeground' };

/** One row as it is drawn; all texts are safe to be shown. */
export interface RowFace {
  readonly label: string;
  readonly description?: string;
  /** Lines of the tooltip. */
  readonly lines: readonly string[];
  readonly icon?: RowIcon;
  /** What menus ask for by `viewItem`. */
  readonly context?: string;
  readonly folds: 'never' | 'folded' | 'open';
  /** What a click does beside selecting the row. */
  readonly click?: 'revealInFile' | 'refresh' | 'chooseCluster';
}
