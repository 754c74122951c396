import {
  CommitError,
  type BranchState,
  type Commit,
  type CommitPreview,
  type CommitRequest,
  type Committer,
  type Pushed,
  type RevertRequest,
} from '../../engine/committer.ts';
import { RepositoryError } from '../../engine/repository.ts';
import {
  checkNothingUnderWay,
  findBase,
  readBranchState,
  readTip,
  type CommitBase,
} from './branchFacts.ts';
import { CarryPlanner, type CarryStep } from './carryPlanner.ts';
import { CommitJournal } from './commitJournal.ts';
import { cleanMessage, makeCommit, type CommitPatience } from './commitMaker.ts';
import { readCommitSettings, type CommitSettings } from './commitSettings.ts';
import type { FileChange } from './fileChange.ts';
import { followUp } from './followUp.ts';
import type { GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';
import { findHooks, HookRunner, type CommitHooks } from './hookRunner.ts';
import { IndexLock } from './indexLock.ts';
import { ObjectStore } from './objectStore.ts';
import { publishCommit } from './publishCommit.ts';
import { pushBranch } from './pushBranch.ts';
import { readIdentity } from './readIdentity.ts';
import type { RepositoryPlace } from './repositoryPlace.ts';
import { planEdits, type PlanTools } from './planEdits.ts';
import { planRevert } from './planRevert.ts';
import { ThrowAwayWorktree } from './throwAwayWorktree.ts';
import { TreeEditor } from './treeEditor.ts';
import { TreeReader } from './treeReader.ts';
import { WorkingTree } from './workingTree.ts';

/** A change that is worked out but not stored as a commit. */
interface Planned {
  readonly base: CommitBase;
  readonly changes: readonly FileChange[];
  /** Left out of a revert, since they lie outside of its path. */
  readonly dropped?: readonly string[];
}

/** What a commit is made of, hooks aside. */
interface Draft {
  readonly planned: Planned;
  readonly tree: string;
  readonly message: string;
  readonly settings: CommitSettings;
}

/** Commits of their own in a repository on disk. Made by `openCommitter`. */
export class GitCommitter implements Committer {
  readonly #git: GitRunner;
  readonly #writer: GitProcess;
  readonly #place: RepositoryPlace;
  readonly #patience: CommitPatience;
  readonly #tools: PlanTools;
  readonly #tree: WorkingTree;
  readonly #planner: CarryPlanner;
  readonly #journal: CommitJournal;

  /** Both run at the top level: `git` for reads, `writer` with the person's own settings. */
  constructor(
    git: GitRunner,
    writer: GitProcess,
    place: RepositoryPlace,
    patience: CommitPatience,
  ) {
    this.#git = git;
    this.#writer = writer;
    this.#place = place;
    this.#patience = patience;
    const store = new ObjectStore(git, writer, place.gitDir);
    this.#tools = { git, writer, store, trees: new TreeReader(git) };
    this.#tree = new WorkingTree(place.root);
    this.#planner = new CarryPlanner(git, store, this.#tree, place.gitDir);
    this.#journal = new CommitJournal(place.gitDir);
  }

  branches(): Promise<BranchState> {
    return guarded(() => readBranchState(this.#git));
  }

  preview(request: CommitRequest): Promise<CommitPreview> {
    return guarded(async () => {
      await this.finishInterrupted();
      return this.#show(await this.#planEdits(request));
    });
  }

  commit(request: CommitRequest, signal?: AbortSignal): Promise<Commit> {
    return guarded(async () => {
      await this.#begin();
      return this.#make(await this.#planEdits(request), request.message, signal);
    });
  }

  previewRevert(request: RevertRequest): Promise<CommitPreview> {
    return guarded(async () => {
      await this.finishInterrupted();
      return this.#show(await this.#planRevert(request));
    });
  }

  revert(request: RevertRequest, signal?: AbortSignal): Promise<Commit> {
    return guarded(async () => {
      await this.#begin();
      return this.#make(await this.#planRevert(request, signal), request.message, signal);
    });
  }

  push(branch: string): Promise<Pushed> {
    return guarded(() => pushBranch(this.#git, this.#writer, branch, this.#patience.push));
  }

  identity(): Promise<{ readonly name: string; readonly email: string } | undefined> {
    return guarded(() => readIdentity(this.#writer));
  }

  /** Ends what a killed process began. Throws `CommitError` where the index is locked. */
  async finishInterrupted(): Promise<void> {
    const abandoned = await IndexLock.isAbandoned(this.#place.gitDir);
    if (!abandoned && (await this.#journal.read()) === undefined) return;
    await this.#locked((lock) => this.#followUp(lock));
  }

  /** Since the preview a person may have taken hours. */
  async #begin(): Promise<void> {
    await this.finishInterrupted();
    this.#tools.store.forget();
  }

  async #planEdits({ branch, edits }: CommitRequest): Promise<Planned> {
    const base = await findBase(this.#git, this.#place.gitDir, branch);
    return { base, changes: await planEdits(this.#tools, base, edits) };
  }

  async #planRevert(request: RevertRequest, signal?: AbortSignal): Promise<Planned> {
    const base = await findBase(this.#git, this.#place.gitDir, request.branch);
    return { base, ...(await planRevert(this.#tools, base, request, signal)) };
  }

  /** Finds conflicts with uncommitted work before a person agrees to anything. */
  async #show({ base, changes, dropped }: Planned): Promise<CommitPreview> {
    if (base.isCurrent) await this.#planner.plan(changes);
    const files = changes.map(({ file, before, after }) => ({
      file,
      ...(before === undefined ? {} : { before: before.bytes.toString('utf8') }),
      ...(after === undefined ? {} : { after: after.bytes.toString('utf8') }),
    }));
    const shown = { parent: base.tip, branch: base.branch, files };
    return dropped === undefined ? shown : { ...shown, dropped };
  }

  async #make(planned: Planned, message: string, signal?: AbortSignal): Promise<Commit> {
    const { base, changes } = planned;
    const settings = await readCommitSettings(this.#writer);
    const editor = new TreeEditor(this.#tools.trees, this.#tools.store, base.tree);
    const [tree, text, hooks] = await Promise.all([
      editor.write(new Map(changes.map(({ file, after }) => [file, after]))),
      cleanMessage(this.#writer, message, settings),
      findHooks(this.#writer, settings),
    ]);
    const draft = { planned, tree, message: text, settings };
    const isPlain = hooks.present.size === 0;
    // Nobody is asked for a passphrase, and no hook runs, for what cannot be carried along.
    if (base.isCurrent && (!isPlain || settings.signs)) await this.#checkCarry(changes);
    return isPlain ? this.#commitTree(draft, signal) : this.#storeWithHooks(draft, hooks, signal);
  }

  async #checkCarry(changes: readonly FileChange[]): Promise<readonly CarryStep[]> {
    const steps = await this.#planner.plan(changes);
    for (const { file, working } of steps) {
      if (working !== undefined) await this.#tree.checkWritable(file);
    }
    return steps;
  }

  async #commitTree(
    { planned, tree, message, settings }: Draft,
    signal: AbortSignal | undefined,
  ): Promise<Commit> {
    const { base, changes } = planned;
    const draft = { tree, parent: base.tip, message };
    const commit = await makeCommit(this.#writer, draft, this.#patience, settings.signs, signal);
    if (signal?.aborted === true) throw stopped();
    await this.#publish(base, changes, commit, subjectOf(message));
    const files = changes.map(({ file }) => file).sort();
    return { commit, branch: base.branch, subject: subjectOf(message), files };
  }

  async #storeWithHooks(
    draft: Draft,
    hooks: CommitHooks,
    signal: AbortSignal | undefined,
  ): Promise<Commit> {
    const { tree, settings } = draft;
    const { base, changes } = draft.planned;
    const worktree = await ThrowAwayWorktree.create(this.#writer, base.tip, tree, signal);
    try {
      if (base.isCurrent) await worktree.attach(base.ref);
      const inside = this.#writer.in(worktree.folder);
      const runner = new HookRunner(inside, hooks, worktree.gitDir, this.#patience.hook);
      await runner.run('pre-commit', [], signal);
      await this.#checkTree(inside, tree, changes);
      const hooked = await runner.message(draft.message, signal);
      const rewritten = await cleanMessage(inside, hooked, settings);
      if (rewritten.trim() === '') {
        throw new CommitError('hook', 'A hook left no message, nothing was committed');
      }
      const made = await this.#commitTree({ ...draft, message: rewritten }, signal);
      await worktree.attach(base.ref);
      await this.#afterCommit(runner);
      return made;
    } finally {
      await worktree.remove();
    }
  }

  /** Git too takes no notice of how this hook ends. */
  async #afterCommit(runner: HookRunner): Promise<void> {
    try {
      await runner.run('post-commit');
    } catch (error) {
      if (!(error instanceof CommitError) || error.reason !== 'hook') throw error;
    }
  }

  /** What a person saw is what is committed: a hook may refuse it, but not add to it. */
  async #checkTree(inside: GitProcess, tree: string, changes: readonly FileChange[]) {
    const now = await inside.text(['write-tree', '--missing-ok']);
    if (now === tree) return;
    const names = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', tree, now];
    const files = (await inside.text(names)).split('\0').filter((name) => name !== '');
    const own = files.every((name) => changes.some(({ file }) => file === name));
    const next = own ? 'format them, commit that, then try again' : 'make that commit by hand';
    const message = `The pre-commit hook changed ${files.join(', ')}, nothing was committed: ${next}`;
    throw new CommitError('hook', message);
  }

  async #publish(
    base: CommitBase,
    changes: readonly FileChange[],
    commit: string,
    subject: string,
  ): Promise<void> {
    const target = { base, commit, subject };
    const parts = { writer: this.#writer, tree: this.#tree, journal: this.#journal };
    if (!base.isCurrent) return publishCommit(parts, target);
    await this.#locked(async (lock) => {
      await this.#followUp(lock);
      await this.#checkUnmoved(base);
      const steps = await this.#checkCarry(changes);
      await publishCommit(parts, target, { steps, lock });
    });
  }

  /** Hooks and signing take their time, in which a person may have gone on. */
  async #checkUnmoved(base: CommitBase): Promise<void> {
    checkNothingUnderWay(this.#git, this.#place.gitDir);
    const now = await readTip(this.#git);
    if (now.current === base.branch && now.tip === base.tip) return;
    const message = `${base.branch} moved meanwhile, nothing was written: try again`;
    throw new CommitError('moved', message);
  }

  async #locked(act: (lock: IndexLock) => Promise<void>): Promise<void> {
    const lock = await IndexLock.take(this.#place.gitDir, this.#writer, this.#patience.lock);
    try {
      await act(lock);
    } finally {
      await lock.release();
    }
  }

  #followUp(lock: IndexLock): Promise<void> {
    const { gitDir } = this.#place;
    const [tree, journal] = [this.#tree, this.#journal];
    return followUp({ ...this.#tools, tree, journal, gitDir }, lock);
  }
}

function stopped(): CommitError {
  return new CommitError('failed', 'Stopped: nothing was written');
}

function subjectOf(message: string): string {
  return message.trimStart().split('\n', 1)[0] ?? '';
}

/** Reads tell their failures in words of their own. */
async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RepositoryError)) throw error;
    throw new CommitError('failed', error.message, { cause: error });
  }
}
