import { parseManifests } from '../core/manifest/parseManifests.ts';
import { formatPath, isBelow } from '../core/model/fieldPath.ts';
import { formatRef, type ObjectKey, type ObjectRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { parsePath } from '../core/model/parsePath.ts';
import { ActLog, type ActWords } from './actLog.ts';
import type { AuditLog } from './auditLog.ts';
import { Capturer, type CaptureChoice, type PreparedCapture } from './capturer.ts';
import type { Commit, CommitPreview, CommitRequest, Committer } from './committer.ts';
import type { Engine } from './engine.ts';
import type { Clock } from './environment.ts';
import type { PathCommit, Repository } from './repository.ts';
import { ShownGit } from './shownGit.ts';
import type { StateStore } from './stateStore.ts';

/** What a person picked of one object. */
export interface CaptureSelection {
  readonly key: ObjectKey;
  /**
   * Paths of findings, each with all below it; absent where the whole object is meant, as one
   * that is gone.
   */
  readonly paths?: readonly string[];
  /** The person agreed to write into Git what looks like a secret in it. */
  readonly showsSecrets?: true;
}

/** What a draft is planned on: a new branch of that name, else the current one. */
export interface DraftPlace {
  readonly branch?: string;
}

/** A commit that is planned and can be shown. Nothing is written yet. */
export interface CommitDraft {
  /** Prefilled, with trailers. */
  readonly message: string;
  /** What is not in it, and why. */
  readonly refusals: readonly string[];
  /** Which of the refusals a person may lift, by `showsSecrets` in a draft made anew. */
  readonly secretLooking: readonly { readonly key: ObjectKey; readonly path: string }[];
  /**
   * What it would change; empty where there is nothing to commit. Live values are in it, what is
   * secret among them masked.
   */
  readonly files: CommitPreview['files'];
  /** Where `files` are from; absent where there is nothing to commit. */
  readonly preview?: CommitPreview;
  /** Objects in the cluster that would differ from Git afterwards. */
  readonly differing: readonly ObjectRef[];
  /**
   * Makes the commit, on a new branch where one is named, and notes it in the audit log. Throws
   * `CommitError`, also where Git has moved on since the draft.
   */
  commit(
    choice: { readonly branch?: string; readonly message: string },
    signal?: AbortSignal,
  ): Promise<Commit>;
}

/** A capture, with what it was made of. */
export interface CaptureDraft extends CommitDraft {
  readonly prepared: PreparedCapture;
}

/** A revert, with what it would mean for the cluster. */
export interface RollbackDraft extends CommitDraft {
  /** Commits that it takes back, newest first. */
  readonly commits: readonly string[];
  /** The objects of its files, judged against live; empty where the cluster does not answer. */
  readonly effect: readonly ObjectStatus[];
}

/** What the desk works with. */
export interface CommitDeskParts {
  readonly engine: Engine;
  readonly repository: Repository;
  readonly committer: Committer;
  readonly audit: AuditLog;
  readonly state: StateStore;
  readonly clock: Clock;
}

/** Captures and rollbacks as shells ask for them: drafted, then committed and noted. */
export class CommitDesk {
  readonly #parts: CommitDeskParts;
  readonly #acts: ActLog;

  constructor(parts: CommitDeskParts) {
    this.#parts = parts;
    this.#acts = new ActLog(parts);
  }

  /** Commits of HEAD that touched the target's path, newest first. */
  async history(limit: number): Promise<readonly PathCommit[]> {
    const { engine, repository } = this.#parts;
    const { sha } = await repository.resolve('HEAD');
    return sha === undefined ? [] : repository.log(sha, engine.store.state.target.path, limit);
  }

  /** Reads the objects again and plans. Throws `ClusterError` and `CommitError`. */
  async draftCapture(
    selections: readonly CaptureSelection[],
    place: DraftPlace = {},
  ): Promise<CaptureDraft> {
    const { engine, repository } = this.#parts;
    const shown = new ShownGit(repository, engine.store.state, 'head');
    const capturer = this.#capturer();
    const prepared = await capturer.prepare(selections.map(choiceOf));
    const { steps, message } = prepared;
    const preview =
      steps.length === 0 ? undefined : await capturer.preview(prepared, branchOf(place));
    return {
      ...{ message, prepared, ...refusalsOf(prepared), ...filesOf(preview), differing: [] },
      commit: async ({ branch, message: own }, signal) => {
        await shown.requireForCommit();
        const options = { branch: branchOf(given(branch)), message: own };
        const commit = await capturer.commit(prepared, options, signal);
        await this.#noteCapture(prepared, commit);
        return commit;
      },
    };
  }

  /**
   * Plans the revert of one commit, or, with `since`, of all after it. Throws `CommitError`, and
   * `RepositoryError` where there is no such commit.
   */
  async draftRollback(
    { commit: sha, subject }: Pick<PathCommit, 'commit' | 'subject'>,
    { since = false, ...place }: DraftPlace & { readonly since?: boolean } = {},
  ): Promise<RollbackDraft> {
    const { engine, repository, committer } = this.#parts;
    const { path } = engine.store.state.target;
    const shown = new ShownGit(repository, engine.store.state, 'head');
    const commits = since ? await repository.commitsSince(sha, path) : [sha];
    const message = since ? sinceMessage(sha, subject, commits) : revertMessage(sha, subject);
    const base = { commits, path };
    const preview =
      commits.length === 0
        ? undefined
        : await committer.previewRevert({ ...base, message, branch: branchOf(place) });
    const effect = await this.#effect(preview);
    const differing = effect.filter(({ status }) => status !== 'inSync');
    return {
      ...{ message, commits, effect, refusals: [], secretLooking: [], ...filesOf(preview) },
      differing: differing.map(({ ref }) => ref),
      commit: async ({ branch, message: own }, signal) => {
        await shown.requireForCommit();
        const request = { ...base, message: own, branch: branchOf(given(branch)) };
        const commit = await committer.revert(request, signal);
        const objects = effect.map(({ ref }) => ({ ref, fields: [], outcome: 'done' as const }));
        await this.#note('rollback', commit, objects);
        return commit;
      },
    };
  }

  #capturer(): Capturer {
    const { engine, repository, committer } = this.#parts;
    const { revision, cluster } = engine.store.state;
    return new Capturer({
      source: engine,
      committer,
      keyOf: (document) => engine.keyOf(document),
      textOf: (file) => repository.textAt(revision?.sha ?? '', file),
      context: cluster?.context ?? 'the cluster',
    });
  }

  /** What the cluster would have to change: the files as they would be, held against live. */
  async #effect(preview: CommitPreview | undefined): Promise<readonly ObjectStatus[]> {
    const { engine } = this.#parts;
    const { phase } = engine.store.state;
    if (engine.cluster === undefined || phase === 'failed' || phase === 'stale') return [];
    const judged = (preview?.files ?? []).map(({ file, after }) =>
      after === undefined
        ? []
        : engine.judgeDocuments(parseManifests(after, file).documents, after),
    );
    return (await Promise.all(judged)).flat();
  }

  async #noteCapture({ steps }: PreparedCapture, commit: Commit): Promise<void> {
    const { engine, repository, state } = this.#parts;
    const captured = steps.map((step) => ({
      ...step,
      fields: step.findings.map(({ path }) => formatPath(path)),
    }));
    // First of all: a watch that heals sees the new branch in a moment, and must know what it is for.
    for (const { key, fields, source } of captured) {
      await state.addCaptured({
        repository: repository.root,
        target: engine.store.state.target.name,
        ...{ key, paths: fields, branch: commit.branch, commit: commit.commit, file: source.file },
      });
    }
    const objects = captured.map(({ ref, fields }) => ({ ref, fields, outcome: 'done' as const }));
    await this.#note('capture', commit, objects);
  }

  /** The only place where commits are noted. */
  #note(
    act: 'capture' | 'rollback',
    { commit, subject }: Commit,
    objects: ActWords['objects'],
  ): Promise<void> {
    const words = { act, commit, objects, outcome: 'done', message: subject } as const;
    return this.#acts.append(this.#parts.engine.store.state, words);
  }
}

