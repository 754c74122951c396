import type { PanelPlace } from '../../src/shared/panelPicture.ts';
import type { StoredChoices } from './choiceBook.ts';
import type { CommitWish } from './commitForm.ts';

/** What the page keeps over hiding, reload and restart: names and choices, never values. */
export interface PageMemory {
  readonly place?: PanelPlace;
  readonly choices: StoredChoices;
  readonly unfolded: readonly string[];
  readonly wish: CommitWish;
}

/** The editor's side of a webview. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

const nothing: PageMemory = { choices: [], unfolded: [], wish: {} };

/** Ours, or of an older version: what does not fit is left out. */
export function readMemory(state: unknown): PageMemory {
  if (typeof state !== 'object' || state === null) return nothing;
  const { place, choices, unfolded, wish } = state as Record<string, unknown>;
  return {
    ...(isPlace(place) ? { place } : {}),
    choices: Array.isArray(choices) ? choices.filter(isStoredChoice) : [],
    unfolded: Array.isArray(unfolded) ? unfolded.filter((one) => typeof one === 'string') : [],
    wish: readWish(wish),
  };
}

/** The host reads it once more, and strictly. */
function isPlace(place: unknown): place is PanelPlace {
  return typeof place === 'object' && place !== null && 'folder' in place;
}

function isStoredChoice(one: unknown): one is StoredChoices[number] {
  if (!Array.isArray(one) || typeof one[0] !== 'string') return false;
  if (one[2] !== undefined && typeof one[2] !== 'string') return false;
  const held: unknown = one[1];
  if (typeof held !== 'object' || held === null) return false;
  const { choice, stamp } = held as Record<string, unknown>;
  return (choice === 'git' || choice === 'live') && typeof stamp === 'string';
}

function readWish(wish: unknown): CommitWish {
  if (typeof wish !== 'object' || wish === null) return {};
  const { message, isNewBranch, branchName } = wish as Record<string, unknown>;
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof isNewBranch === 'boolean' ? { isNewBranch } : {}),
    ...(typeof branchName === 'string' ? { branchName } : {}),
  };
}
