import { isEmpty, type Situation } from './statusBarFace.ts';

/** What the Drift view says where it has no rows to show; `''` for none. `viewsWelcome` has the words. */
export type Welcome =
  | 'noFolder'
  | 'untrusted'
  | 'noRepository'
  | 'noManifests'
  | 'noKubeconfig'
  | 'unbound'
  | 'signIn'
  | 'noRights'
  | 'failed'
  | '';

/** What a person can do most about stands first. */
const order: readonly Welcome[] = [
  'untrusted',
  'unbound',
  'signIn',
  'noKubeconfig',
  'noRights',
  'failed',
  'noManifests',
  'noRepository',
];

/** A welcome only where no folder has rows, or is about to have some. */
export function welcomeFor(situations: readonly Situation[]): Welcome {
  if (situations.length === 0) return 'noFolder';
  const all = situations.map(welcomeOf);
  if (all.includes('')) return '';
  return order.find((one) => all.includes(one)) ?? '';
}

/** Of one folder. */
export function welcomeOf(situation: Situation): Welcome {
  switch (situation.kind) {
    case 'untrusted':
    case 'noRepository':
    case 'failed':
      return situation.kind;
    case 'opening':
      return '';
    case 'unbound':
      if (isEmpty(situation.store)) {
        return situation.store.state.phase === 'looking' ? '' : 'noManifests';
      }
      return situation.why === 'noKubeconfig' ? 'noKubeconfig' : 'unbound';
    case 'looking':
      return welcomeOfStore(situation);
  }
}

function welcomeOfStore({ store }: Extract<Situation, { readonly kind: 'looking' }>): Welcome {
  const { phase, noCommits } = store.state;
  if (phase === 'looking') return '';
  if (phase === 'failed') return noCommits === true ? 'noManifests' : 'failed';
  if (isEmpty(store)) return 'noManifests';
  const reasons = new Set([...store.objects()].map(({ reason }) => reason));
  if (reasons.size !== 1) return '';
  if (reasons.has('signIn')) return 'signIn';
  return reasons.has('forbidden') ? 'noRights' : '';
}

/** What there is to say beside the welcome's own words: the reason, as it was told. */
export function welcomeReason(situations: readonly Situation[], welcome: Welcome): string {
  const found = situations.find((one) => welcomeOf(one) === welcome);
  if (found === undefined) return '';
  switch (found.kind) {
    case 'untrusted':
    case 'noRepository':
    case 'opening':
      return '';
    case 'unbound':
      // That a person has to choose is what the welcome says.
      return welcome === 'noManifests' || found.why === 'choose' ? '' : found.message;
    case 'failed':
      return found.message;
    case 'looking':
      return welcome === 'noManifests' ? '' : (messageOf(found.store) ?? '');
  }
}

function messageOf(store: Extract<Situation, { readonly kind: 'looking' }>['store']) {
  const { message } = store.state;
  return message ?? [...store.objects()].find((one) => one.message !== undefined)?.message;
}
