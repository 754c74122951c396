import type { Choice, PanelObject, PanelPicture, PanelRow } from '../../src/shared/panelPicture.ts';
import type { ClusterPreview, CommitPreview } from '../../src/shared/panelPreview.ts';
import type { Chosen, PanelEvent, PanelStart } from '../../src/shared/protocol.ts';
import { fill } from '../../src/shared/panelWords.ts';
import type { PanelClient } from '../../src/shared/rpc.ts';
import { afterPaint } from './afterPaint.ts';
import { ChoiceBook, rowId } from './choiceBook.ts';
import { ConsentBook } from './consentBook.ts';
import { CommitForm, type CommitWish } from './commitForm.ts';
import { el, setText, ViewList } from './dom.ts';
import { drawClusterPreview, drawCommitPreview } from './drawPreviews.ts';
import { drawEmpty } from './emptyView.ts';
import { HeaderView } from './headerView.ts';
import { HeldPress } from './heldPress.ts';
import { keepFocus } from './keepFocus.ts';
import { listenToKeys } from './keyboard.ts';
import { LivePreview, shownText, valueOf } from './livePreview.ts';
import { linkButton, ObjectView } from './objectView.ts';
import { OnceVisible } from './onceVisible.ts';
import { readMemory, type EditorApi } from './pageMemory.ts';
import { changeWords, pictureChange } from './pictureChange.ts';
import { PreviewPane } from './previewPane.ts';
import { reasonOf } from './reasonOf.ts';
import { stepsFace } from './stepsFace.ts';
import { StepTaker } from './stepTaker.ts';
import { StepsView, type Step, type StepsFace } from './stepsView.ts';
import { Times } from './times.ts';
import type { Tools } from './tools.ts';

/** More than fill a view. */
const OBJECTS_AT_ONCE = 8;

/** The whole page: follows the host's pictures, keeps the person's choices, takes the steps. */
export class PanelPage {
  readonly #client: PanelClient;
  readonly #editor: EditorApi;
  readonly #book: ChoiceBook;
  readonly #consents = new ConsentBook();
  /** What was written for the commits of other places, for as long as the page is there. */
  readonly #wishes = new Map<string, CommitWish>();
  readonly #unfolded: Set<string>;
  readonly #tools: Tools;
  readonly #objects = new Map<string, PanelObject>();
  readonly #own = new Set<string>();
  readonly #header: HeaderView;
  readonly #list: ViewList<PanelObject>;
  readonly #sections = el('div');
  readonly #empty = el('div', { class: 'empty' });
  readonly #main = el('main', {}, this.#sections, this.#empty);
  readonly #banner = el('div', { class: 'banner', role: 'status', 'aria-live': 'polite' });
  readonly #footer: HTMLElement;
  readonly #cluster: LivePreview<ClusterPreview>;
  readonly #commit: LivePreview<CommitPreview>;
  readonly #clusterPane: PreviewPane<ClusterPreview>;
  readonly #commitPane: PreviewPane<CommitPreview>;
  readonly #form: CommitForm;
  readonly #steps: StepsView;
  #picture: PanelPicture;
  readonly #taker: StepTaker;
  readonly #press: HeldPress;

