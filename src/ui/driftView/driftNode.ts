import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { Place } from '../place.ts';

/** By what the Drift view groups objects. */
export const groupings = ['status', 'kind', 'namespace', 'file'] as const;
export type Grouping = (typeof groupings)[number];

interface Base {
  /** Unlike any other's in the view, and the same for as long as it means the same. */
  readonly id: string;
  readonly parent?: DriftNode;
}

/** A workspace folder, where several are open. */
export interface FolderNode extends Base {
  readonly kind: 'folder';
  readonly of: string;
}

/** Why there is less to see, or nothing, and what to do: the cluster is away, nobody signed in. */
export interface NoticeNode extends Base {
  readonly kind: 'notice';
  readonly of: string;
}

/** Problems of the repository, as one line above them. */
export interface ProblemsNode extends Base {
  readonly kind: 'problems';
  readonly of: string;
}

export interface ProblemNode extends Base {
  readonly kind: 'problem';
  readonly of: string;
  readonly index: number;
}

export interface GroupNode extends Base {
  readonly kind: 'group';
  readonly of: string;
  readonly group: string;
}

/** All objects of a group whose kind may not be read, as one line. */
export interface ForbiddenNode extends Base {
  readonly kind: 'forbidden';
  readonly of: string;
  readonly group: string;
  readonly objectKind: string;
}

export interface ObjectNode extends Base {
  readonly kind: 'object';
  readonly of: string;
  readonly place: Place & { readonly key: ObjectKey };
  /** Decided when it was first shown: nothing folds by itself under a person's eyes. */
  readonly opens: boolean;
}

/** Findings that a rule hides. */
export interface IgnoredNode extends Base {
  readonly kind: 'ignored';
  readonly of: string;
  readonly key: ObjectKey;
}

export interface FindingNode extends Base {
  readonly kind: 'finding';
  readonly of: string;
  readonly place: Place & { readonly key: ObjectKey; readonly paths: readonly string[] };
  readonly ignored: boolean;
}

/** A row of the Drift view: names what it shows, and is looked up when drawn. */
export type DriftNode =
  | FolderNode
  | NoticeNode
  | ProblemsNode
  | ProblemNode
  | GroupNode
  | ForbiddenNode
  | ObjectNode
  | IgnoredNode
  | FindingNode;
