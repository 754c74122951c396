import { l10n } from 'vscode';
import type { StatusStore } from '../engine/statusStore.ts';
import type { FaceContext, StatusBarFace } from './barFace.ts';
import type { UnboundReason } from './bindingFor.ts';
import { pictureFace } from './pictureFace.ts';

/** Where a workspace stands before, and while, there is a picture to show. */
export type Situation =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'noRepository'; readonly message: string }
  /** The repository is read, no cluster is asked. */
  | {
      readonly kind: 'unbound';
      readonly message: string;
      readonly why: UnboundReason;
      readonly store: StatusStore;
    }
  | { readonly kind: 'opening' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'looking'; readonly store: StatusStore };

/** `undefined` where the item is not worth its place: no repository, or one without manifests. */
export function statusBarFace(
  situation: Situation,
  context: FaceContext,
): StatusBarFace | undefined {
  switch (situation.kind) {
    case 'untrusted':
      return {
        text: '$(shield) Driftline',
        lines: [
          l10n.t(
            'This workspace is not trusted: Driftline reads nothing from a cluster and runs no program.',
          ),
        ],
        label: l10n.t('Driftline waits for you to trust this workspace'),
        command: 'workbench.trust.manage',
      };
    case 'noRepository':
      return undefined;
    case 'unbound':
      return isEmpty(situation.store) ? undefined : unboundFace(situation);
    case 'opening':
      return {
        text: '$(loading~spin) Driftline',
        lines: [l10n.t('Driftline reads the repository and asks the cluster.')],
        label: l10n.t('Driftline is starting'),
      };
    case 'failed':
      return {
        text: '$(warning) Driftline',
        lines: [situation.message],
        label: l10n.t('Driftline failed: {0}', situation.message),
        command: 'driftline.menu',
        background: 'warning',
      };
    case 'looking':
      return isEmpty(situation.store) && situation.store.state.phase !== 'looking'
        ? emptyFace(situation.store, context)
        : pictureFace(situation.store, context);
  }
}

/** Git declares nothing here: CI files and the like are left alone without a word. */
export function isEmpty(store: StatusStore): boolean {
  return (
    store.state.problems.every(({ file }) => file === undefined) &&
    store.objects().next().done === true
  );
}

/** That nothing could be read is worth a word even so; that nothing is committed is not. */
function emptyFace(store: StatusStore, context: FaceContext): StatusBarFace | undefined {
  const { phase, noCommits } = store.state;
  return phase === 'failed' && noCommits !== true ? pictureFace(store, context) : undefined;
}

function unboundFace({
  message,
  why,
}: Extract<Situation, { readonly kind: 'unbound' }>): StatusBarFace {
  if (why === 'noKubeconfig') {
    return {
      text: `$(server-environment) ${l10n.t('Driftline: no cluster')}`,
      lines: [message],
      label: l10n.t('Driftline found no cluster for this folder'),
      command: 'driftline.chooseCluster',
    };
  }
  return {
    text: `$(server-environment) ${l10n.t('Driftline: choose a cluster')}`,
    lines: [message],
    label: l10n.t('Driftline: choose the cluster for this folder'),
    command: 'driftline.chooseCluster',
  };
}
