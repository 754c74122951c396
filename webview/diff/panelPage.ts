import type { Choice, PanelObject, PanelPicture, PanelRow } from '../../src/shared/panelPicture.ts';
import type { Chosen, PanelEvent, PanelStart } from '../../src/shared/protocol.ts';
import type { PanelClient } from '../../src/shared/rpc.ts';
import { ChoiceBook, rowId } from './choiceBook.ts';
import { CommitForm } from './commitForm.ts';
import { el, setText, ViewList } from './dom.ts';
import { drawClusterPreview, drawCommitPreview } from './drawPreviews.ts';
import { drawEmpty } from './emptyView.ts';
import { HeaderView } from './headerView.ts';
import { keepFocus } from './keepFocus.ts';
import { listenToKeys } from './keyboard.ts';
import { LivePreview } from './livePreview.ts';
import { linkButton, ObjectView } from './objectView.ts';
import { OnceVisible } from './onceVisible.ts';
import { readMemory, type EditorApi } from './pageMemory.ts';
import { changeWords, pictureChange } from './pictureChange.ts';
import { PreviewPane } from './previewPane.ts';
import { stepsFace } from './stepsFace.ts';
import { StepsView, type Step } from './stepsView.ts';
import { Times } from './times.ts';
import type { Tools } from './tools.ts';

/** The whole page: follows the host's pictures, keeps the person's choices, takes the steps. */
export class PanelPage {
  readonly #client: PanelClient;
  readonly #editor: EditorApi;
  readonly #book: ChoiceBook;
  readonly #unfolded: Set<string>;
  readonly #tools: Tools;
  readonly #objects = new Map<string, PanelObject>();
  readonly #own = new Set<string>();
  readonly #header: HeaderView;
  readonly #list: ViewList<PanelObject>;
  readonly #main = el('main');
  readonly #empty = el('div', { class: 'empty' });
  readonly #banner = el('div', { class: 'banner', role: 'status', 'aria-live': 'polite' });
  readonly #footer: HTMLElement;
  readonly #cluster: LivePreview<Awaited<ReturnType<PanelPage['planApply']>>>;
  readonly #commit: LivePreview<Awaited<ReturnType<PanelPage['draftCommit']>>>;
  readonly #clusterPane: PreviewPane<Awaited<ReturnType<PanelPage['planApply']>>>;
  readonly #commitPane: PreviewPane<Awaited<ReturnType<PanelPage['draftCommit']>>>;
  readonly #form: CommitForm;
  readonly #steps: StepsView;
  #picture: PanelPicture;
  #busy: Step | undefined;
  #progress = '';

