import { formatPath, isBelow } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import { formatRef, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { parsePath } from '../core/model/parsePath.ts';
import type { CaptureDraft, CommitDesk } from '../engine/commitDesk.ts';
import type { BranchState, Commit, CommitPreview, Committer, Pushed } from '../engine/committer.ts';
import type { PreparedCapture } from '../engine/capturer.ts';
import { askConsent, isYes } from './askConsent.ts';
import { behindText } from './behindText.ts';
import { captureJson } from './captureJson.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import { UsageError, type CaptureOptions } from './commandLine.ts';
import { commitLines } from './commitText.ts';
import { commitUnmoved } from './commitUnmoved.ts';
import type { ExitCode } from './exitCode.ts';
import { lookFailure } from './lookFailure.ts';
import { lookOnce } from './lookOnce.ts';
import { matchObjects } from './matchObjects.ts';
import { nextStepTexts } from './nextStepText.ts';
import { openDesk } from './openDesk.ts';
import { line, span } from './spans.ts';
import { headLines } from './subjectText.ts';

type Entry = readonly [ObjectKey, ObjectStatus];

/** `driftline capture`: plan, show the commit, consent, commit, push. */
export async function runCapture(parts: CommandParts, options: CaptureOptions): Promise<ExitCode> {
  const opened = await parts.open(options);
  try {
    await lookOnce(parts, opened);
    return await new CaptureRun(parts, options, opened).run();
  } finally {
    await opened.engine.dispose();
  }
}

class CaptureRun {
  readonly #parts: CommandParts;
  readonly #options: CaptureOptions;
  readonly #opened: OpenTarget;
  #stop: AbortSignal | undefined;

  constructor(parts: CommandParts, options: CaptureOptions, opened: OpenTarget) {
    this.#parts = parts;
    this.#options = options;
    this.#opened = opened;
  }

  async run(): Promise<ExitCode> {
    const { console } = this.#parts;
    const { engine } = this.#opened;
    const failure = lookFailure(engine);
    if (failure !== undefined) {
      await console.say(failure);
      return 2;
    }
    const entries = matchObjects(this.#options.objects, [...engine.store.entries()]);
    checkFields(this.#options.fields, entries);
    const { desk, committer } = await openDesk(this.#parts, this.#opened);
    const draft = await this.#draft(desk, entries);
    const { preview } = draft;
    if (preview === undefined) return this.#nothing(draft);
    return this.#commit({ ...draft, preview }, committer);
  }

  /** Drafted anew where the person agrees to what looks like a secret. */
  async #draft(desk: CommitDesk, entries: readonly Entry[]): Promise<CaptureDraft> {
    const { fields, branch, includeSecrets } = this.#options;
    const place = branch === undefined ? {} : { branch };
    const selections = entries.map(([key]) => ({
      key,
      ...(fields.length === 0 ? {} : { paths: fields }),
      ...(includeSecrets ? { showsSecrets: true as const } : {}),
    }));
    const draft = await desk.draftCapture(selections, place);
    if (!(await this.#includesSecrets(draft))) return draft;
    const agreed = selections.map((one) => ({ ...one, showsSecrets: true as const }));
    return desk.draftCapture(agreed, place);
  }

  /** Asked apart from all else: what Git has once, everybody has who can read it. */
  async #includesSecrets({ prepared }: CaptureDraft): Promise<boolean> {
    const secrets = prepared.refusals.filter(({ secretLooking }) => secretLooking === true);
    if (secrets.length === 0 || !this.#mayAsk) return false;
    const list = secrets.map(({ ref, path }) => `  ${formatRef(ref)} ${path ?? ''}`);
    await this.#parts.console.say(
      [`This looks like a secret, and Git would keep it for ever:`, ...list].join('\n'),
    );
    const answer = await this.#parts.ask(
      'Write it into Git all the same? [y/N] ',
      this.#stopping(),
    );
    return isYes(answer);
  }

  async #nothing(draft: CaptureDraft): Promise<ExitCode> {
    await this.#sayRefusals(draft.prepared);
    const refused = draft.refusals.length > 0;
    if (!refused) await this.#parts.console.say('Nothing to capture: Git declares it all.');
    await this.#json(draft.prepared, undefined, undefined);
    return refused ? 1 : 0;
  }

  async #commit(
    draft: CaptureDraft & { readonly preview: CommitPreview },
    committer: Committer,
  ): Promise<ExitCode> {
    const { console } = this.#parts;
    const stop = this.#stopping();
    const { prepared, preview } = draft;
    const { branch } = this.#options;
    const message = this.#message(prepared);
    if (!this.#options.json) {
      const head = headLines(this.#opened.engine.store.state, this.#opened.repository);
      await console.print([...head, line(), ...commitLines(preview, message)]);
    }
    await this.#sayRefusals(prepared);
    const branches = await committer.branches();
    const behind = behindText(branches);
    if (behind !== undefined) await console.say(behind);
    if (!(await askConsent(this.#parts, this.#options, `Commit to ${preview.branch}?`, stop))) {
      await this.#json(prepared, undefined, undefined);
      return 1;
    }
    const choice = { message, ...(branch === undefined ? {} : { branch }) };
    const commit = await commitUnmoved(draft, choice, stop);
    if (typeof commit === 'string') {
      await console.say(commit);
      await this.#json(prepared, undefined, undefined);
      return 1;
    }
    const pushed = await this.#push(committer, commit);
    await this.#done(prepared, commit, pushed);
    if (pushed === undefined) await this.#sayNext(commit, branches);
    const failedPush = this.#options.push && pushed === undefined;
    return draft.refusals.length > 0 || failedPush ? 1 : 0;
  }

  get #mayAsk(): boolean {
    const { yes, json } = this.#options;
    return this.#parts.canAsk && !yes && !json;
  }

  /** From the first question on, Ctrl+C ends in good order. */
  #stopping(): AbortSignal {
    this.#stop ??= this.#parts.stop();
    return this.#stop;
  }

  /** The person's own words, with the trailers that tell where the values came from. */
  #message({ message }: PreparedCapture): string {
    const own = this.#options.message;
    if (own === undefined) return message;
    const last = message.lastIndexOf('\n\nCaptured-From:');
    return last < 0 ? own : `${own.trimEnd()}${message.slice(last)}`;
  }

  async #push(committer: Committer, commit: Commit): Promise<Pushed | undefined> {
    if (!this.#options.push) return undefined;
    try {
      return await committer.push(commit.branch);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'CommitError') throw error;
      await this.#parts.console.say(`The commit stands, but was not pushed: ${error.message}`);
      return undefined;
    }
  }

  async #done(
    prepared: PreparedCapture,
    commit: Commit,
    pushed: Pushed | undefined,
  ): Promise<void> {
    const { console } = this.#parts;
    await this.#json(prepared, commit, pushed);
    if (this.#options.json) return;
    const words = `${commit.commit.slice(0, 7)} on ${commit.branch}: ${commit.subject}`;
    await console.print([line(), line(span('✓ ', 'green'), words)]);
    if (pushed === undefined) return;
    await console.print([line(`pushed to ${pushed.remote}/${pushed.branch}`)]);
    if (pushed.review !== undefined) await console.print([line(`review it: ${pushed.review}`)]);
  }

  async #sayNext(commit: Commit, branches: BranchState): Promise<void> {
    if (this.#options.json) return;
    const ref = this.#opened.engine.store.state.revision?.ref;
    const lines = nextStepTexts(commit, branches, ref).map((text) => line(span(text, 'dim')));
    if (lines.length > 0) await this.#parts.console.print(lines);
  }

  async #sayRefusals({ refusals }: PreparedCapture): Promise<void> {
    for (const { ref, path, message } of refusals) {
      const where = path === undefined ? '' : `${formatRef(ref)}: `;
      await this.#parts.console.say(`Not captured: ${where}${message}`);
    }
    if (!this.#mayAsk && refusals.some(({ secretLooking }) => secretLooking === true)) {
      await this.#parts.console.say('To write it into Git all the same, add --include-secrets.');
    }
  }

  async #json(
    prepared: PreparedCapture,
    commit: Commit | undefined,
    pushed: Pushed | undefined,
  ): Promise<void> {
    if (!this.#options.json) return;
    const { state } = this.#opened.engine.store;
    await this.#parts.console.printJson(captureJson(state, prepared, commit, pushed));
  }
}

/** Throws `UsageError` where a `--field` is no path, or names no finding. */
function checkFields(fields: readonly string[], entries: readonly Entry[]): void {
  const findings = entries.flatMap(([, status]) => status.findings);
  for (const text of fields) {
    const path = parsePath(text);
    if (path === undefined || path.length === 0) {
      throw new UsageError(`--field ${text} is no path such as spec.replicas.`);
    }
    if (!findings.some((finding) => isBelow(finding.path, path))) throw noSuchField(text, findings);
  }
}

function noSuchField(text: string, findings: readonly Finding[]): UsageError {
  const known = [...new Set(findings.map(({ path }) => `  ${formatPath(path)}`))];
  const list = known.length === 0 ? ' Nothing differs there.' : `\nThese do:\n${known.join('\n')}`;
  return new UsageError(`No field that differs is at or below ${text}.${list}`);
}
