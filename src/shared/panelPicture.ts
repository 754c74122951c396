import type { FindingKind } from '../core/model/finding.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { Health, Status } from '../core/model/objectStatus.ts';

/** What a person wants of one finding. `leave` writes nothing. */
export type Choice = 'git' | 'live' | 'leave';

/** What the panel shows: one object, the objects of a file, or all of a folder. Plain JSON. */
export interface PanelPlace {
  /** The workspace folder's address. */
  readonly folder: string;
  /** Path from the repository's root. */
  readonly file?: string;
  readonly key?: ObjectKey;
}

/** A side of a finding, as text to read. */
export interface PanelValue {
  readonly text: string;
  /** `text`: a string of several lines; `yaml`: a map or a list. Both are compared by line. */
  readonly form: 'scalar' | 'text' | 'yaml';
}

/** A moment, RFC 3339, with the words before it. */
export interface PanelWriter {
  /** By the name that people know. */
  readonly words: string;
  /** Raw manager, operation and subresource. */
  readonly raw: string;
  /** RFC 3339; "at the latest". */
  readonly time?: string;
}

/** Who wrote the line in Git. */
export interface PanelAuthor {
  readonly name: string;
  readonly commit: string;
  readonly subject: string;
  readonly time: string;
}

/** One finding, or (with the path `''`) an object as a whole. */
export interface PanelRow {
  /** As `formatPath` writes it: the row's name within its object. */
  readonly path: string;
  /** The path as a person reads it, step by step. */
  readonly words: readonly string[];
  readonly kind: FindingKind | 'whole';
  readonly pending: boolean;
  /** Only that the sides differ may be said; neither is here. */
  readonly masked: boolean;
  readonly git?: PanelValue;
  readonly live?: PanelValue;
  readonly writer?: PanelWriter;
  readonly author?: PanelAuthor;
  readonly note?: string;
  /** A branch that does not count yet has it: a sentence. */
  readonly committed?: string;
  /** Why a choice is not offered; what is not here is offered. */
  readonly refused: Readonly<Partial<Record<'git' | 'live', string>>>;
  /** Taken by "all". */
  readonly inAll: boolean;
}

/** One object that is not in sync. */
export interface PanelObject {
  readonly key: ObjectKey;
  readonly kind: string;
  readonly name: string;
  /** Absent where it is the target's, or the kind has none. */
  readonly namespace?: string;
  readonly file?: string;
  readonly line?: number;
  readonly status: Status;
  readonly statusWord: string;
  readonly health: Health;
  readonly healthWord: string;
  /** RFC 3339: the earliest write that made it differ, as far as is recorded. */
  readonly since?: string;
  /** Sentences: why nothing can be told or done, who owns it, where it was captured. */
  readonly notes: readonly string[];
  readonly rows: readonly PanelRow[];
}

/** Why nothing is shown, where nothing is. */
export type PanelEmpty =
  | { readonly kind: 'inSync'; readonly since: string }
  | { readonly kind: 'looking' }
  /** Not open, not declared any more, failed: a sentence. */
  | { readonly kind: 'nothing'; readonly message: string };

/** The whole of what is shown, but objects that the page has already. */
export interface PanelPicture {
  /** To come back to after hiding, reload and restart. */
  readonly place?: PanelPlace;
  readonly title: string;
  /** `All drift`, the file, or the object's kind. */
  readonly scope: 'all' | 'file' | 'object';
  readonly context: string;
  readonly namespace: string;
  /** The path that is looked at, or the folder's name. */
  readonly target: string;
  /** `main@a1b2c3d`; `''` where not known yet. */
  readonly revision: string;
  /** Some of the branch's commits count only once it is pushed: all that the push would publish. */
  readonly unpushed?: { readonly branch: string; readonly commits: number };
  /** The cluster is away: since when (RFC 3339), and why. */
  readonly stale?: { readonly since: string; readonly message: string };
  /** Why neither step may be taken now. */
  readonly held?: string;
  /** Keys of the objects, worst first. */
  readonly order: readonly ObjectKey[];
  /**
   * Those that are new or have changed since the picture before. The first picture of a new page has
   * only the first of them.
   */
  readonly objects: readonly PanelObject[];
  /** Only with an empty `order`. */
  readonly empty?: PanelEmpty;
}
