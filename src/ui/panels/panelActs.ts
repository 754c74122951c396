import { env, l10n, Uri } from 'vscode';
import type { CommitDraft, DraftPlace } from '../../engine/commitDesk.ts';
import type { BranchState, Commit } from '../../engine/committer.ts';
import type {
  ClusterPreview,
  CommitPreview,
  PreviewCluster,
  StepEnd,
} from '../../shared/panelPreview.ts';
import type { Chosen, PanelCalls } from '../../shared/protocol.ts';
import { describeProgress, syncPlace } from '../commands/applyPlan.ts';
import { behindWords } from '../behindWords.ts';
import type { Messages } from '../messages.ts';
import { readableFile } from '../readableFile.ts';
import { requireFree } from '../requireFree.ts';
import type { Opened } from '../workspace.ts';
import { unpushedOf } from '../unpushedWords.ts';
import type { WriteGuard } from '../writeGuard.ts';
import { secretChoices, selectionsOf, syncRequestOf } from './choicesOf.ts';
import { planPreview } from './planPreview.ts';
import { reportNews } from './reportNews.ts';
import { joinTrailers, splitTrailers } from './trailersOf.ts';

/** What the panel's steps work with. */
export interface ActParts {
  /** The folder that is shown; throws with the reason where it is not open. */
  readonly opened: () => Opened;
  readonly messages: Messages;
  readonly guard: Pick<WriteGuard, 'allowsShown'>;
  readonly onProgress: (message: string) => void;
}

/** A preview as it was shown, by the token that the page has. */
interface Shown {
  readonly token: string;
  readonly text: string;
}

/**
 * The two steps. What is written is looked up anew from the names that the page sends, and must be
 * what was shown: else nothing is written and the preview is shown again.
 */
export class PanelActs {
  readonly #parts: ActParts;
  #tokens = 0;
  #cluster: Shown | undefined;
  #commit: Shown | undefined;
  #review: string | undefined;
  /** Branches with a commit that was made here. */
  readonly #pushable = new Set<string>();
  #applying: AbortController | undefined;
  #isBusy = false;

  constructor(parts: ActParts) {
    this.#parts = parts;
  }

  async planApply(
    { choices, consents }: PanelCalls['planApply']['params'],
    signal: AbortSignal,
  ): Promise<ClusterPreview> {
    const opened = this.#parts.opened();
    const { session } = opened;
    const request = syncRequestOf(session.store, choices, consents);
    const preview = planPreview(await session.planSync(request, signal));
    this.#cluster = this.#show(opened, preview);
    return { ...preview, cluster: clusterOf(opened), token: this.#cluster.token };
  }

  async draftCommit(choices: readonly Chosen[]): Promise<CommitPreview> {
    const opened = this.#parts.opened();
    const branches = await opened.session.commits.branches();
    const draft = await draftOf(opened, choices, placeFor(branches));
    this.#commit = this.#show(opened, draft.files);
    const { body, trailers } = splitTrailers(draft.message);
    return {
      cluster: clusterOf(opened),
      files: await Promise.all(draft.files.map((file) => readableFile(file, opened.session.store))),
      refusals: draft.refusals,
      notes: [...[behindWords(branches) ?? []].flat(), ...secretNotes(opened, choices)],
      message: body,
      trailers,
      branches: { ...branches, proposed: branchName(body) },
      token: this.#commit.token,
    };
  }

  commit(params: PanelCalls['commit']['params']): Promise<StepEnd> {
    return this.#alone(() => this.#makeCommit(params));
  }

  apply(params: PanelCalls['apply']['params']): Promise<StepEnd> {
    return this.#alone(() => this.#applyShown(params));
  }

  async #makeCommit(params: PanelCalls['commit']['params']): Promise<StepEnd> {
    const { choices, token, message, branch } = params;
    const opened = this.#parts.opened();
    requireFree(opened);
    if (!(await this.#consents(opened, choices))) {
      const told = l10n.t('Nothing was committed: not confirmed.');
      return { results: [{ good: false, message: told }] };
    }
    const place = branch === undefined ? {} : { branch };
    const draft = await draftOf(opened, choices, place);
    requireShown(this.#commit, token, shownText(opened, draft.files));
    const { trailers } = splitTrailers(draft.message);
    const told = joinTrailers({ body: message, trailers });
    const commit = await commitWith(draft, { message: told, ...place });
    this.#parts.messages.note(`Committed ${commit.commit} to ${commit.branch}`);
    await opened.session.refresh();
    return this.#committed(opened, commit);
  }

  /** Asks where the cluster asks for it, plans once more, and writes what was shown. */
  async #applyShown(params: PanelCalls['apply']['params']): Promise<StepEnd> {
    const { choices, consents, token } = params;
    const opened = this.#parts.opened();
    requireFree(opened);
    const { session } = opened;
    const place = syncPlace(opened);
    const title = l10n.t('Apply to {0} / {1}', place.context, place.namespace);
    const mayWrite =
      (await this.#allowsRecreating(opened, params)) &&
      (await this.#parts.guard.allowsShown(title, place));
    if (!mayWrite) {
      return { results: [{ good: false, message: l10n.t('Nothing was written: not confirmed.') }] };
    }
    const { signal } = (this.#applying = new AbortController());
    try {
      const request = syncRequestOf(session.store, choices, consents);
      const plan = await session.planSync(request, signal);
      requireShown(this.#cluster, token, shownText(opened, planPreview(plan)));
      const report = await session.carryOut(plan, signal, (progress) =>
        this.#parts.onProgress(describeProgress(progress)),
      );
      return { results: reportNews(report) };
    } finally {
      this.#applying = undefined;
    }
  }

  stopApply(): void {
    this.#applying?.abort();
  }

  /** Only what was committed here, or the panel says is not pushed, whatever the page names. */
  async push(branch: string): Promise<StepEnd> {
    const { session } = this.#parts.opened();
    const own = unpushedOf(session.store.state.revision);
    const isShown = own?.published !== undefined && own.branch === branch;
    if (!isShown && !this.#pushable.has(branch)) {
      throw new Error(l10n.t('Nothing was committed to {0} from here.', branch));
    }
    const pushed = await session.commits.push(branch);
    this.#review = pushed.review;
    await session.refresh();
    const message = l10n.t('Pushed {0} to {1}', pushed.branch, pushed.remote);
    return {
      results: [{ good: true, message }],
      ...(pushed.review === undefined ? {} : { review: true }),
    };
  }

  /** Opens what was learnt here, never an address that the page names. */
  async openReview(): Promise<void> {
    if (this.#review !== undefined) await env.openExternal(Uri.parse(this.#review));
  }

  /** What is deleted is gone, with all that hangs on it, before it is made anew: asked by itself. */
  async #allowsRecreating(
    opened: Opened,
    { choices, consents }: PanelCalls['apply']['params'],
  ): Promise<boolean> {
    const { store } = opened.session;
    const { consents: own } = syncRequestOf(store, choices, consents);
    const names = [...(own ?? [])].flatMap(([key, { recreate }]) => {
      const ref = store.get(key)?.ref;
      return recreate === true && ref !== undefined ? [`${ref.kind} ${ref.name}`] : [];
    });
    const [first] = names;
    if (first === undefined) return true;
    const { context, namespace } = syncPlace(opened);
    return this.#parts.messages.confirm({
      title:
        names.length === 1
          ? l10n.t('Delete {0} in {1} / {2} and make it anew?', first, context, namespace)
          : l10n.t(
              'Delete {0} objects in {1} / {2} and make them anew?',
              names.length,
              context,
              namespace,
            ),
      detail: [
        ...(names.length === 1 ? [] : [...names, '']),
        l10n.t('What belongs to it is deleted with it. Between the two it is not there.'),
      ].join('\n'),
      button: l10n.t('Delete and Make Anew in {0}', context),
    });
  }

  /** What looks like a secret goes into Git only after a consent of its own. */
  async #consents({ session }: Opened, choices: readonly Chosen[]): Promise<boolean> {
    const paths = secretChoices(session.store, choices).map(({ path }) => path);
    if (paths.length === 0) return true;
    return this.#parts.messages.confirm({
      title: l10n.t('Write values that look secret into Git?'),
      detail: l10n.t(
        '{0}\n\nWhoever can read the repository can read them, in its history too.',
        paths.join('\n'),
      ),
      button: l10n.t('Write Them into Git'),
    });
  }

