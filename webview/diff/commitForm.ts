import type { CommitPreview, PreviewBranches } from '../../src/shared/panelPreview.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { TextInput } from '../controls.ts';
import { el, setAttribute, setText } from './dom.ts';
import type { Tools } from './tools.ts';

/** What the person wrote; absent: what is proposed counts. */
export interface CommitWish {
  readonly message?: string;
  readonly isNewBranch?: boolean;
  readonly branchName?: string;
}

/** Where the commit goes and what it says, by the person's wish and the proposal. */
export interface CommitTerms {
  readonly message: string;
  /** Absent: the current branch. */
  readonly branch?: string;
}

/** Asks for a commit's message and branch; what is proposed is filled in and follows. */
export class CommitForm {
  readonly root: HTMLElement;
  readonly #words: Tools['words'];
  readonly #changed: () => void;
  readonly #message: TextInput;
  readonly #trailers = el('pre');
  readonly #summary = el('summary');
  readonly #details = el('details', { class: 'trailers' }, this.#summary, this.#trailers);
  readonly #current: HTMLInputElement;
  readonly #fresh: HTMLInputElement;
  readonly #currentLabel = el('span');
  readonly #name: TextInput;
  #wish: CommitWish;
  #proposal: CommitPreview | undefined;

  constructor(tools: Tools, wish: CommitWish, changed: () => void) {
    const { words } = tools;
    this.#words = words;
    this.#wish = wish;
    this.#changed = changed;
    this.#message = new TextInput('lines', words.message, (message) => this.#set({ message }));
    this.#name = new TextInput('line', words.newBranchName, (branchName) =>
      this.#set({ branchName, isNewBranch: true }),
    );
    this.#current = radio(() => this.#set({ isNewBranch: false }));
    this.#fresh = radio(() => this.#set({ isNewBranch: true }));
    const branches = el(
      'fieldset',
      { class: 'branches' },
      el('legend', {}, words.branch),
      el('label', {}, this.#current, this.#currentLabel),
      el('label', {}, this.#fresh, words.newBranch),
      this.#name.root,
    );
    const label = el('div', { class: 'form-label', 'aria-hidden': 'true' }, words.message);
    this.root = el('div', { class: 'commit-form' }, branches, label, this.#message.root);
    this.root.append(this.#details);
  }

  get wish(): CommitWish {
    return this.#wish;
  }

  /** Another place is shown, with what was written for its commit. */
  turnTo(wish: CommitWish): void {
    this.#wish = wish;
  }

  /** A commit was made: the next one is another. */
  clear(): void {
    this.#wish = {};
  }

  /** What the commit would be made with; `undefined` before anything is proposed. */
  get terms(): CommitTerms | undefined {
    const proposal = this.#proposal;
    if (proposal === undefined) return undefined;
    const message = this.#wish.message ?? proposal.message;
    if (!this.#isNew(proposal.branches)) return { message };
    return { message, branch: (this.#wish.branchName ?? proposal.branches.proposed).trim() };
  }

  show(proposal: CommitPreview | undefined): void {
    this.#proposal = proposal;
    this.root.hidden = proposal === undefined || proposal.files.length === 0;
    if (proposal === undefined) return;
    const { branches, trailers, message } = proposal;
    const isNew = this.#isNew(branches);
    this.#message.show(this.#wish.message ?? message);
    setText(this.#trailers, trailers);
    setText(this.#summary, fill(this.#words.trailers, trailers.split('\n').length));
    this.#details.hidden = trailers === '';
    setText(this.#currentLabel, fill(this.#words.currentBranch, branches.current ?? ''));
    const label = this.#current.parentElement;
    if (label) label.hidden = branches.current === undefined;
    this.#current.checked = !isNew;
    this.#fresh.checked = isNew;
    this.#name.show(this.#wish.branchName ?? branches.proposed);
    this.#name.root.hidden = !isNew;
    setAttribute(this.root, 'data-branch', isNew ? 'new' : 'current');
  }

  #isNew({ current, offersNewBranch }: PreviewBranches): boolean {
    return current === undefined || (this.#wish.isNewBranch ?? offersNewBranch);
  }

  #set(wish: CommitWish): void {
    this.#wish = { ...this.#wish, ...wish };
    this.show(this.#proposal);
    this.#changed();
  }
}

function radio(choose: () => void): HTMLInputElement {
  const input = el('input', { type: 'radio', name: 'branch' });
  input.addEventListener('change', choose);
  return input;
}