  constructor(client: PanelClient, editor: EditorApi, start: PanelStart) {
    this.#client = client;
    this.#editor = editor;
    this.#picture = start.picture;
    const memory = readMemory(editor.getState());
    this.#book = new ChoiceBook(memory.choices, start.picture.place?.folder);
    this.#unfolded = new Set(memory.unfolded);
    this.#tools = this.#makeTools(start);
    const { words } = start;
    this.#header = new HeaderView(this.#tools, {
      refresh: () => this.#try(() => client.call('refresh', {})),
      push: (branch) => void this.#push(branch),
    });
    this.#list = new ViewList(
      this.#sections,
      ({ key }) => key,
      (object) => new ObjectView(object, this.#tools),
      OBJECTS_AT_ONCE,
    );
    this.#cluster = new LivePreview(
      (choices, signal) =>
        client.call('planApply', { choices, consents: this.#consents.all() }, signal),
      () => this.#drawFooter(),
    );
    this.#commit = new LivePreview(
      (choices, signal) => client.call('draftCommit', { choices }, signal),
      () => this.#drawFooter(),
    );
    this.#form = new CommitForm(this.#tools, memory.wish, () => {
      this.#press.forget();
      this.#remember();
      this.#drawFooter();
    });
    this.#clusterPane = new PreviewPane({
      name: 'cluster',
      title: words.clusterWillChange,
      none: words.chooseGit,
      tools: this.#tools,
      draw: (preview) =>
        drawClusterPreview(preview, words, (key, allows, isGiven) => {
          this.#press.forget();
          this.#consents.set(key, allows, isGiven);
          this.#cluster.again();
        }),
      again: () => this.#cluster.again(),
    });
    this.#commitPane = new PreviewPane({
      name: 'commit',
      title: words.commitWillBe,
      none: words.chooseLive,
      tools: this.#tools,
      draw: (preview) => drawCommitPreview(preview, words),
      form: this.#form.root,
      again: () => this.#commit.again(),
    });
    this.#steps = new StepsView(this.#tools, {
      commit: () => this.#takeStep('commit'),
      apply: () => this.#takeStep('apply'),
      rest: (step) => this.#press.press(step, this.#face()[step], this.#shown(step)),
      stop: () => this.#try(() => client.call('stopApply', {})),
      push: (branch) => void this.#push(branch),
      openReview: () => this.#try(() => client.call('openLink', { what: 'review' })),
    });
    this.#taker = new StepTaker({
      ...{ client, words, book: this.#book, form: this.#form, steps: this.#steps },
      consents: this.#consents,
      ...{ cluster: this.#cluster, commit: this.#commit },
      onBegin: (choices) => this.#beginStep(choices),
      onEnd: () => this.#endStep(),
    });
    this.#press = new HeldPress({
      words,
      take: (step) => this.#takeStep(step),
      say: (sentence) => this.#steps.say(sentence),
    });
    const panes = el('div', { class: 'panes' }, this.#clusterPane.root, this.#commitPane.root);
    this.#footer = el('footer', {}, panes, this.#steps.root);
    document.body.append(this.#header.root, this.#banner, this.#main, this.#footer);
    this.#banner.hidden = true;
    listenToKeys(document.body, {
      nextStep: () => this.#steps.focusNext(),
      help: () => this.#steps.keys.toggle(),
      takeBack: () => this.#takeBack(),
    });
    for (const [step, end] of Object.entries(start.untold)) this.#steps.tell(step as Step, end);
    this.#take(start.picture, true);
    if (!this.#isWhole) afterPaint(() => this.#try(() => client.call('rest', {})));
  }

  receive(event: PanelEvent): void {
    switch (event.event) {
      case 'picture':
        return this.#take(event.picture, false);
      case 'progress':
        this.#taker.progress = event.message;
        return this.#drawFooter();
      case 'ended':
        this.#steps.tell(event.step, event.end);
        return this.#drawFooter();
    }
  }

  #makeTools({ words, icons }: PanelStart): Tools {
    const client = this.#client;
    return {
      words,
      icons,
      times: new Times(),
      seen: new OnceVisible(this.#main),
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
      say: (sentence) => this.#steps.say(sentence),
      ask: {
        sides: (key) => client.call('sides', { key }),
        openFile: (key, path) =>
          this.#try(() =>
            client.call('openFile', { key, ...(path === undefined ? {} : { path }) }),
          ),
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
    this.#press.forget();
    this.#remember();
    this.#draw();
    this.#wantPreviews();
  }

  #take(picture: PanelPicture, isFirst: boolean): void {
    const before = new Map(this.#objects);
    const isConcerned = this.#isConcerned(picture);
    const wasElsewhere = !isSamePlace(this.#picture.place, picture.place);
    const isComparable = isLookedAt(this.#picture) && isLookedAt(picture) && this.#isWhole;
    const placeBefore = this.#picture.place;
    this.#picture = picture;
    this.#keepObjects(picture);
    const objects = isLookedAt(picture) ? this.#objects.values() : 'notLookedAt';
    this.#book.turnTo(picture.place?.folder ?? '');
    const isHere = (key: string) => wouldShow(picture, key, !wasElsewhere && before.has(key));
    const lost = this.#book.reconcile(objects, isHere).filter((one) => one !== '');
    const isQuiet = isFirst || wasElsewhere || this.#taker.busy !== undefined;
    if (!isQuiet) {
      const change = pictureChange(isComparable ? before : this.#objects, this.#objects, this.#own);
      const hasChoices = this.#book.chosen().length > 0;
      const told = changeWords(change, lost, hasChoices, this.#tools.words);
      if (told !== undefined) this.#tellChange(told);
    } else if (wasElsewhere) this.#startElsewhere(placeBefore, lost);
    this.#remember();
    keepFocus(this.#main, this.#header.refresh, () => this.#draw());
    this.#wantPreviews();
    if (this.#taker.busy === undefined && isConcerned) this.#lookAgain();
  }

  /** Until the rest has come, a new page has only the first objects of its picture. */
  get #isWhole(): boolean {
    return this.#picture.order.every((key) => this.#objects.has(key));
  }

  /** What was chosen may be planned otherwise now. */
  #isConcerned({ objects, revision, held }: PanelPicture): boolean {
    const chosen = new Set(this.#book.chosen().map(({ key }) => key));
    const isElsewhere = revision !== this.#picture.revision || held !== this.#picture.held;
    return isElsewhere || objects.some(({ key }) => chosen.has(key));
  }

  /** What the person chose and wrote for a place is there again with it. */
  #startElsewhere(before: PanelPicture['place'], lost: readonly string[]): void {
    this.#banner.hidden = true;
    if (lost.length > 0) {
      this.#tellChange(fill(this.#tools.words.choicesLost, lost.join('; ')));
    }
    this.#wishes.set(JSON.stringify(before), this.#form.wish);
    this.#form.turnTo(this.#wishes.get(JSON.stringify(this.#picture.place)) ?? {});
    this.#consents.clear();
    this.#press.forget();
    this.#steps.forget('commit');
    this.#steps.forget('apply');
    this.#main.scrollTop = 0;
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
    // The empty page says it all.
    if (isEmpty) this.#banner.hidden = true;
    this.#sections.hidden = isEmpty;
    this.#main.classList.toggle('single', this.#picture.scope === 'object');
    this.#empty.hidden = !isEmpty;
    this.#empty.replaceChildren(...drawEmpty(this.#picture, this.#tools));
    this.#drawFooter();
  }

  #drawFooter(): void {
    const [cluster, commit] = [this.#cluster.state, this.#commit.state];
    const hasChoices = this.#book.chosen().length > 0;
    this.#clusterPane.show(cluster);
    this.#commitPane.show(commit);
    this.#form.show(valueOf(commit));
    this.#footer.classList.toggle('resting', !hasChoices);
    this.#footer.hidden = this.#objects.size === 0 && !this.#steps.hasResults;
    this.#footer.classList.toggle('without-steps', this.#objects.size === 0);
    const face = this.#face();
    this.#steps.show(face);
    this.#press.settle(
      (step) => face[step],
      (step) => this.#shown(step),
    );
  }

  #face(): StepsFace {
    return stepsFace({
      picture: this.#picture,
      chosen: this.#book.chosen(),
      ...{ cluster: this.#cluster.state, commit: this.#commit.state },
      terms: this.#form.terms,
      busy: this.#taker.busy,
      progress: this.#taker.progress,
      words: this.#tools.words,
    });
  }

  /** What is shown of a step now, as long as nothing newer is, and of what. */
  #shown(step: Step): string | undefined {
    const preview = step === 'apply' ? this.#cluster.state : this.#commit.state;
    return shownText(preview, this.#picture);
  }

  async #push(branch: string): Promise<void> {
    await this.#taker.push(branch);
    this.#draw();
  }

  #takeStep(step: Step): void {
    this.#press.forget();
    void (step === 'commit' ? this.#taker.takeCommit() : this.#taker.takeApply());
  }

  /** Whether there was a press to take back. */
  #takeBack(): boolean {
    if (!this.#press.waits) return false;
    this.#press.forget();
    return true;
  }

  #wantPreviews(): void {
    const chosen = this.#book.chosen();
    const applied = chosen.filter(({ choice }) => choice === 'git');
    this.#consents.keepFor(applied);
    this.#cluster.want(applied);
    this.#commit.want(chosen.filter(({ choice }) => choice === 'live'));
  }

  #lookAgain(): void {
    this.#cluster.again();
    this.#commit.again();
  }

  #beginStep(choices: readonly Chosen[]): void {
    this.#banner.hidden = true;
    for (const { key, path } of choices) this.#own.add(rowId(key, path));
    this.#drawFooter();
  }

  #endStep(): void {
    this.#remember();
    keepFocus(this.#main, this.#header.refresh, () => this.#draw());
    this.#wantPreviews();
    this.#lookAgain();
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

/** A folder that is not compared now, or not yet, says nothing of its objects. */
function isLookedAt({ empty }: PanelPicture): boolean {
  return empty === undefined || empty.kind === 'inSync';
}

/** Whether an object that is not in the picture would be, were something wrong with it. */
function wouldShow({ place, scope }: PanelPicture, key: string, wasShown: boolean): boolean {
  switch (scope) {
    case 'object':
      return place?.key === key;
    case 'file':
      return wasShown;
    case 'all':
      return true;
  }
}

function isSamePlace(a: PanelPicture['place'], b: PanelPicture['place']): boolean {
  return a?.folder === b?.folder && a?.file === b?.file && a?.key === b?.key;
}
