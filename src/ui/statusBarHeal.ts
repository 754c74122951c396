import { l10n } from 'vscode';
import type { HealState } from '../engine/healingDesk.ts';
import { sinceWords } from './moments.ts';

/** Self-heal in the status bar: a sign behind the counts, and a sentence for the tooltip. */
export function healFace(
  state: HealState,
  now: Date,
): { readonly sign: string; readonly line?: string } {
  switch (state.kind) {
    case 'off':
      return { sign: '' };
    case 'needsConsent':
      return {
        sign: '',
        line: l10n.t('.driftline.yaml asks for self-heal; it waits for you to allow it.'),
      };
    case 'on':
      return { sign: ' $(shield)', line: l10n.t('Self-heal is on: drift by hand is undone.') };
    case 'paused':
      return {
        sign: ' $(debug-pause)',
        line: l10n.t('Self-heal is paused until {0}.', sinceWords(state.until, now)),
      };
    case 'held':
    case 'ended':
      return { sign: ' $(circle-slash)', line: l10n.t('Self-heal does nothing: {0}', state.why) };
  }
}
