import type { Engine } from '../engine/engine.ts';
import { Executor } from '../engine/executor.ts';
import { HealGate } from '../engine/healGate.ts';
import { HealConsent, notAskedFor, policyWords } from '../engine/healConsent.ts';
import { readHealTerms, type HealTerms } from '../engine/healTerms.ts';
import { RevisionGuard } from '../engine/revisionGuard.ts';
import { SelfHealer } from '../engine/selfHealer.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { healedWords } from '../engine/auditedSync.ts';
import { isYes } from './askConsent.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import { fightEvent, leftEvent, resultEvent, stopEvent, type HealEvent } from './healEvents.ts';
import { revisionText } from './subjectText.ts';
import { visibleText } from '../core/model/visibleText.ts';

export interface HealOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

/** What the watch does with what healing tells. */
export interface HealShell {
  readonly stop: AbortSignal;
  readonly tell: (event: HealEvent) => void;
  /** It ended for good: another cluster answers. */
  readonly onEnded: () => void;
}

/**
 * Starts healing on an engine that has looked, with the person's consent; `undefined` where it
 * may not be, which is said with the next step.
 */
export async function openHealing(
  parts: CommandParts,
  opened: OpenTarget,
  options: HealOptions,
  shell: HealShell,
): Promise<SelfHealer | undefined> {
  const { engine, git } = opened;
  const bound = await bind(opened);
  if (typeof bound === 'string') {
    await parts.console.say(`Nothing is healed. ${bound.replace(/\.?$/, '.')}`);
    return undefined;
  }
  if (!(await isAgreed(parts, opened, options, { ...bound, stop: shell.stop }))) return undefined;
  const { environment, state } = parts;
  const { store } = engine;
  const { cluster, clusterUid, guard } = bound;
  const gate = new HealGate({
    store,
    repository: git,
    state,
    guard,
    environment,
    clusterUid,
    answering: async () => (await cluster.identify()).uid,
  });
  const healer = new SelfHealer({
    store,
    executor: new Executor({ cluster, source: engine, clock: environment.clock }),
    gate,
    environment,
    listener: {
      onHealed: async (results) => {
        for (const result of results) shell.tell(resultEvent(result));
        await opened.acts.append(store.state, healedWords(results));
      },
      onFight: (fight) => shell.tell(fightEvent(fight)),
      onLeft: (left) => shell.tell(leftEvent(left)),
      onStop: (stop) => {
        shell.tell(stopEvent(stop));
        if (stop?.kind === 'ended') shell.onEnded();
      },
    },
  });
  shell.tell({ event: 'on', message: `Self-heal is on: ${policyWords(bound.terms.policy)}.` });
  healer.start();
  return healer;
}

interface Bound {
  readonly cluster: NonNullable<Engine['cluster']>;
  readonly clusterUid: string;
  readonly guard: RevisionGuard;
  readonly terms: HealTerms;
}

/** All that healing is bound to; a sentence where something of it has no name. */
async function bind({ engine, git, unnamed }: OpenTarget): Promise<Bound | string> {
  const { store, cluster } = engine;
  const { state } = store;
  const terms = await readHealTerms(git, state);
  if (!terms.policy.selfHeal) return notAskedFor;
  if (unnamed !== undefined) return unnamed;
  if (cluster === undefined || state.cluster === undefined) {
    return state.message ?? 'The cluster does not answer: try again when it does';
  }
  const clusterUid = state.cluster.uid;
  if (clusterUid === undefined) {
    return 'The cluster cannot be told from others: get leave to read the namespace kube-system';
  }
  const guard = RevisionGuard.bind(git, state.target.revision, state.revision ?? { ref: 'HEAD' });
  return typeof guard === 'string' ? guard : { cluster, clusterUid, guard, terms };
}

async function isAgreed(
  parts: CommandParts,
  opened: OpenTarget,
  options: HealOptions,
  { clusterUid, terms, stop }: Bound & { readonly stop: AbortSignal },
): Promise<boolean> {
  const { environment, state } = parts;
  const { git: repository, engine, acts } = opened;
  const { store } = engine;
  const consent = new HealConsent({ store, repository, state, environment }, clusterUid);
  if ((await consent.of(terms)) === 'given') return true;
  await parts.console.say(termsWords(terms, store.state, repository.root));
  if (!options.yes && (options.json || !parts.canAsk)) {
    await parts.console.say(
      'Nothing is healed without your consent: run driftline watch --heal on a terminal to be asked, or add --yes to give it.',
    );
    return false;
  }
  const answer = options.yes ? 'yes' : await parts.ask('Allow it? [y/N] ', stop);
  if (!isYes(answer)) {
    await parts.console.say('Nothing is healed.');
    return false;
  }
  await consent.give(terms, acts);
  return true;
}

function termsWords({ policy }: HealTerms, state: TargetState, root: string): string {
  const { target, cluster } = state;
  const what = target.path === '' ? 'all manifests' : target.path;
  return [
    `${root} asks to write to a cluster by itself, from now on and without asking:`,
    `  cluster     ${cluster?.context ?? '?'} (${cluster?.server ?? '?'}), ${cluster?.uid ?? '?'}`,
    `  target      ${target.name}: ${what} at ${revisionText(state)}, namespace ${target.namespace}`,
    `  repository  ${root}`,
    `  policy      ${policyWords(policy)}`,
  ]
    .map(visibleText)
    .join('\n');
}
