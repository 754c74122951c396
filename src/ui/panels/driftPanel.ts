import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { PanelPlace } from '../../shared/panelPicture.ts';
import type { StepEnd } from '../../shared/panelPreview.ts';
import type { HostMessage, PanelStart } from '../../shared/protocol.ts';
import { PanelServer, type PanelHandlers } from '../../shared/rpc.ts';
import { Disposables } from '../disposables.ts';
import { reasonOf, type Messages } from '../messages.ts';
import type { Place } from '../place.ts';
import type { Opened, Workspace } from '../workspace.ts';
import type { WriteGuard } from '../writeGuard.ts';
import { BlameBook } from './blameBook.ts';
import type { InSyncSince } from './inSyncSince.ts';
import { localPanelWords } from './localPanelWords.ts';
import { PanelActs } from './panelActs.ts';
import type { PageText, PageTexts } from './pageText.ts';
import { PanelFeed } from './panelFeed.ts';
import { panelHtml } from './panelHtml.ts';

/** Many changes of the store make one picture. */
const COALESCE_MS = 40;
/** More than fill a view: the first picture of a new page has no more, the others follow. */
const FIRST_OBJECTS = 8;
/** Characters of a first picture that come with the page; a larger one is asked for. */
const MOST_BROUGHT = 100_000;

/** What a panel is made of. */
export interface PanelParts {
  readonly workspace: Workspace;
  readonly messages: Messages;
  readonly guard: Pick<WriteGuard, 'allowsShown'>;
  readonly since: InSyncSince;
  readonly page: PageText;
  readonly extensionUri: vscode.Uri;
}

