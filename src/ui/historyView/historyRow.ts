import type { viewItems } from '../../contributions.ts';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { RowIcon } from '../driftView/rowFace.ts';

/**
 * One thing that happened, as it is drawn. `folder` and `commit` are what commands take from a row
 * (`driftline.showCommit`, `driftline.rollBack`); texts are safe to be shown.
 */
export interface HistoryRow {
  readonly id: string;
  readonly folder: string;
  /** Full id of the commit that it is, or names. */
  readonly commit?: string;
  /** The object that was written. */
  readonly key?: ObjectKey;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says of the row, with nothing cut off. */
  readonly spoken: string;
  readonly lines: readonly string[];
  readonly icon: RowIcon;
  /** What menus ask for by `viewItem`. */
  readonly context: (typeof viewItems)['commit' | 'act' | 'write'];
}
