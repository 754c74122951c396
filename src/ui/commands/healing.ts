import { l10n } from 'vscode';
import { mayBeHealed, mayHeal } from '../../core/plan/healPolicy.ts';
import { formatPath } from '../../core/model/fieldPath.ts';
import { settingsFile } from '../../core/model/settingsFile.ts';
import type { HealTerms } from '../../engine/healTerms.ts';
import type { Messages } from '../messages.ts';
import type { Place } from '../place.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { syncPlace } from './applyPlan.ts';
import { editSettings, saveSettings } from './editSettings.ts';
import { refWords } from '../refWords.ts';
import { requireOpened } from './requireOpened.ts';

const MOST_FIELDS = 10;

/**
 * Asks for the consent, with all that it is bound to and what it would undo at once; where the
 * repository does not ask for self-heal, how it comes to.
 */
export async function allowHealing(
  workspace: Workspace,
  messages: Messages,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const { healing } = opened.session;
  const terms = await healing.terms();
  if (!terms.policy.selfHeal) return offerPolicy(workspace, opened, messages);
  const { context } = syncPlace(opened);
  const agreed = await messages.confirm({
    title: l10n.t('Let Driftline write to {0} by itself?', context),
    detail: consentDetail(opened, terms).join('\n'),
    button: l10n.t('Allow Self-Heal on {0}', context),
  });
  if (!agreed) return;
  await healing.allow(terms);
  messages.done(l10n.t('Self-heal is allowed on {0}.', context));
}

/** Nothing can be allowed that the repository does not ask for: an edit that asks, to review. */
async function offerPolicy(
  workspace: Workspace,
  opened: Opened,
  messages: Messages,
): Promise<void> {
  const agreed = await messages.confirm({
    title: l10n.t('{0} does not ask for self-heal yet.', settingsFile),
    detail: l10n.t(
      'Driftline can add “selfHeal: true” to the policy of its target, as an edit for you to review. Nothing is healed before you have saved it and allowed self-heal on this machine.',
    ),
    button: l10n.t('Edit {0}', settingsFile),
  });
  if (!agreed) return;
  const { askForSelfHeal } = await import('../../core/plan/askForSelfHeal.ts');
  await editSettings(opened, askForSelfHeal);
  const allow = l10n.t('Save and Allow…');
  const answer = await messages.ask(
    l10n.t(
      'Look over the edit and save it, then allow self-heal. Commit {0} too: the policy is the repository’s, your consent this machine’s.',
      settingsFile,
    ),
    [allow],
  );
  // The person may have saved it already, as the sentence says.
  if (answer !== allow || !(await saveSettings(opened))) return;
  await allowHealing(workspace, messages, [{ folder: opened.folder.uri.toString() }]);
}

export async function forbidHealing(
  workspace: Workspace,
  messages: Messages,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  await opened.session.healing.forbid();
  messages.done(l10n.t('Self-heal is forbidden on {0}.', syncPlace(opened).context));
}

export async function pauseHealing(
  workspace: Workspace,
  messages: Messages,
  minutes: number,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  await opened.session.healing.pause(minutes);
  messages.done(l10n.t('Self-heal rests for {0} minutes, then goes on by itself.', minutes));
}

export async function resumeHealing(
  workspace: Workspace,
  messages: Messages,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  await opened.session.healing.resume();
  messages.done(l10n.t('Self-heal goes on.'));
}

/** The exact fields that it covers by now, and all that the consent is bound to. */
function consentDetail(opened: Opened, { policy, target }: HealTerms): readonly string[] {
  const { cluster } = opened.session.store.state;
  const place = syncPlace(opened);
  const isAll = target.path === '' || target.path === '.';
  const path = isAll ? l10n.t('all manifests') : target.path;
  const covered = coveredNow(opened, policy);
  const shown = covered.slice(0, MOST_FIELDS);
  const more = covered.length - shown.length;
  return [
    policy.autoSync
      ? l10n.t(
          'From now on, without asking: it undoes what hands change, brings back what they delete, and applies new commits.',
        )
      : l10n.t(
          'From now on, without asking: it undoes what hands change and brings back what they delete. New commits are not applied by it.',
        ),
    '',
    l10n.t('Cluster: {0} ({1})', place.context, cluster?.server ?? ''),
    l10n.t('Manifests: {0} at {1}, namespace {2}', path, place.revision, place.namespace),
    '',
    covered.length === 0
      ? l10n.t('Nothing would be undone at this moment.')
      : l10n.t('It would undo at once:'),
    ...shown.map((line) => `    ${line}`),
    ...(more > 0 ? [`    ${l10n.t('and {0} more', more)}`] : []),
    '',
    l10n.t(
      'The consent is for this machine, repository, cluster and policy. “Forbid Self-Heal” ends it.',
    ),
  ];
}

function coveredNow({ session }: Opened, policy: HealTerms['policy']): readonly string[] {
  return [...session.store.objects()].flatMap((status) => {
    if (!mayBeHealed(status)) return [];
    const fields = status.findings.filter((finding) => mayHeal(finding, policy));
    const subject = refWords(status.ref, session.store.state.target.namespace);
    return fields.map(({ path }) => `${subject}: ${formatPath(path)}`);
  });
}