/** One webview that shows a place and follows the store for as long as it is there. */
export class DriftPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: PanelParts;
  readonly #feed: PanelFeed;
  readonly #owned = new Disposables();
  #place: PanelPlace;
  #hasBegun = false;
  /** The page's frame holds a first picture, which is old for the next page. */
  #bringsStart = false;
  /** Pages so far: one for each time that the panel was shown. */
  #pages = 0;
  #isGone = false;
  #untold: PanelStart['untold'] = {};
  #timer: NodeJS.Timeout | undefined;
  /** Of the latest picture: an equal one without news is not sent. */
  #head = '';

  /** `isNew`: no page of it was shown before; of another one, the page remembers more. */
  constructor(
    panel: vscode.WebviewPanel,
    place: PanelPlace,
    parts: PanelParts,
    { isNew }: { readonly isNew: boolean },
  ) {
    this.#panel = panel;
    this.#place = place;
    this.#parts = parts;
    const { workspace, messages, since, guard } = parts;
    const blame = new BlameBook(
      () => this.#follow(),
      (error) => messages.note('Authors of lines could not be read', error),
    );
    this.#feed = new PanelFeed({ workspace, since, blame });
    const acts = new PanelActs({
      opened: () => this.#opened(),
      onProgress: (message) => this.#tell({ event: 'progress', message }),
      ...{ messages, guard },
    });
    const server = this.#owned.add(
      new PanelServer(
        this.#handlers(acts),
        (answer) => this.#tell(answer),
        (what, error) => messages.note(what, error),
      ),
    );
    this.#owned.add(panel.webview.onDidReceiveMessage((message) => void server.receive(message)));
    this.#owned.add(workspace.onDidChange((change) => this.#hear(change)));
    this.#owned.add(panel.onDidChangeViewState(() => panel.visible || this.#hide()));
    this.#owned.add({ dispose: () => clearTimeout(this.#timer) });
    void this.#load(isNew);
  }

  /** The folder that it shows to a person now, by its address; `undefined` while it is hidden. */
  get shown(): string | undefined {
    return this.#panel.visible ? this.#place.folder : undefined;
  }

  /** Shows another place, in the same panel. */
  show(place: PanelPlace): void {
    this.#place = place;
    this.#feed.startAnew();
    this.#panel.reveal(undefined, false);
    this.#send();
  }

  /** A step that is under way goes on; how it ends is said in the window. */
  dispose(): void {
    this.#isGone = true;
    this.#owned.dispose();
  }

  async #load(isNew: boolean): Promise<void> {
    const { messages, page } = this.#parts;
    this.#panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    try {
      const texts = await page.read();
      // VS Code makes the panel's frame meanwhile, which takes it longer than the picture takes us.
      await nextTurn();
      if (this.#isGone) return;
      // Hidden meanwhile, it shows its page some other time.
      const bringsStart = isNew && this.#panel.visible;
      this.#frame(texts, bringsStart ? this.#firstStart(texts) : undefined);
    } catch (error) {
      void messages.warn(l10n.t('The panel could not be loaded: {0}', reasonOf(error)));
    }
  }

  /** Where a start is brought along, the page shows that at once. */
  #frame({ script, toolkit, style }: PageTexts, start: string | undefined): void {
    this.#bringsStart = start !== undefined;
    this.#panel.webview.html = panelHtml({
      ...{ script, toolkit, style },
      nonce: freshNonce(),
      language: vscode.env.language,
      title: l10n.t('Drift'),
      ...(start === undefined ? {} : { start }),
    });
  }

  /** As JSON; `undefined` where it is large: it is asked for then, when the page stands. */
  #firstStart(texts: PageTexts): string | undefined {
    const start = JSON.stringify(this.#start(texts, FIRST_OBJECTS));
    if (start.length <= MOST_BROUGHT) return start;
    this.#hasBegun = false;
    return undefined;
  }

  /** A hidden page is gone: the next one asks for everything. */
  #hide(): void {
    this.#hasBegun = false;
    if (this.#bringsStart) void this.#load(false);
  }

  #handlers(acts: PanelActs): PanelHandlers {
    return {
      begin: ({ place }) => this.#begin(place),
      rest: () => this.#done(this.#send()),
      planApply: (params, signal) => acts.planApply(params, signal),
      draftCommit: ({ choices }) => acts.draftCommit(choices),
      commit: (params) => this.#heard('commit', acts.commit(params)),
      apply: (params) => this.#heard('apply', acts.apply(params)),
      stopApply: () => this.#done(acts.stopApply()),
      push: ({ branch }) => acts.push(branch),
      openLink: async () => this.#done(await acts.openReview()),
      sides: ({ key }) => this.#opened().session.sides(key),
      openFile: async ({ key, path }) =>
        this.#done(await this.#run('driftline.revealInFile', key, path)),
      openDiff: async ({ key }) => this.#done(await this.#run('driftline.openDiff', key)),
      refresh: async () => this.#done(await this.#opened().session.refresh()),
    };
  }

  async #begin(place: PanelPlace | undefined): Promise<PanelStart> {
    const texts = await this.#parts.page.read();
    // A page that was shown before knows where it was; the panel may have moved on since.
    if (place !== undefined && this.#place.folder === '') this.#place = place;
    return this.#start(texts);
  }

  #start({ icons }: PageTexts, most?: number): PanelStart {
    this.#hasBegun = true;
    this.#pages += 1;
    this.#feed.startAnew();
    const picture = this.#feed.picture(this.#place, most);
    this.#panel.title = panelTitle(picture.title);
    const untold = this.#untold;
    this.#untold = {};
    return { words: localPanelWords(), icons, picture, untold };
  }

  async #heard(step: 'commit' | 'apply', run: Promise<StepEnd>): Promise<StepEnd> {
    const page = this.#pages;
    try {
      const end = await run;
      this.#tellLate(page, step, end);
      return end;
    } catch (error) {
      this.#tellLate(page, step, { results: [{ good: false, message: reasonOf(error) }] });
      throw error;
    }
  }

  /** Where the page that began the step is gone, the next one, or the window, says how it ended. */
  #tellLate(page: number, step: 'commit' | 'apply', end: StepEnd): void {
    if (this.#isGone) return this.#sayEnd(end);
    if (!this.#hasBegun) this.#untold = { ...this.#untold, [step]: end };
    else if (page !== this.#pages) this.#tell({ event: 'ended', step, end });
  }

  #sayEnd({ results }: StepEnd): void {
    const { messages } = this.#parts;
    const bad = results.find(({ good }) => !good);
    const [first] = results;
    if (bad !== undefined) void messages.warn(bad.message);
    else if (first !== undefined) messages.done(first.message);
  }

  #hear(change: Parameters<Parameters<Workspace['onDidChange']>[0]>[0]): void {
    const isElsewhere =
      change.kind === 'store' && change.opened.folder.uri.toString() !== this.#place.folder;
    if (!isElsewhere) this.#follow();
  }

  #follow(): void {
    if (this.#isGone) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, COALESCE_MS);
  }

  #send(): void {
    if (!this.#hasBegun) return;
    const picture = this.#feed.picture(this.#place);
    const head = JSON.stringify({ ...picture, objects: [] });
    if (head === this.#head && picture.objects.length === 0) return;
    this.#head = head;
    this.#panel.title = panelTitle(picture.title);
    this.#tell({ event: 'picture', picture });
  }

  /** A panel that is closed throws where it is asked for its page. */
  #tell(event: HostMessage): void {
    if (this.#isGone) return;
    void this.#panel.webview.postMessage(event);
  }

  #opened(): Opened {
    const opened = this.#parts.workspace.of(this.#place.folder);
    if (opened !== undefined) return opened;
    throw new Error(l10n.t('Driftline is not looking at this folder now.'));
  }

  /** A place of our own making: the page names the object, and no file. */
  async #run(
    command: 'driftline.revealInFile' | 'driftline.openDiff',
    key: string,
    path?: string,
  ): Promise<void> {
    const { folder, session } = this.#opened();
    const file = session.store.get(key)?.source?.file;
    const place: Place = {
      ...{ folder: folder.uri.toString(), key },
      ...(file === undefined ? {} : { file }),
      ...(path === undefined || path === '' ? {} : { paths: [path] }),
    };
    await vscode.commands.executeCommand(command, place);
  }

  #done(_nothing: void): undefined {
    return undefined;
  }
}

/** Of the tab. */
export function panelTitle(title: string): string {
  return l10n.t('Drift: {0}', title);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function freshNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/[^A-Za-z0-9]/g, 'x');
}
