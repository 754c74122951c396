import type { PanelPicture } from '../../src/shared/panelPicture.ts';
import type { ClusterPreview, CommitPreview } from '../../src/shared/panelPreview.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import type { Chosen } from '../../src/shared/protocol.ts';
import type { CommitTerms } from './commitForm.ts';
import type { Preview } from './livePreview.ts';
import type { Step, StepFace, StepsFace } from './stepsView.ts';

/** All that decides on the two buttons. */
export interface StepsFacts {
  readonly picture: Pick<PanelPicture, 'context' | 'stale' | 'held'>;
  readonly chosen: readonly Chosen[];
  readonly cluster: Preview<ClusterPreview>;
  readonly commit: Preview<CommitPreview>;
  readonly terms: CommitTerms | undefined;
  readonly busy: Step | undefined;
  readonly progress: string;
  readonly words: PanelWords;
}

/** What the buttons say, and why one can't be pressed. */
export function stepsFace(facts: StepsFacts): StepsFace {
  const { picture, busy, progress } = facts;
  return {
    commit: stepFace(facts, 'live', facts.commit, whyNoCommit(facts)),
    apply: {
      ...stepFace(facts, 'git', facts.cluster, whyNoApply(facts)),
      context: picture.context,
    },
    ...{ busy, progress },
  };
}

function stepFace(
  facts: StepsFacts,
  wanted: Chosen['choice'],
  preview: Preview<unknown>,
  whyNot: string | undefined,
): StepFace {
  const count = facts.chosen.filter(({ choice }) => choice === wanted).length;
  const held = heldBack(facts);
  const why = held ?? whyUnknown(preview, facts.words) ?? whyNot;
  return { count, why, isLooking: held === undefined && preview.kind === 'looking' };
}

/** What holds both steps back. */
function heldBack({ picture, busy, words }: StepsFacts): string | undefined {
  if (busy !== undefined) return words.busy;
  if (picture.held !== undefined) return picture.held;
  return picture.stale === undefined ? undefined : words.needsCluster;
}

function whyUnknown(preview: Preview<unknown>, words: StepsFacts['words']): string | undefined {
  switch (preview.kind) {
    case 'none':
      return words.needsChoice;
    case 'looking':
      return words.needsPreview;
    case 'failed':
      return preview.reason;
    case 'known':
      return undefined;
  }
}

function whyNoCommit({ commit, terms, words }: StepsFacts): string | undefined {
  if (commit.kind !== 'known') return undefined;
  if (commit.value.files.length === 0) return commit.value.refusals[0] ?? words.nothingToCommit;
  if (terms === undefined || terms.message.trim() === '') return words.needsMessage;
  return terms.branch === '' ? words.needsBranch : undefined;
}

function whyNoApply({ cluster, words }: StepsFacts): string | undefined {
  if (cluster.kind !== 'known' || cluster.value.writes > 0) return undefined;
  return cluster.value.steps.find(({ refusal }) => refusal)?.refusal ?? words.nothingToApply;
}
