import type { StepEnd } from '../../src/shared/panelPreview.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { Button } from '../controls.ts';
import { el, setText } from './dom.ts';
import { KeyHelp } from './keyHelp.ts';
import type { Tools } from './tools.ts';
import { appendVisible } from './visibleText.ts';

export type Step = 'commit' | 'apply';

/** How one of them stands. */
export interface StepFace {
  /** Fields that are chosen for it. */
  readonly count: number;
  /** Why it rests. */
  readonly why?: string | undefined;
  /** It rests for nothing but a preview that is being looked for. */
  readonly isLooking: boolean;
}

/** How the two steps stand. */
export interface StepsFace {
  readonly commit: StepFace;
  readonly apply: StepFace & { readonly context: string };
  readonly busy?: Step | undefined;
  readonly progress: string;
}

/** What the buttons do. */
export interface StepActs {
  commit(): void;
  apply(): void;
  /** The button of a step that rests was pressed. */
  rest(step: Step): void;
  stop(): void;
  push(branch: string): void;
  openReview(): void;
}

/** Two steps, each with its button and its result, the commit first. */
export class StepsView {
  readonly root: HTMLElement;
  readonly keys: KeyHelp;
  readonly #tools: Tools;
  readonly #acts: StepActs;
  readonly #commit: Button;
  readonly #apply: Button;
  readonly #stop: Button;
  readonly #progress = el('span', { class: 'told', role: 'status' });
  readonly #results: Readonly<Record<Step, HTMLElement>>;
  #face: StepsFace | undefined;
  #said = '';

  constructor(tools: Tools, acts: StepActs) {
    this.#tools = tools;
    this.#acts = acts;
    const { words } = tools;
    this.#commit = new Button(
      'primary',
      () => acts.commit(),
      () => acts.rest('commit'),
    );
    this.#apply = new Button(
      'secondary',
      () => acts.apply(),
      () => acts.rest('apply'),
    );
    this.#stop = new Button('secondary', () => acts.stop());
    this.#stop.show({ label: words.stop });
    this.#results = {
      commit: el('ul', { class: 'results' }),
      apply: el('ul', { class: 'results' }),
    };
    const told = el('div', { role: 'status' }, this.#results.commit, this.#results.apply);
    const then = el('span', { class: 'dim' }, words.then);
    const bar = el('div', { class: 'bar' }, this.#commit.root, then, this.#apply.root);
    this.keys = new KeyHelp(tools);
    bar.append(this.#stop.root, this.#progress, this.keys.button);
    this.root = el('div', { class: 'steps' }, told, bar, this.keys.list);
  }

  show(face: StepsFace): void {
    this.#face = face;
    const { commit, apply, busy } = face;
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
    this.#tellProgress();
  }

  /** Why a key or a press did nothing yet; `''` takes it back. */
  say(sentence: string): void {
    this.#said = sentence;
    this.#tellProgress();
  }

  /** Where Enter leads: the first step that is chosen for and can be taken, or soon can. */
  focusNext(): void {
    const isNext = (face: StepFace | undefined): boolean =>
      face !== undefined && face.count > 0 && (face.why === undefined || face.isLooking);
    const isApplyNext = !isNext(this.#face?.commit) && isNext(this.#face?.apply);
    (isApplyNext ? this.#apply : this.#commit).root.focus();
  }

  #tellProgress(): void {
    const { busy, progress = '' } = this.#face ?? {};
    setText(this.#progress, busy === undefined ? this.#said : progress);
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
