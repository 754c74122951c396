import { parseManifests } from '../core/manifest/parseManifests.ts';
import type { Act } from '../core/model/audit.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import { formatRef, type ObjectKey } from '../core/model/objectRef.ts';
import type { AuditLog } from './auditLog.ts';
import { Capturer, type PreparedCapture } from './capturer.ts';
import type { Commit, CommitPreview, CommitRequest, Committer } from './committer.ts';
import type { Engine } from './engine.ts';
import type { Clock } from './environment.ts';
import type { PathCommit, Repository } from './repository.ts';
import type { StateStore } from './stateStore.ts';

/** What a person picked of one object. */
export interface CaptureSelection {
  readonly key: ObjectKey;
  /** Paths of findings; absent where the whole object is meant, as one that is gone. */
  readonly paths?: readonly string[];
}

/** A commit that is planned and can be shown. Nothing is written yet. */
export interface CommitDraft {
  /** Prefilled, with trailers. */
  readonly message: string;
  /** What is not in it, and why. */
  readonly refusals: readonly string[];
  /** What it would change; empty where there is nothing to commit. Live values are in it. */
  readonly files: CommitPreview['files'];
  /** Objects in the cluster that would differ from Git afterwards. */
  readonly differing: readonly string[];
  /** Makes the commit, on a new branch where one is named. Throws `CommitError`. */
  commit(choice: { readonly branch?: string; readonly message: string }): Promise<Commit>;
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

/** Captures and rollbacks as the editor asks for them: drafted, then committed and noted. */
export class CommitDesk {
  readonly #parts: CommitDeskParts;

  constructor(parts: CommitDeskParts) {
    this.#parts = parts;
  }

  /** Commits of HEAD that touched the target's path, newest first. */
  async history(limit: number): Promise<readonly PathCommit[]> {
    const { engine, repository } = this.#parts;
    const { sha } = await repository.resolve('HEAD');
    return sha === undefined ? [] : repository.log(sha, engine.store.state.target.path, limit);
  }

  /** Reads the objects again and plans. Throws `ClusterError` and `CommitError`. */
  async draftCapture(selections: readonly CaptureSelection[]): Promise<CommitDraft> {
    const { engine, repository, committer } = this.#parts;
    const { revision, cluster } = engine.store.state;
    const capturer = new Capturer({
      source: engine,
      committer,
      keyOf: (document) => engine.keyOf(document),
      textOf: (file) => repository.textAt(revision?.sha ?? '', file),
      context: cluster?.context ?? 'the cluster',
    });
    const prepared = await capturer.prepare(selections.map(choiceOf));
    const refusals = prepared.refusals.map(({ ref, message }) => `${formatRef(ref)}: ${message}`);
    const none = prepared.steps.length === 0;
    const files = none ? [] : (await capturer.preview(prepared, { current: true })).files;
    return {
      ...{ message: prepared.message, refusals, files, differing: [] },
      commit: async ({ branch, message }) => {
        const commit = await capturer.commit(prepared, { branch: branchOf(branch), message });
        await this.#noteCapture(prepared, commit, branch !== undefined);
        return commit;
      },
    };
  }

  /** Plans the revert of one commit. Throws `CommitError`. */
  async draftRollback({ commit: sha, subject }: PathCommit): Promise<CommitDraft> {
    const { engine, committer } = this.#parts;
    const { path } = engine.store.state.target;
    const base = { commits: [sha], path };
    const proposed = `Revert "${subject}"\n\nThis reverts commit ${sha}.\n`;
    const request = { ...base, message: proposed, branch: { current: true } } as const;
    const { files } = await committer.previewRevert(request);
    const documents = files.flatMap(({ file, after }) =>
      after === undefined ? [] : parseManifests(after, file).documents,
    );
    const effect = await engine.judgeDocuments(documents);
    const differing = effect.filter(({ status }) => status !== 'inSync');
    return {
      ...{ message: proposed, refusals: [], files },
      differing: differing.map(({ ref }) => formatRef(ref)),
      commit: async ({ branch, message }) => {
        const commit = await committer.revert({ ...base, message, branch: branchOf(branch) });
        const objects = effect.map(({ ref }) => ({ ref, fields: [], outcome: 'done' as const }));
        await this.#note('rollback', commit, objects);
        return commit;
      },
    };
  }

  async #noteCapture(
    { steps }: PreparedCapture,
    commit: Commit,
    elsewhere: boolean,
  ): Promise<void> {
    const { engine, repository, state } = this.#parts;
    const captured = steps.map((step) => ({
      ...step,
      fields: step.findings.map(({ path }) => formatPath(path)),
    }));
    const objects = captured.map(({ ref, fields }) => ({ ref, fields, outcome: 'done' as const }));
    await this.#note('capture', commit, objects);
    if (!elsewhere) return;
    for (const { key, fields, source } of captured) {
      await state.addCaptured({
        repository: repository.root,
        target: engine.store.state.target.name,
        ...{ key, paths: fields, branch: commit.branch, commit: commit.commit, file: source.file },
      });
    }
  }

  async #note(
    act: Extract<Act, 'capture' | 'rollback'>,
    commit: Commit,
    objects: Parameters<AuditLog['append']>[0]['objects'],
  ): Promise<void> {
    const { engine, repository, committer, audit, clock } = this.#parts;
    const { target, cluster } = engine.store.state;
    const who = await committer.identity();
    await audit.append({
      time: clock.now().toISOString(),
      act,
      ...(who === undefined ? {} : { who }),
      repository: repository.root,
      target: target.name,
      ...(cluster === undefined ? {} : { context: cluster.context, server: cluster.server }),
      ...(cluster?.uid === undefined ? {} : { clusterUid: cluster.uid }),
      commit: commit.commit,
      objects,
      outcome: 'done',
      message: commit.subject,
    });
  }
}

function choiceOf({ key, paths }: CaptureSelection): Parameters<Capturer['prepare']>[0][number] {
  if (paths === undefined) return { key };
  const wanted = new Set(paths);
  return { key, chosen: ({ path }) => wanted.has(formatPath(path)) };
}

function branchOf(name: string | undefined): CommitRequest['branch'] {
  return name === undefined ? { current: true } : { name };
}
