import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { parseManifests } from '../core/manifest/parseManifests.ts';
import type { Commit, CommitPreview, Committer, RevertRequest } from '../engine/committer.ts';
import type { Clock } from '../engine/environment.ts';
import { askConsent } from './askConsent.ts';
import { commitJson } from './captureJson.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { RollbackOptions } from './commandLine.ts';
import { commitLines } from './commitText.ts';
import type { ExitCode } from './exitCode.ts';
import { lookFailure } from './lookFailure.ts';
import { lookOnce } from './lookOnce.ts';
import { line, span, type Line } from './spans.ts';
import { diffLines } from './diffText.ts';
import { runSyncOn } from './runSync.ts';
import { targetJson } from './statusJson.ts';
import { headLines } from './subjectText.ts';

/** `driftline rollback`: show the revert against live, consent, commit, and apply where asked. */
export async function runRollback(
  parts: CommandParts,
  options: RollbackOptions,
  clock: Clock,
): Promise<ExitCode> {
  const opened = await parts.open(options);
  try {
    await lookOnce(parts, opened);
    return await new RollbackRun(parts, options, opened, clock).run();
  } finally {
    await opened.engine.dispose();
  }
}

class RollbackRun {
  readonly #parts: CommandParts;
  readonly #options: RollbackOptions;
  readonly #opened: OpenTarget;
  readonly #clock: Clock;

  constructor(parts: CommandParts, options: RollbackOptions, opened: OpenTarget, clock: Clock) {
    this.#parts = parts;
    this.#options = options;
    this.#opened = opened;
    this.#clock = clock;
  }

  async run(): Promise<ExitCode> {
    const { console } = this.#parts;
    const { engine, git, openCommitter } = this.#opened;
    if (engine.store.state.phase === 'failed') {
      await console.say(engine.store.state.message ?? 'The repository cannot be read.');
      return 2;
    }
    if (this.#options.apply && this.#opened.unnamed !== undefined) {
      await console.say(`Nothing was written. ${this.#opened.unnamed}`);
      return 1;
    }
    const { sha, subject } = await git.commit(this.#options.commit);
    const { path } = engine.store.state.target;
    const commits = this.#options.since ? await git.commitsSince(sha, path) : [sha];
    if (commits.length === 0) {
      await console.say(`No commit after ${sha.slice(0, 7)} touches the manifests: nothing to do.`);
      return 0;
    }
    const committer = await openCommitter();
    const request: RevertRequest = {
      commits,
      path,
      message: this.#message(sha, subject, commits),
      branch:
        this.#options.branch === undefined ? { current: true } : { name: this.#options.branch },
    };
    const preview = await committer.previewRevert(request);
    if (preview.files.length === 0) {
      await console.say(`${sha.slice(0, 7)} changes nothing that is still there: nothing to do.`);
      return 0;
    }
    return this.#revert(committer, request, preview);
  }

  async #revert(
    committer: Committer,
    request: RevertRequest,
    preview: CommitPreview,
  ): Promise<ExitCode> {
    const { console } = this.#parts;
    const effect = await this.#effect(preview);
    if (!this.#options.json) await console.print(this.#shown(preview, request.message, effect));
    const stop = this.#parts.stop();
    const apply = this.#options.apply ? ' and apply it' : '';
    const question = `Commit the revert to ${preview.branch}${apply}?`;
    if (!(await askConsent(this.#parts, this.#options, question, stop))) {
      await this.#json(undefined, effect);
      return 1;
    }
    const commit = await committer.revert(request, stop);
    await this.#note(committer, commit, effect);
    await this.#json(commit, effect);
    if (!this.#options.json) {
      const words = `${commit.commit.slice(0, 7)} on ${commit.branch}: ${commit.subject}`;
      await console.print([line(), line(span('✓ ', 'green'), words)]);
    }
    return this.#options.apply ? this.#apply(effect) : 0;
  }

  /** What the cluster would have to change, object by object: the files as they would be. */
  async #effect(preview: CommitPreview): Promise<readonly ObjectStatus[]> {
    const { engine } = this.#opened;
    if (lookFailure(engine) !== undefined) return [];
    const documents = preview.files.flatMap(({ file, after }) =>
      after === undefined ? [] : parseManifests(after, file).documents,
    );
    return engine.judgeDocuments(documents);
  }

  #shown(
    preview: CommitPreview,
    message: string,
    effect: readonly ObjectStatus[],
  ): readonly Line[] {
    const { state } = this.#opened.engine.store;
    const now = this.#parts.now();
    const changes = effect.flatMap((status) => diffLines(status, state, now));
    const title =
      changes.length === 0
        ? 'The cluster is as the revert declares.'
        : 'Against the cluster (- the revert, + the cluster):';
    return [
      ...headLines(state, this.#opened.repository),
      line(),
      ...commitLines(preview, message),
      line(),
      line(span(title, 'bold')),
      ...changes,
    ];
  }

  #message(sha: string, subject: string, commits: readonly string[]): string {
    if (!this.#options.since) {
      return `Revert "${subject}"\n\nThis reverts commit ${sha}.\n`;
    }
    const list = commits.map((commit) => `This reverts commit ${commit}.`).join('\n');
    return `Roll back to ${sha.slice(0, 7)} ${subject}\n\n${list}\n`;
  }

  async #apply(effect: readonly ObjectStatus[]): Promise<ExitCode> {
    const { engine, git } = this.#opened;
    const names = new Set(effect.map(({ ref }) => formatRef(ref)));
    await engine.look();
    const { revision } = engine.store.state;
    const { sha } = await git.commit('HEAD');
    if (revision?.sha !== sha && this.#options.branch === undefined) {
      const ref = revision?.ref ?? 'the revision';
      await this.#parts.console.say(
        `The revert is not in ${ref} yet, which the target follows: push it, or apply with --revision HEAD.`,
      );
      return 1;
    }
    const there = [...engine.store.objects()].map(({ ref }) => formatRef(ref));
    const objects = there.filter((name) => names.has(name));
    if (objects.length === 0) return 0;
    const options = { ...this.#options, objects, force: false, dryRun: false, yes: true };
    return runSyncOn(this.#parts, options, this.#opened, this.#clock);
  }

  async #note(
    committer: Committer,
    commit: Commit,
    effect: readonly ObjectStatus[],
  ): Promise<void> {
    const { engine, git } = this.#opened;
    const { target, cluster } = engine.store.state;
    const who = await committer.identity();
    await this.#parts.audit.append({
      time: this.#parts.now().toISOString(),
      act: 'rollback',
      ...(who === undefined ? {} : { who }),
      repository: git.root,
      target: target.name,
      ...(cluster === undefined ? {} : { context: cluster.context, server: cluster.server }),
      ...(cluster?.uid === undefined ? {} : { clusterUid: cluster.uid }),
      commit: commit.commit,
      objects: effect.map(({ ref }) => ({ ref, fields: [], outcome: 'done' })),
      outcome: 'done',
      message: commit.subject,
    });
  }

  async #json(commit: Commit | undefined, effect: readonly ObjectStatus[]): Promise<void> {
    if (!this.#options.json || this.#options.apply) return;
    const { state } = this.#opened.engine.store;
    await this.#parts.console.printJson({
      targets: [
        {
          target: targetJson(state),
          rollback: {
            outcome: commit === undefined ? 'nothing' : 'done',
            ...(commit === undefined ? {} : commitJson(commit)),
          },
          objects: effect.map(({ ref }) => formatRef(ref)),
        },
      ],
    });
  }
}
