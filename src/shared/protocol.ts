import type { ObjectKey } from '../core/model/objectRef.ts';
import type { Choice, PanelPicture, PanelPlace } from './panelPicture.ts';
import type { ClusterPreview, CommitPreview, StepEnd } from './panelPreview.ts';
import type { PanelWords } from './panelWords.ts';

/**
 * A choice as the page sends it: names, never values. The host looks everything up again, so that
 * neither masked text nor an old value can reach a write.
 */
export interface Chosen {
  readonly key: ObjectKey;
  /** As `formatPath` writes it; `''`: the object as a whole. */
  readonly path: string;
  readonly choice: Exclude<Choice, 'leave'>;
}

/** What the person allowed for one object beyond an ordinary write. */
export interface Consent {
  readonly key: ObjectKey;
  /** Names of managers whose fields are taken over. */
  readonly takeOver?: readonly string[];
  readonly recreate?: true;
}

/** What the page knows before it has shown anything. */
export interface PanelStart {
  readonly words: PanelWords;
  readonly picture: PanelPicture;
  /** Pictures of each status by `STATUS-dark`, `STATUS-light`. */
  readonly icons: Readonly<Record<string, string>>;
  /** How steps ended while no page was there to hear of it. */
  readonly untold: Readonly<Partial<Record<'commit' | 'apply', StepEnd>>>;
}

/** Both sides of an object as YAML, secret values hidden. */
export interface PanelSides {
  readonly git?: string;
  readonly live?: string;
}

/** What the page asks of the host. Every call is answered, by its result or by a sentence. */
export interface PanelCalls {
  /** First of all; the place is what the page remembers, where it does. */
  begin: { params: { readonly place?: PanelPlace }; result: PanelStart };
  /** The objects that the first picture left out; they come as a picture. */
  rest: { params: Record<string, never>; result: undefined };
  planApply: {
    params: { readonly choices: readonly Chosen[]; readonly consents: readonly Consent[] };
    result: ClusterPreview;
  };
  draftCommit: { params: { readonly choices: readonly Chosen[] }; result: CommitPreview };
  commit: {
    params: {
      readonly choices: readonly Chosen[];
      readonly token: string;
      readonly message: string;
      /** A new branch; absent: the current one. */
      readonly branch?: string;
    };
    result: StepEnd;
  };
  apply: {
    params: {
      readonly choices: readonly Chosen[];
      readonly consents: readonly Consent[];
      readonly token: string;
    };
    result: StepEnd;
  };
  /** Ends a running apply between two writes; what was done is told by its own answer. */
  stopApply: { params: Record<string, never>; result: undefined };
  push: { params: { readonly branch: string }; result: StepEnd };
  openLink: { params: { readonly what: 'review' }; result: undefined };
  sides: { params: { readonly key: ObjectKey }; result: PanelSides };
  openFile: { params: { readonly key: ObjectKey; readonly path?: string }; result: undefined };
  openDiff: { params: { readonly key: ObjectKey }; result: undefined };
  refresh: { params: Record<string, never>; result: undefined };
}

export type PanelCall = keyof PanelCalls;

/** What the host tells without being asked. */
export type PanelEvent =
  | { readonly event: 'picture'; readonly picture: PanelPicture }
  | { readonly event: 'progress'; readonly message: string }
  /** A step that an older page began has ended. */
  | { readonly event: 'ended'; readonly step: 'commit' | 'apply'; readonly end: StepEnd };

/** From the page. `id` is its own, for the answer; `cancel` names an earlier one. */
export type PageMessage = PageCall | { readonly cancel: number };
export type PageCall = {
  readonly [K in PanelCall]: {
    readonly id: number;
    readonly call: K;
    readonly params: PanelCalls[K]['params'];
  };
}[PanelCall];

/** To the page. */
export type HostMessage = PanelEvent | HostAnswer;
export type HostAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
