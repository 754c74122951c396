import type { Choice, PanelObject, PanelRow } from '../../src/shared/panelPicture.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import type { PanelSides } from '../../src/shared/protocol.ts';
import type { OnceVisible } from './onceVisible.ts';
import type { Times } from './times.ts';

/** What every part of the page works with. */
export interface Tools {
  readonly words: PanelWords;
  /** Pictures of statuses by `STATUS-dark`, `STATUS-light`. */
  readonly icons: Readonly<Record<string, string>>;
  readonly times: Times;
  readonly seen: OnceVisible;
  /** What is unfolded, by a name of its own; survives as the choices do. */
  readonly unfolded: Unfolded;
  readonly choices: {
    of(key: string, path: string): Choice;
    choose(picks: readonly (readonly [key: string, row: PanelRow, choice: Choice])[]): void;
  };
  /** Says beside the steps why something that the person wanted was not done. */
  say(sentence: string): void;
  readonly ask: {
    sides(key: string): Promise<PanelSides>;
    /** At the finding's line, where a path is given. */
    openFile(key: string, path?: string): void;
    openDiff(object: PanelObject): void;
  };
}

/** Remembers what a person has opened. */
export interface Unfolded {
  has(name: string): boolean;
  set(name: string, isOpen: boolean): void;
}
