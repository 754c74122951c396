import type { StepEnd } from '../../src/shared/panelPreview.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { Button } from '../controls.ts';
import { el, setText } from './dom.ts';
import type { Tools } from './tools.ts';
import { appendVisible } from './visibleText.ts';

export type Step = 'commit' | 'apply';

/** How the two steps stand. */
export interface StepsFace {
  readonly commit: { readonly count: number; readonly why?: string | undefined };
  readonly apply: {
    readonly count: number;
    readonly context: string;
    readonly why?: string | undefined;
  };
  readonly busy?: Step | undefined;
  readonly progress: string;
}

/** What the buttons do. */
export interface StepActs {
  commit(): void;
  apply(): void;
  stop(): void;
  push(branch: string): void;
  openReview(): void;
}

/** Two steps, each with its button and its result, the commit first. */
export class StepsView {
  readonly root: HTMLElement;
  readonly #tools: Tools;
  readonly #acts: StepActs;
  readonly #commit: Button;
  readonly #apply: Button;
  readonly #stop: Button;
  readonly #progress = el('span', { class: 'dim', role: 'status' });
  readonly #results: Readonly<Record<Step, HTMLElement>>;

  constructor(tools: Tools, acts: StepActs) {
    this.#tools = tools;
    this.#acts = acts;
    const { words } = tools;
    this.#commit = new Button('primary', () => acts.commit());
    this.#apply = new Button('secondary', () => acts.apply());
    this.#stop = new Button('secondary', () => acts.stop());
    this.#stop.show({ label: words.stop });
    this.#results = {
      commit: el('ul', { class: 'results' }),
      apply: el('ul', { class: 'results' }),
    };
    const told = el('div', { role: 'status' }, this.#results.commit, this.#results.apply);
    const then = el('span', { class: 'dim' }, words.then);
    const bar = el('div', { class: 'bar' }, this.#commit.root, then, this.#apply.root);
    bar.append(this.#stop.root, this.#progress, el('span', { class: 'keys dim' }, words.keys));
    this.root = el('div', { class: 'steps' }, told, bar);
  }

  show({ commit, apply, busy, progress }: StepsFace): void {
    const { words } = this.#tools;
    const isCommitFirst = commit.count > 0;
    this.#commit.show({
      look: isCommitFirst ? 'primary' : 'secondary',
      label: isCommitFirst ? fill(words.commitSome, commit.count) : words.commitNone,
      why: commit.why,
    });
    this.#apply.show({
      look: isCommitFirst ? 'secondary' : 'primary',
      label:
        apply.count > 0
          ? fill(words.applySome, apply.count, apply.context)
          : fill(words.applyNone, apply.context),
      why: apply.why,
    });
    this.#stop.root.hidden = busy !== 'apply';
    setText(this.#progress, busy === undefined ? '' : progress);
  }

  /** Where Enter leads: the first step that can be taken, else the first. */
  focusNext(): void {
    const next = [this.#commit, this.#apply].find(({ isEnabled }) => isEnabled);
    (next ?? this.#commit).root.focus();
  }

  /** Something that was done, or failed, is still told of. */
  get hasResults(): boolean {
    return Object.values(this.#results).some((list) => list.childElementCount > 0);
  }

  forget(step: Step): void {
    this.#results[step].replaceChildren();
  }

  tell(step: Step, { results, push, review }: StepEnd): void {
    const { words } = this.#tools;
    const lines = results.map(({ good, message }) => resultOf(good, message, words));
    const last = lines.at(-1);
    if (push !== undefined && last !== undefined) {
      const button = new Button('secondary', () => this.#acts.push(push));
      button.show({ label: fill(words.push, push) });
      last.append(button.root);
    }
    if (review === true && last !== undefined) {
      const button = new Button('secondary', () => this.#acts.openReview());
      button.show({ label: words.openReview });
      last.append(button.root);
    }
    this.#results[step].replaceChildren(...lines);
  }
}

function resultOf(good: boolean, message: string, words: Tools['words']): HTMLElement {
  const line = el('li', { class: good ? 'good' : 'bad' });
  line.append(el('span', { class: 'sign', 'aria-hidden': 'true' }, good ? '✓' : '✗'));
  const told = el('span');
  appendVisible(told, message, words);
  line.append(told);
  return line;
}
