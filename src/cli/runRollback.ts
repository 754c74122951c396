import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { CommitDesk, RollbackDraft } from '../engine/commitDesk.ts';
import type { Commit, CommitPreview, Committer } from '../engine/committer.ts';
import type { Clock } from '../engine/environment.ts';
import { askConsent } from './askConsent.ts';
import { behindText } from './behindText.ts';
import { commitJson } from './captureJson.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { RollbackOptions } from './commandLine.ts';
import { commitLines } from './commitText.ts';
import type { ExitCode } from './exitCode.ts';
import { lookOnce } from './lookOnce.ts';
import { openDesk } from './openDesk.ts';
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
    const { engine } = this.#opened;
    if (engine.store.state.phase === 'failed') {
      await console.say(engine.store.state.message ?? 'The repository cannot be read.');
      return 2;
    }
    if (this.#options.apply && this.#opened.unnamed !== undefined) {
      await console.say(`Nothing was written. ${this.#opened.unnamed}`);
      return 1;
    }
    const { desk, committer } = await openDesk(this.#parts, this.#opened);
    const draft = await this.#draft(desk);
    const { preview } = draft;
    if (preview === undefined || preview.files.length === 0) return this.#nothing(draft);
    return this.#revert({ ...draft, preview }, committer);
  }

  async #draft(desk: CommitDesk): Promise<RollbackDraft> {
    const { since, branch } = this.#options;
    const { sha: commit, subject } = await this.#opened.git.commit(this.#options.commit);
    const place = branch === undefined ? {} : { branch };
    return desk.draftRollback({ commit, subject }, { since, ...place });
  }

  async #nothing({ commits, effect }: RollbackDraft): Promise<ExitCode> {
    const { since, commit } = this.#options;
    const why =
      since && commits.length === 0
        ? `No commit after ${commit} touches the manifests`
        : `${commit} changes nothing that is still there`;
    await this.#parts.console.say(`${why}: nothing to do.`);
    await this.#json(undefined, effect);
    return 0;
  }

  async #revert(
    draft: RollbackDraft & { readonly preview: CommitPreview },
    committer: Committer,
  ): Promise<ExitCode> {
    const { console } = this.#parts;
    const { preview, message, effect } = draft;
    if (!this.#options.json) await console.print(this.#shown(preview, message, effect));
    const behind = behindText(await committer.branches());
    if (behind !== undefined) await console.say(behind);
    const stop = this.#parts.stop();
    const apply = this.#options.apply ? ' and apply it' : '';
    const question = `Commit the revert to ${preview.branch}${apply}?`;
    if (!(await askConsent(this.#parts, this.#options, question, stop))) {
      await this.#json(undefined, effect);
      return 1;
    }
    const { branch } = this.#options;
    const commit = await draft.commit(
      { message, ...(branch === undefined ? {} : { branch }) },
      stop,
    );
    if (!this.#options.apply) await this.#json(commit, effect);
    if (!this.#options.json) {
      const words = `${commit.commit.slice(0, 7)} on ${commit.branch}: ${commit.subject}`;
      await console.print([line(), line(span('✓ ', 'green'), words)]);
    }
    return this.#options.apply ? this.#apply(commit, effect) : 0;
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

  /** Prints one document: the sync's, or the rollback's where nothing comes to a sync. */
  async #apply(commit: Commit, effect: readonly ObjectStatus[]): Promise<ExitCode> {
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
      await this.#json(commit, effect);
      return 1;
    }
    const there = [...engine.store.objects()].map(({ ref }) => formatRef(ref));
    const objects = there.filter((name) => names.has(name));
    if (objects.length === 0) {
      await this.#json(commit, effect);
      return 0;
    }
    const options = { ...this.#options, objects, force: false, dryRun: false, yes: true };
    return runSyncOn(this.#parts, options, this.#opened, this.#clock);
  }

  async #json(commit: Commit | undefined, effect: readonly ObjectStatus[]): Promise<void> {
    if (!this.#options.json) return;
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