  constructor(client: PanelClient, editor: EditorApi, start: PanelStart) {
    this.#client = client;
    this.#editor = editor;
    this.#picture = start.picture;
    const memory = readMemory(editor.getState());
    this.#book = new ChoiceBook(memory.choices);
    this.#unfolded = new Set(memory.unfolded);
    this.#tools = this.#makeTools(start);
    const { words } = start;
    this.#header = new HeaderView(this.#tools, () => this.#try(() => client.call('refresh', {})));
    this.#list = new ViewList(
      this.#main,
      ({ key }) => key,
      (object) => new ObjectView(object, this.#tools),
    );
    this.#cluster = new LivePreview(
      (choices, signal) => this.planApply(choices, signal),
      () => this.#drawFooter(),
    );
    this.#commit = new LivePreview(
      (choices, signal) => this.draftCommit(choices, signal),
      () => this.#drawFooter(),
    );
    this.#clusterPane = new PreviewPane({
      name: 'cluster',
      title: words.clusterWillChange,
      none: words.chooseGit,
      tools: this.#tools,
      draw: (preview) => drawClusterPreview(preview, words),
      again: () => this.#cluster.again(),
    });
    this.#commitPane = new PreviewPane({
      name: 'commit',
      title: words.commitWillBe,
      none: words.chooseLive,
      tools: this.#tools,
      draw: (preview) => [this.#form.root, ...drawCommitPreview(preview, words)],
      again: () => this.#commit.again(),
    });
    this.#form = new CommitForm(this.#tools, memory.wish, () => {
      this.#remember();
      this.#drawFooter();
    });
    this.#steps = new StepsView(this.#tools, {
      commit: () => void this.#takeCommit(),
      apply: () => void this.#takeApply(),
      stop: () => this.#try(() => client.call('stopApply', {})),
      push: (branch) => void this.#push(branch),
      openReview: () => this.#try(() => client.call('openLink', { what: 'review' })),
    });
    const panes = el('div', { class: 'panes' }, this.#clusterPane.root, this.#commitPane.root);
    this.#footer = el('footer', {}, panes, this.#steps.root);
    document.body.append(this.#header.root, this.#banner, this.#main, this.#footer);
    this.#main.after(this.#empty);
    this.#banner.hidden = true;
    listenToKeys(document.body, () => this.#steps.focusNext());
    this.#take(start.picture, true);
  }

  receive(event: PanelEvent): void {
    if (event.event === 'picture') return this.#take(event.picture, false);
    this.#progress = event.message;
    this.#drawFooter();
  }

  /** Asks the host what would be written to the cluster. */
  planApply(choices: readonly Chosen[], signal: AbortSignal) {
    return this.#client.call('planApply', { choices }, signal);
  }

  /** Asks the host what would be committed. */
  draftCommit(choices: readonly Chosen[], signal: AbortSignal) {
    return this.#client.call('draftCommit', { choices }, signal);
  }

  #makeTools({ words, icons }: PanelStart): Tools {
    const client = this.#client;
    return {
      words,
      icons,
      times: new Times(),
      seen: new OnceVisible(),
      unfolded: {
        has: (name) => this.#unfolded.has(name),
        set: (name, isOpen) => {
          if (isOpen) this.#unfolded.add(name);
          else this.#unfolded.delete(name);
          this.#remember();
        },
      },
      choices: {
        of: (key, path) => this.#book.of(key, path),
        choose: (picks) => this.#choose(picks),
      },
      ask: {
        sides: (key) => client.call('sides', { key }),
        openFile: ({ key }) => this.#try(() => client.call('openFile', { key })),
        openDiff: ({ key }) => this.#try(() => client.call('openDiff', { key })),
      },
    };
  }

  #choose(picks: readonly (readonly [key: string, row: PanelRow, choice: Choice])[]): void {
    for (const [key, row, choice] of picks) {
      this.#book.set(key, row, choice);
      this.#own.delete(rowId(key, row.path));
    }
    this.#steps.forget('commit');
    this.#steps.forget('apply');
    this.#remember();
    this.#draw();
    this.#wantPreviews();
  }

  #take(picture: PanelPicture, isFirst: boolean): void {
    const before = new Map(this.#objects);
    const wasElsewhere = this.#picture.title !== picture.title;
    this.#picture = picture;
    this.#keepObjects(picture);
    const lost = this.#book.reconcile(this.#objects.values()).filter((one) => one !== '');
    const isQuiet = isFirst || wasElsewhere || this.#busy !== undefined;
    if (!isQuiet) {
      const change = pictureChange(before, this.#objects, this.#own);
      const hasChoices = this.#book.chosen().length > 0;
      const told = changeWords(change, lost, hasChoices, this.#tools.words);
      if (told !== undefined) this.#tellChange(told);
    } else if (wasElsewhere) this.#banner.hidden = true;
    this.#remember();
    keepFocus(this.#main, this.#header.refresh, () => this.#draw());
    this.#wantPreviews();
    if (this.#busy === undefined && !isFirst && before.size > 0) this.#lookAgain();
  }

  /** Those of the order that came, and those that are known. */
  #keepObjects({ order, objects }: PanelPicture): void {
    const known = new Map(this.#objects);
    for (const object of objects) known.set(object.key, object);
    this.#objects.clear();
    for (const key of order) {
      const object = known.get(key);
      if (object !== undefined) this.#objects.set(key, object);
    }
  }

  #tellChange(told: string): void {
    const dismiss = linkButton(this.#tools.words.dismiss, () => (this.#banner.hidden = true));
    this.#banner.hidden = false;
    const sentence = el('span');
    setText(sentence, told);
    this.#banner.replaceChildren(sentence, dismiss);
  }

  #draw(): void {
    const objects = [...this.#objects.values()];
    this.#header.update(this.#picture, objects);
    this.#list.update(objects);
    const isEmpty = objects.length === 0;
    this.#main.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    this.#empty.replaceChildren(...drawEmpty(this.#picture, this.#tools));
    this.#drawFooter();
  }

  #drawFooter(): void {
    const [cluster, commit] = [this.#cluster.state, this.#commit.state];
    const hasChoices = this.#book.chosen().length > 0;
    this.#clusterPane.show(cluster);
    this.#commitPane.show(commit);
    this.#form.show(commit.kind === 'known' ? commit.value : undefined);
    this.#footer.classList.toggle('resting', !hasChoices);
    this.#footer.hidden = this.#objects.size === 0 && !this.#steps.hasResults;
    this.#footer.classList.toggle('without-steps', this.#objects.size === 0);
    const face = stepsFace({
      picture: this.#picture,
      chosen: this.#book.chosen(),
      ...{ cluster, commit },
      terms: this.#form.terms,
      busy: this.#busy,
      progress: this.#progress,
      words: this.#tools.words,
    });
    this.#steps.show(face);
  }

  #wantPreviews(): void {
    const chosen = this.#book.chosen();
    this.#cluster.want(chosen.filter(({ choice }) => choice === 'git'));
    this.#commit.want(chosen.filter(({ choice }) => choice === 'live'));
  }

  #lookAgain(): void {
    this.#cluster.again();
    this.#commit.again();
  }

  async #takeCommit(): Promise<void> {
    const { terms } = this.#form;
    const preview = this.#commit.state;
    if (terms === undefined || preview.kind !== 'known') return;
    const choices = this.#commit.choices;
    const params = { choices, token: preview.value.token, ...terms };
    await this.#step('commit', choices, this.#tools.words.committing, async () => {
      const end = await this.#client.call('commit', params);
      this.#book.forget(choices);
      this.#form.clear();
      return end;
    });
  }

  async #takeApply(): Promise<void> {
    const preview = this.#cluster.state;
    if (preview.kind !== 'known') return;
    const choices = this.#cluster.choices;
    const params = { choices, token: preview.value.token };
    await this.#step('apply', choices, this.#tools.words.applying, async () => {
      const end = await this.#client.call('apply', params);
      const failed = new Set(end.results.flatMap(({ good, key }) => (good ? [] : (key ?? []))));
      this.#book.forget(choices.filter(({ key }) => !failed.has(key)));
      return end;
    });
  }

  async #step(
    step: Step,
    choices: readonly Chosen[],
    progress: string,
    run: () => Promise<Parameters<StepsView['tell']>[1]>,
  ): Promise<void> {
    this.#busy = step;
    this.#progress = progress;
    this.#banner.hidden = true;
    for (const { key, path } of choices) this.#own.add(rowId(key, path));
    this.#steps.forget(step);
    this.#drawFooter();
    try {
      this.#steps.tell(step, await run());
    } catch (error) {
      this.#steps.tell(step, { results: [{ good: false, message: reasonOf(error) }] });
    }
    this.#busy = undefined;
    this.#remember();
    keepFocus(this.#main, this.#header.refresh, () => this.#draw());
    this.#wantPreviews();
    this.#lookAgain();
  }

  async #push(branch: string): Promise<void> {
    try {
      this.#steps.tell('commit', await this.#client.call('push', { branch }));
    } catch (error) {
      const failed = { good: false, message: reasonOf(error) };
      this.#steps.tell('commit', { results: [failed], push: branch });
    }
  }

  /** What the person pressed failed: said where everything of the kind is. */
  #try(run: () => Promise<unknown>): void {
    run().catch((error: unknown) => this.#tellChange(reasonOf(error)));
  }

  #remember(): void {
    const { place } = this.#picture;
    this.#editor.setState({
      ...(place === undefined ? {} : { place }),
      choices: this.#book.stored(),
      unfolded: [...this.#unfolded],
      wish: this.#form.wish,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
