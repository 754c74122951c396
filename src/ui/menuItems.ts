import { l10n } from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { HealState } from '../engine/healingDesk.ts';
import { commands } from '../contributions.ts';
import { settingsFile } from '../core/model/settingsFile.ts';
import { sinceWords } from './moments.ts';

/** What decides on what can be done from the status bar's menu. */
export interface MenuFacts {
  /** A folder is compared with a cluster. */
  readonly isOpen: boolean;
  /** Objects that are not in sync. */
  readonly wrong: number;
  readonly isAway: boolean;
  readonly context: string;
  readonly namespace: string;
  readonly heal: HealState;
  readonly now: Date;
}

/** One line of the menu; without a command a separator. */
export interface MenuItem {
  readonly label: string;
  readonly description?: string;
  readonly command?: CommandId;
}

/** Only what can be done, the likely wish first. */
export function menuItems(facts: MenuFacts): readonly MenuItem[] {
  const { isOpen, isAway, context, namespace } = facts;
  const refresh = item('driftline.refresh', isAway ? l10n.t('try again now') : undefined);
  return [
    ...(isAway ? [refresh] : []),
    ...(isOpen ? actItems(facts) : []),
    separator(l10n.t('Cluster')),
    item('driftline.chooseCluster', context),
    ...(isOpen ? [item('driftline.switchNamespace', namespace)] : []),
    ...(isOpen ? healItems(facts.heal, facts.now) : []),
    separator(l10n.t('Look')),
    ...(isAway ? [] : [refresh]),
    ...(isOpen ? [item('driftline.showAudit')] : []),
    item('driftline.showLog'),
  ];
}

function actItems({ wrong, isAway }: MenuFacts): readonly MenuItem[] {
  const show = item('driftline.showDrift', wrong === 0 ? undefined : String(wrong));
  return isAway ? [show] : [item('driftline.sync'), show];
}

/** What self-heal does at present, and below it what can be done about that. */
function healItems(heal: HealState, now: Date): readonly MenuItem[] {
  switch (heal.kind) {
    case 'off':
      return [
        separator(l10n.t('Self-heal is off')),
        item('driftline.allowHealing', l10n.t('{0} has to ask for it first', settingsFile)),
      ];
    case 'needsConsent':
      return [
        separator(l10n.t('Self-heal waits for you')),
        item('driftline.allowHealing', l10n.t('{0} asks for it', settingsFile)),
      ];
    case 'on':
      return [
        separator(l10n.t('Self-heal is on')),
        item('driftline.pause'),
        item('driftline.forbidHealing'),
      ];
    case 'paused':
      return [
        separator(l10n.t('Self-heal is paused until {0}', sinceWords(heal.until, now))),
        item('driftline.resume'),
        item('driftline.forbidHealing'),
      ];
    case 'held':
      return [
        separator(l10n.t('Self-heal does nothing')),
        item('driftline.forbidHealing', heal.why),
      ];
    // Another cluster answers: a consent that was given for it is none of this folder's.
    case 'ended':
      return [];
  }
}

function item(command: CommandId, description?: string): MenuItem {
  const { title, icon } = commands[command];
  return {
    label: `${icon} ${title}`,
    command,
    ...(description === undefined ? {} : { description }),
  };
}

function separator(label: string): MenuItem {
  return { label };
}
