import type { WriterClass } from './finding.ts';
import type { ServerChecks } from './target.ts';

/** Names objects by globs; an absent part matches anything. */
export interface ObjectPattern {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** A rule that hides findings: they are still listed, as ignored. */
export interface IgnoreRule extends ObjectPattern {
  /** RFC 6901 pointers; a part `*` stands for any key or item. */
  readonly pointers: readonly string[];
  /** Managers (globs) whose fields are ignored. */
  readonly managers: readonly string[];
  /** From 1, in `.driftline.yaml`. */
  readonly line: number;
}

/** A rule that masks leaves. */
export interface MaskRule extends ObjectPattern {
  readonly pointers: readonly string[];
}

export interface WriterRule {
  readonly name: string;
  readonly class: WriterClass;
}

/** The target that a repository names for itself. */
export interface TargetSettings {
  readonly name?: string;
  readonly path?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly revision?: string;
  readonly serverChecks?: ServerChecks;
  /** What the repository asks for; in force only with a person's consent. */
  readonly policy?: { readonly selfHeal: boolean; readonly autoSync: boolean };
}

/** What `.driftline.yaml` at the repository's root says. */
export interface RepositorySettings {
  readonly ignore: readonly IgnoreRule[];
  readonly mask: readonly MaskRule[];
  readonly writers: readonly WriterRule[];
  readonly target?: TargetSettings;
}

export const noSettings: RepositorySettings = { ignore: [], mask: [], writers: [] };
