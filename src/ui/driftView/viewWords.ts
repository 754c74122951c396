import { l10n } from 'vscode';
import type { StatusStore } from '../../engine/statusStore.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import { goodWords } from '../goodWords.ts';
import { secondsAgo } from '../moments.ts';
import { unpushedOf, unpushedWords } from '../unpushedWords.ts';

/** How many objects are not in sync; what a branch has captured already is not counted. */
export function countWrong(store: StatusStore): number {
  let count = 0;
  for (const { status, capturedIn, facets } of store.objects()) {
    if (status === 'inSync' || facets.includes('uncommitted')) continue;
    if (capturedIn === undefined) count += 1;
  }
  return count;
}

/** What the badge says to the pointer and to a screen reader. */
export function badgeWords(count: number): string {
  return count === 1
    ? l10n.t('1 object is not in sync')
    : l10n.t('{0} objects are not in sync', count);
}

/** The sentence above the rows; `''` where the rows say it all. */
export function viewMessage(facts: {
  readonly stores: readonly StatusStore[];
  readonly filter: string;
  /** Objects that the filter leaves. */
  readonly shown: number;
  /** All of them are watched; else how old the oldest is counts. */
  readonly isLive: boolean;
  readonly lookedAt: Date | undefined;
  readonly now: Date;
}): string {
  const { stores, filter, shown, isLive, lookedAt, now } = facts;
  const total = stores.reduce((sum, store) => sum + store.size, 0);
  if (filter !== '') {
    const text = visibleText(filter);
    return shown === 0
      ? l10n.t('Nothing matches “{0}”. {1} objects are hidden.', text, total)
      : l10n.t('Only “{0}”: {1} of {2} objects.', text, shown, total);
  }
  if (total === 0 || stores.some(({ state }) => state.phase !== 'current')) return '';
  if (stores.some((store) => countWrong(store) > 0)) {
    return joined(missingWords(stores), ...stores.filter(isOneToPush).map(unpushedIn));
  }
  const unpushed = stores.map(unpushedIn);
  if (stores.some(hasCaptured)) {
    return joined(
      l10n.t('What differs is captured in a branch already, and counts once it is merged.'),
      ...unpushed,
    );
  }
  const sentence = joined(goodWords(stores.flatMap((store) => [...store.objects()])), ...unpushed);
  if (isLive) return `${sentence} ${l10n.t('Watching live.')}`;
  if (lookedAt === undefined) return sentence;
  return `${sentence} ${l10n.t('Last looked {0}.', secondsAgo(lookedAt, now))}`;
}

function unpushedIn({ state }: StatusStore): string {
  return unpushedWords(state.revision) ?? '';
}

/** Above rows that say what is wrong only what the person may have forgotten. */
function isOneToPush({ state }: StatusStore): boolean {
  return unpushedOf(state.revision)?.published !== undefined;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function hasCaptured(store: StatusStore): boolean {
  return [...store.objects()].some(
    ({ status, capturedIn }) => status !== 'inSync' && capturedIn !== undefined,
  );
}

/** Where nothing is there at all, the next step; it may be the wrong place as well. */
function missingWords(stores: readonly StatusStore[]): string {
  const [only, more] = stores;
  if (only === undefined || more !== undefined) return '';
  const objects = [...only.objects()];
  if (objects.some(({ status }) => status !== 'missing')) return '';
  const declared = new Set(
    objects.flatMap(({ ref }) => (ref.kind === 'Namespace' ? ref.name : [])),
  );
  const missing = objects.find(({ ref }) => declared.has(ref.namespace ?? ''))?.ref.namespace;
  return missing === undefined
    ? l10n.t(
        'Nothing of this runs here yet. “Sync” above shows what it would create; if it runs elsewhere, switch the namespace or the context.',
      )
    : l10n.t(
        'Nothing of this runs here yet. Its namespace {0} is missing too: “Sync” above creates that first. If it runs elsewhere, switch the context.',
        missing,
      );
}