function choiceOf({ key, paths, ...agreed }: CaptureSelection): CaptureChoice {
  const showsSecrets = agreed.showsSecrets === true;
  if (paths === undefined) return { key, showsSecrets };
  const wanted = paths.flatMap((text) => {
    const path = parsePath(text);
    return path === undefined ? [] : [path];
  });
  const chosen: NonNullable<CaptureChoice['chosen']> = ({ path }) =>
    wanted.some((one) => isBelow(path, one));
  return { key, showsSecrets, chosen };
}

function refusalsOf({
  refusals,
}: PreparedCapture): Pick<CommitDraft, 'refusals' | 'secretLooking'> {
  return {
    refusals: refusals.map(({ ref, message }) => `${formatRef(ref)}: ${message}`),
    secretLooking: refusals.flatMap(({ key, path, secretLooking }) =>
      secretLooking === true && path !== undefined ? [{ key, path }] : [],
    ),
  };
}

function filesOf(preview: CommitPreview | undefined): Pick<CommitDraft, 'files' | 'preview'> {
  return preview === undefined ? { files: [] } : { files: preview.files, preview };
}

function revertMessage(sha: string, subject: string): string {
  return `Revert "${subject}"\n\nThis reverts commit ${sha}.\n`;
}

function sinceMessage(sha: string, subject: string, commits: readonly string[]): string {
  const list = commits.map((commit) => `This reverts commit ${commit}.`).join('\n');
  return `Roll back to ${sha.slice(0, 7)} ${subject}\n\n${list}\n`;
}

function given(branch: string | undefined): DraftPlace {
  return branch === undefined ? {} : { branch };
}

function branchOf({ branch }: DraftPlace): CommitRequest['branch'] {
  return branch === undefined ? { current: true } : { name: branch };
}
