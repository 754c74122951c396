import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { CommitDesk, RollbackDraft } from '../engine/commitDesk.ts';
import type { Commit, CommitPreview, Committer } from '../engine/committer.ts';
import type { Clock } from '../engine/environment.ts';
import { askConsent } from './askConsent.ts';
import { behindText } from './behindText.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { RollbackOptions } from './commandLine.ts';
import { commitLines } from './commitText.ts';
import { commitUnmoved } from './commitUnmoved.ts';
import type { ExitCode } from './exitCode.ts';
import { lookOnce } from './lookOnce.ts';
import { openDesk } from './openDesk.ts';
import { line, span, type Line } from './spans.ts';
import { diffLines } from './diffText.ts';
import { runSyncOn } from './runSync.ts';
import { rollbackJson, type RollbackResult } from './rollbackJson.ts';
import { headLines } from './subjectText.ts';
import { withFailureJson } from './withFailureJson.ts';

/** `driftline rollback`: show the revert against live, consent, commit, and apply where asked. */
export async function runRollback(
  parts: CommandParts,
  options: RollbackOptions,
  clock: Clock,
): Promise<ExitCode> {
  const failing = { ...options, command: 'rollback' } as const;
  const opened = await withFailureJson(parts, failing, () => parts.open(options));
  try {
    const run = new RollbackRun(parts, options, opened, clock);
    try {
      await lookOnce(parts, opened);
      const code = await run.run();
      await run.printJson();
      return code;
    } catch (error) {
      if (error instanceof Error && error.name !== 'UsageError') await run.printJson(error.message);
      throw error;
    }
  } finally {
    await opened.engine.dispose();
  }
}

class RollbackRun {
  readonly #parts: CommandParts;
  readonly #options: RollbackOptions;
  readonly #opened: OpenTarget;
  readonly #clock: Clock;
  /** What the reverted files declare, held against live. */
  #effect: readonly ObjectStatus[] = [];
  readonly #result: { -readonly [Key in keyof RollbackResult]: RollbackResult[Key] } = {};

  constructor(parts: CommandParts, options: RollbackOptions, opened: OpenTarget, clock: Clock) {
    this.#parts = parts;
    this.#options = options;
    this.#opened = opened;
    this.#clock = clock;
  }

  async run(): Promise<ExitCode> {
    const { state } = this.#opened.engine.store;
    if (state.phase === 'failed') return this.#stops(2, state.message ?? unreadable);
    const { unnamed } = this.#opened;
    if (this.#options.apply && unnamed !== undefined) {
      return this.#stops(1, `Nothing was written. ${unnamed}`);
    }
    const { desk, committer } = await openDesk(this.#parts, this.#opened);
    const draft = await this.#draft(desk);
    this.#effect = draft.effect;
    const { preview } = draft;
    if (preview === undefined || preview.files.length === 0) return this.#nothing(draft);
    return this.#revert({ ...draft, preview }, committer);
  }

  /** One document, also of what broke off: a commit that was made stands. */
  async printJson(problem?: string): Promise<void> {
    if (!this.#options.json) return;
    if (problem !== undefined) this.#result.problem = problem;
    const { state } = this.#opened.engine.store;
    await this.#parts.console.printJson(rollbackJson(state, this.#effect, this.#result));
  }

  /** It goes no further, for a reason that a reader of JSON gets too. */
  async #stops(code: ExitCode, why: string): Promise<ExitCode> {
    await this.#parts.console.say(why);
    this.#result.problem = why;
    return code;
  }

  async #draft(desk: CommitDesk): Promise<RollbackDraft> {
    const { since, branch } = this.#options;
    const { sha: commit, subject } = await this.#opened.git.commit(this.#options.commit);
    const place = branch === undefined ? {} : { branch };
    return desk.draftRollback({ commit, subject }, { since, ...place });
  }

  async #nothing({ commits }: RollbackDraft): Promise<ExitCode> {
    const { since, commit } = this.#options;
    const why =
      since && commits.length === 0
        ? `No commit after ${commit} touches the manifests`
        : `${commit} changes nothing that is still there`;
    await this.#parts.console.say(`${why}: nothing to do.`);
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
    if (!(await askConsent(this.#parts, this.#options, question, stop))) return 1;
    const { branch } = this.#options;
    const choice = { message, ...(branch === undefined ? {} : { branch }) };
    const commit = await commitUnmoved(draft, choice, stop);
    if (typeof commit === 'string') return this.#stops(1, commit);
    this.#result.commit = commit;
    if (!this.#options.json) {
      const words = `${commit.commit.slice(0, 7)} on ${commit.branch}: ${commit.subject}`;
      await console.print([line(), line(span('✓ ', 'green'), words)]);
    }
    return this.#options.apply ? this.#apply(commit) : 0;
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

  /** A person agreed to apply the revert: nothing else that the target may have by now. */
  async #apply({ commit }: Commit): Promise<ExitCode> {
    const { engine } = this.#opened;
    const names = new Set(this.#effect.map(({ ref }) => formatRef(ref)));
    await engine.look();
    if (engine.store.state.revision?.sha !== commit) {
      return this.#stops(1, await this.#whyNotApplied(commit));
    }
    const there = [...engine.store.objects()].map(({ ref }) => formatRef(ref));
    const objects = there.filter((name) => names.has(name));
    if (objects.length === 0) return 0;
    const options = { ...this.#options, objects, force: false, dryRun: false, yes: true };
    return runSyncOn(this.#parts, options, this.#opened, this.#clock, (target) => {
      this.#result.sync = target;
    });
  }

  /** The target's revision is not the revert. */
  async #whyNotApplied(commit: string): Promise<string> {
    const { sha, ref = 'the revision' } = this.#opened.engine.store.state.revision ?? {};
    if (sha !== undefined && (await this.#opened.git.isAncestor(commit, sha))) {
      return `The revert was not applied: ${ref} has moved on since, to ${sha.slice(0, 7)}. Run driftline sync to see what it would change now.`;
    }
    const { branch } = this.#options;
    const where = `The revert is not in ${ref} yet, which the target follows:`;
    return branch === undefined
      ? `${where} push it, or apply with --revision HEAD.`
      : `${where} merge ${branch}, then run driftline sync.`;
  }
}

const unreadable = 'The repository cannot be read.';
