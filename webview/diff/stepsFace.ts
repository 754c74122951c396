import type { PanelPicture } from '../../src/shared/panelPicture.ts';
import type { ClusterPreview, CommitPreview } from '../../src/shared/panelPreview.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import type { Chosen } from '../../src/shared/protocol.ts';
import type { CommitTerms } from './commitForm.ts';
import type { Preview } from './livePreview.ts';
import type { Step, StepsFace } from './stepsView.ts';

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
  const { chosen, picture, busy, progress } = facts;
  const count = (wanted: Chosen['choice']): number =>
    chosen.filter(({ choice }) => choice === wanted).length;
  return {
    commit: { count: count('live'), why: heldBack(facts, facts.commit) ?? whyNoCommit(facts) },
    apply: {
      count: count('git'),
      context: picture.context,
      why: heldBack(facts, facts.cluster) ?? whyNoApply(facts),
    },
    ...{ busy, progress },
  };
}

function heldBack(
  { picture, busy, words }: StepsFacts,
  preview: Preview<unknown>,
): string | undefined {
  if (busy !== undefined) return words.busy;
  if (picture.held !== undefined) return picture.held;
  if (picture.stale !== undefined) return words.needsCluster;
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