  /** A page that was hidden does not know of a step that it began. */
  async #alone<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isBusy)
      throw new Error(l10n.t('A step is still under way: wait until it has ended.'));
    this.#isBusy = true;
    try {
      return await run();
    } finally {
      this.#isBusy = false;
    }
  }

  async #committed(opened: Opened, commit: Commit): Promise<StepEnd> {
    const { remote } = await opened.session.commits.branches();
    const short = commit.commit.slice(0, 7);
    const message = l10n.t('{0} on {1}: {2}', short, commit.branch, commit.subject);
    const push = remote === undefined ? {} : { push: commit.branch };
    this.#pushable.add(commit.branch);
    return { results: [{ good: true, message }], ...push };
  }

  #show(opened: Opened, preview: unknown): Shown {
    return { token: String(++this.#tokens), text: shownText(opened, preview) };
  }
}

function draftOf(
  { session }: Opened,
  choices: readonly Chosen[],
  place: DraftPlace,
): Promise<CommitDraft> {
  return session.commits.draftCapture(selectionsOf(session.store, choices), place);
}

/** Where HEAD is detached only a new branch can take a commit. */
function placeFor({ current }: BranchState): DraftPlace {
  return current === undefined ? { branch: 'capture/live' } : {};
}

/** What a hook printed is the reason that a person needs. */
async function commitWith(
  draft: CommitDraft,
  choice: Parameters<CommitDraft['commit']>[0],
): Promise<Commit> {
  try {
    return await draft.commit(choice);
  } catch (error) {
    if (!(error instanceof Error) || !('output' in error) || typeof error.output !== 'string') {
      throw error;
    }
    throw new Error(`${error.message}\n${error.output}`, { cause: error });
  }
}

/**
 * What was shown, and of which cluster: two of them may differ from Git alike. Unhidden: for
 * comparing, never for the page.
 */
function shownText(opened: Opened, preview: unknown): string {
  return JSON.stringify([opened.folder.uri.toString(), clusterOf(opened), preview]);
}

function clusterOf({ binding: { context, server }, session }: Opened): PreviewCluster {
  return { context, server, namespace: session.store.state.target.namespace };
}

function secretNotes({ session }: Opened, choices: readonly Chosen[]): readonly string[] {
  return secretChoices(session.store, choices).map(({ path }) =>
    l10n.t('{0} looks like a secret: you are asked before it goes into Git.', path),
  );
}

function requireShown(shown: Shown | undefined, token: string, text: string): void {
  if (shown?.token === token && shown.text === text) return;
  throw new Error(
    l10n.t('It is not what was shown any more, so nothing was written. Look at the preview again.'),
  );
}

/** `capture(task-agent): …` → `capture/task-agent`; several objects → `capture/live`. */
function branchName(message: string): string {
  const name = /^capture\(([A-Za-z0-9._-]+)\)/.exec(message)?.[1];
  return `capture/${name?.replace(/^[.-]+|\.lock$|[.]+$/g, '') ?? 'live'}`;
}
