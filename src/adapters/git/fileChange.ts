import type { EditedText } from '../../engine/committer.ts';
import type { TreeEntry } from './treeReader.ts';

/** One file's part of a commit. */
export interface FileChange {
  readonly file: string;
  /** In the parent; absent where the file is made. */
  readonly before?: StoredFile;
  /** In the commit; absent where the file is removed. */
  readonly after?: StoredFile;
  /**
   * Makes the change anew in another text of the file. Absent where the file is exchanged whole:
   * it must hold no uncommitted work then.
   */
  readonly edit?: (text: string | undefined) => EditedText;
}

/** A file with its content. */
export interface StoredFile extends TreeEntry {
  readonly bytes: Buffer;
}
