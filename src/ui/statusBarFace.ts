import type { CommandId } from '../contributions.ts';
import type { StatusStore, TargetState } from '../engine/statusStore.ts';
import { statusPresentation, statusesByRank } from './presentation.ts';

/** Where a workspace stands before, and while, there is a picture to show. */
export type Situation =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'noRepository'; readonly message: string }
  /** The repository is read, no cluster is asked. */
  | { readonly kind: 'unbound'; readonly message: string; readonly store: StatusStore }
  | { readonly kind: 'opening' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'looking'; readonly store: StatusStore };

/** The status bar item as it is drawn. */
export interface StatusBarFace {
  readonly text: string;
  /** Lines of the tooltip. */
  readonly lines: readonly string[];
  /** Read aloud in place of the text with its signs. */
  readonly label: string;
  readonly command?: CommandId | 'workbench.trust.manage';
  readonly isWarning?: boolean;
}

const MOST_SIGNS = 3;

/** `undefined` where the item is not worth its place: no repository, or one without manifests. */
export function statusBarFace(situation: Situation, now: Date): StatusBarFace | undefined {
  switch (situation.kind) {
    case 'untrusted':
      return {
        text: '$(shield) Driftline',
        lines: [
          'This workspace is not trusted: Driftline reads nothing from a cluster and runs no program.',
        ],
        label: 'Driftline waits for you to trust this workspace',
        command: 'workbench.trust.manage',
      };
    case 'noRepository':
      return undefined;
    case 'unbound':
      if (isEmpty(situation.store)) return undefined;
      return {
        text: '$(server-environment) Driftline: choose a cluster',
        lines: [situation.message],
        label: 'Driftline: choose the cluster for this folder',
        command: 'driftline.chooseCluster',
      };
    case 'opening':
      return {
        text: '$(loading~spin) Driftline',
        lines: ['Driftline reads the repository and asks the cluster.'],
        label: 'Driftline is starting',
      };
    case 'failed':
      return {
        text: '$(warning) Driftline',
        lines: [situation.message],
        label: `Driftline failed: ${situation.message}`,
        command: 'driftline.refresh',
        isWarning: true,
      };
    case 'looking':
      return pictureFace(situation.store, now);
  }
}

function pictureFace(store: StatusStore, now: Date): StatusBarFace | undefined {
  const { state } = store;
  const where = state.cluster?.context ?? state.target.name;
  switch (state.phase) {
    case 'looking':
      return {
        text: `$(loading~spin) ${where}`,
        lines: ['Driftline reads the repository and asks the cluster.'],
        label: `Driftline looks at ${where}`,
        command: 'driftline.showLog',
      };
    case 'failed':
      return {
        text: `$(warning) ${where}`,
        lines: [state.message ?? 'Driftline could not look.'],
        label: `Driftline: ${state.message ?? 'could not look'}`,
        command: 'driftline.refresh',
        isWarning: true,
      };
    case 'stale':
      return isEmpty(store) ? undefined : staleFace(store, where, now);
    case 'current':
      return isEmpty(store) ? undefined : currentFace(store, where);
  }
}

/** Git declares nothing here: CI files and the like are left alone without a word. */
function isEmpty(store: StatusStore): boolean {
  return (
    store.state.problems.every(({ file }) => file === undefined) &&
    store.objects().next().done === true
  );
}

function currentFace(store: StatusStore, where: string): StatusBarFace {
  const counts = wrongCounts(store);
  const { text, words } = describeCounts(counts);
  const total = [...store.objects()].length;
  const revision = describeRevision(store.state);
  if (counts.length === 0) {
    const all = total === 1 ? '1 object is' : `All ${total} objects are`;
    const sentence = total === 0 ? `Git declares no objects` : `${all} in sync`;
    return {
      text: `$(pass) ${where}`,
      lines: [`${sentence}${revision}.`, ...placeLines(store.state)],
      label: `Driftline, ${where}: ${sentence.toLowerCase()}`,
      command: 'driftline.showDrift',
    };
  }
  return {
    text: `$(git-compare) ${where} ${text}`,
    lines: [
      `${words}; ${total === 1 ? '1 object' : `${total} objects`} compared${revision}.`,
      ...placeLines(store.state),
    ],
    label: `Driftline, ${where}: ${words}`,
    command: 'driftline.showDrift',
  };
}

function staleFace(store: StatusStore, where: string, now: Date): StatusBarFace {
  const { since, message } = store.state;
  const when = since === undefined ? '' : ` since ${formatSince(since, now)}`;
  const state = awayWords(store);
  return {
    text: `$(debug-disconnect) ${where}: ${state}${when}`,
    lines: [
      message ?? `The cluster does not answer${when}.`,
      'It is tried again by itself; nothing can be told until then.',
    ],
    label: `Driftline: ${where}: ${state}${when}`,
    command: 'driftline.refresh',
    isWarning: true,
  };
}

/** In the words of the objects that can't be told about. */
function awayWords(store: StatusStore): string {
  const reasons = new Set([...store.objects()].map(({ reason }) => reason));
  if (reasons.has('otherCluster')) return 'another cluster answers';
  if (reasons.has('signIn')) return 'signed out';
  return 'away';
}

function wrongCounts(
  store: StatusStore,
): (readonly [badge: string, count: number, word: string])[] {
  const summary = store.summary();
  return statusesByRank
    .filter((status) => status !== 'inSync' && summary[status] > 0)
    .map((status) => {
      const { badge, word } = statusPresentation[status];
      return [badge, summary[status], word] as const;
    });
}

function describeCounts(counts: readonly (readonly [string, number, string])[]): {
  readonly text: string;
  readonly words: string;
} {
  const signs = counts.slice(0, MOST_SIGNS).map(([badge, count]) => `${badge} ${count}`);
  const more = counts.length > MOST_SIGNS ? ' …' : '';
  return {
    text: signs.join('  ') + more,
    words: counts
      .map(([, count, word]) => `${count} ${word.charAt(0).toLowerCase()}${word.slice(1)}`)
      .join(', '),
  };
}

function describeRevision({ revision }: TargetState): string {
  if (revision?.sha === undefined) return '';
  return ` with ${revision.ref}@${revision.sha.slice(0, 7)}`;
}

function placeLines({ cluster, target }: TargetState): string[] {
  if (!cluster) return [];
  return [`Cluster: ${cluster.context} (${cluster.server}), namespace ${target.namespace}`];
}

/** The time of today, else the date too. */
function formatSince(since: string, now: Date): string {
  const date = new Date(since);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString([], { month: 'short', day: 'numeric' })} ${time}`;
}
