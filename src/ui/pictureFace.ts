import { l10n } from 'vscode';
import { chooseByGlob } from '../core/model/chooseByGlob.ts';
import { visibleText } from '../core/model/visibleText.ts';
import type { StatusStore, TargetState } from '../engine/statusStore.ts';
import { sinceWords } from './moments.ts';
import { statusPresentation, statusesByRank } from './presentation.ts';
import type { FaceContext, StatusBarFace } from './barFace.ts';
import { healFace } from './statusBarHeal.ts';

const MOST_SIGNS = 3;

/** The status bar item of a folder that is compared with a cluster. */
export function pictureFace(store: StatusStore, context: FaceContext): StatusBarFace {
  const { state } = store;
  const where = placeOf(state);
  switch (state.phase) {
    case 'looking':
      return {
        text: `$(loading~spin) ${where}`,
        lines: [l10n.t('Driftline reads the repository and asks the cluster.')],
        label: l10n.t('Driftline looks at {0}', where),
        command: 'driftline.menu',
        ...backgroundOf(state, context),
      };
    case 'failed':
      return {
        text: `$(warning) ${where}`,
        lines: [state.message ?? l10n.t('Driftline could not look.')],
        label: l10n.t('Driftline: {0}', state.message ?? l10n.t('could not look')),
        command: 'driftline.menu',
        ...backgroundOf(state, context, 'warning'),
      };
    case 'stale':
      return staleFace(store, where, context);
    case 'asleep':
      return asleepFace(store, where, context);
    case 'current':
      return currentFace(store, where, context);
  }
}

/** `staging / task`. */
function placeOf({ cluster, target }: TargetState): string {
  return visibleText(cluster ? `${cluster.context} / ${target.namespace}` : target.name);
}

/** So that production looks like production, whatever else there is to say. */
function backgroundOf(
  { cluster }: TargetState,
  { colors }: FaceContext,
  otherwise?: 'warning',
): Pick<StatusBarFace, 'background'> {
  const chosen = cluster && chooseByGlob(colors, cluster.context);
  const background = chosen === 'error' || chosen === 'warning' ? chosen : otherwise;
  return background === undefined ? {} : { background };
}

function currentFace(store: StatusStore, where: string, context: FaceContext): StatusBarFace {
  const counts = wrongCounts(store);
  const { signs, words } = describeCounts(counts);
  const total = store.size;
  const revision = describeRevision(store.state);
  const heal = healFace(context.heal, context.now);
  const isGood = counts.length === 0;
  const sentence = isGood
    ? goodWords(total, revision)
    : l10n.t('{0}; {1} compared{2}.', words, objects(total), revision);
  return {
    text: `${isGood ? '$(pass)' : '$(git-compare)'} ${where}${isGood ? '' : `  ${signs}`}${heal.sign}`,
    lines: [sentence, ...placeLines(store.state), ...(heal.line === undefined ? [] : [heal.line])],
    label: `Driftline, ${where}: ${isGood ? sentence : words}`,
    command: 'driftline.menu',
    ...backgroundOf(store.state, context),
  };
}

function goodWords(total: number, revision: string): string {
  if (total === 0) return l10n.t('Git declares no objects{0}.', revision);
  if (total === 1) return l10n.t('1 object is in sync{0}.', revision);
  return l10n.t('All {0} objects are in sync{1}.', total, revision);
}

function objects(total: number): string {
  return total === 1 ? l10n.t('1 object') : l10n.t('{0} objects', total);
}

function staleFace(store: StatusStore, where: string, context: FaceContext): StatusBarFace {
  const { since, message } = store.state;
  const moment = since === undefined ? undefined : sinceWords(since, context.now);
  const state = awayWords(store);
  const told = moment === undefined ? state : l10n.t('{0} since {1}', state, moment);
  return {
    text: `$(debug-disconnect) ${where}: ${told}`,
    lines: [
      message ?? l10n.t('The cluster does not answer.'),
      l10n.t('It is tried again by itself; nothing can be told until then.'),
    ],
    label: `Driftline: ${where}: ${told}`,
    command: 'driftline.menu',
    ...backgroundOf(store.state, context, 'warning'),
  };
}

/** What was last seen is no count of what is. */
function asleepFace({ state }: StatusStore, where: string, context: FaceContext): StatusBarFace {
  const moment = state.since === undefined ? undefined : sinceWords(state.since, context.now);
  return {
    text: `$(eye-closed) ${where}`,
    lines: [
      moment === undefined
        ? l10n.t('Nobody looks, so Driftline watches nothing.')
        : l10n.t('Nobody looks, so Driftline watches nothing since {0}.', moment),
      l10n.t('It looks again at once when this folder is seen.'),
    ],
    label: l10n.t('Driftline rests: nobody looks at {0}', where),
    command: 'driftline.menu',
    ...backgroundOf(state, context),
  };
}

/** In the words of the objects that can't be told about. */
function awayWords(store: StatusStore): string {
  const reasons = new Set([...store.objects()].map(({ reason }) => reason));
  if (reasons.has('otherCluster')) return l10n.t('another cluster answers');
  if (reasons.has('signIn')) return l10n.t('signed out');
  return l10n.t('away');
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
  readonly signs: string;
  readonly words: string;
} {
  const signs = counts.slice(0, MOST_SIGNS).map(([badge, count]) => `${badge} ${count}`);
  const more = counts.length > MOST_SIGNS ? ' …' : '';
  return {
    signs: signs.join('  ') + more,
    words: counts
      .map(([, count, word]) => `${count} ${word.charAt(0).toLowerCase()}${word.slice(1)}`)
      .join(', '),
  };
}

function describeRevision({ revision }: TargetState): string {
  if (revision?.sha === undefined) return '';
  return l10n.t(' with {0}', visibleText(`${revision.ref}@${revision.sha.slice(0, 7)}`));
}

function placeLines({ cluster, target }: TargetState): string[] {
  if (!cluster) return [];
  const { context, server } = cluster;
  return [
    l10n.t('Cluster: {0} ({1}), namespace {2}', visibleText(context), server, target.namespace),
  ];
}
