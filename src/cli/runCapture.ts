import { formatPath, isBelow } from '../core/model/fieldPath.ts';
import type { AuditEntry } from '../core/model/audit.ts';
import type { Finding } from '../core/model/finding.ts';
import { formatRef, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { parsePath } from '../core/model/parsePath.ts';
import type { Commit, CommitRequest, Pushed } from '../engine/committer.ts';
import { Capturer, type PreparedCapture } from '../engine/capturer.ts';
import { askConsent } from './askConsent.ts';
import { captureJson } from './captureJson.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import { UsageError, type CaptureOptions } from './commandLine.ts';
import { commitLines } from './commitText.ts';
import type { ExitCode } from './exitCode.ts';
import { lookFailure } from './lookFailure.ts';
import { lookOnce } from './lookOnce.ts';
import { matchObjects } from './matchObjects.ts';
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
    const chosen = chooser(this.#options.fields, entries);
    const capturer = await this.#capturer();
    const prepared = await capturer.prepare(
      entries.map(([key]) => ({ key, ...(chosen === undefined ? {} : { chosen }) })),
    );
    if (prepared.steps.length === 0) return this.#nothing(prepared);
    return this.#commit(capturer, prepared);
  }

  async #capturer(): Promise<Capturer> {
    const { engine, git, openCommitter } = this.#opened;
    const { state } = engine.store;
    const sha = state.revision?.sha ?? '';
    return new Capturer({
      source: engine,
      committer: await openCommitter(),
      keyOf: (document) => engine.keyOf(document),
      textOf: (file) => git.textAt(sha, file),
      context: state.cluster?.context ?? 'the cluster',
    });
  }

  async #nothing(prepared: PreparedCapture): Promise<ExitCode> {
    await this.#sayRefusals(prepared);
    const refused = prepared.refusals.length > 0;
    if (!refused) await this.#parts.console.say('Nothing to capture: Git declares it all.');
    await this.#json(prepared, undefined, undefined);
    return refused ? 1 : 0;
  }

  async #commit(capturer: Capturer, prepared: PreparedCapture): Promise<ExitCode> {
    const { console } = this.#parts;
    const name = this.#options.branch;
    const branch: CommitRequest['branch'] = name === undefined ? { current: true } : { name };
    const message = this.#message(prepared);
    const stop = this.#parts.stop();
    const preview = await capturer.preview(prepared, branch);
    if (!this.#options.json) {
      const head = headLines(this.#opened.engine.store.state, this.#opened.repository);
      await console.print([...head, line(), ...commitLines(preview, message)]);
    }
    await this.#sayRefusals(prepared);
    if (!(await askConsent(this.#parts, this.#options, `Commit to ${preview.branch}?`, stop))) {
      await this.#json(prepared, undefined, undefined);
      return 1;
    }
    const commit = await capturer.commit(prepared, { branch, message }, stop);
    await this.#note(prepared, commit);
    const pushed = await this.#push(commit);
    await this.#done(prepared, commit, pushed);
    const failedPush = this.#options.push && pushed === undefined;
    return prepared.refusals.length > 0 || failedPush ? 1 : 0;
  }

  /** The person's own words, with the trailers that tell where the values came from. */
  #message({ message }: PreparedCapture): string {
    const own = this.#options.message;
    if (own === undefined) return message;
    const last = message.lastIndexOf('\n\nCaptured-From:');
    return last < 0 ? own : `${own.trimEnd()}${message.slice(last)}`;
  }

  async #push(commit: Commit): Promise<Pushed | undefined> {
    if (!this.#options.push) return undefined;
    const committer = await this.#opened.openCommitter();
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

  async #note({ steps }: PreparedCapture, commit: Commit): Promise<void> {
    const { engine, git, openCommitter } = this.#opened;
    const { target, cluster } = engine.store.state;
    const who = await (await openCommitter()).identity();
    const entry: AuditEntry = {
      time: this.#parts.now().toISOString(),
      act: 'capture',
      ...(who === undefined ? {} : { who }),
      repository: git.root,
      target: target.name,
      ...(cluster === undefined ? {} : { context: cluster.context, server: cluster.server }),
      ...(cluster?.uid === undefined ? {} : { clusterUid: cluster.uid }),
      commit: commit.commit,
      objects: steps.map(({ ref, findings }) => ({
        ref,
        fields: findings.map(({ path }) => formatPath(path)),
        outcome: 'done',
      })),
      outcome: 'done',
      message: commit.subject,
    };
    await this.#parts.audit.append(entry);
    if (this.#options.branch === undefined) return;
    for (const { key, findings, source } of steps) {
      await this.#parts.state.addCaptured({
        repository: git.root,
        target: target.name,
        key,
        paths: findings.map(({ path }) => formatPath(path)),
        branch: commit.branch,
        commit: commit.commit,
        file: source.file,
      });
    }
  }

  async #sayRefusals({ refusals }: PreparedCapture): Promise<void> {
    for (const { ref, path, message } of refusals) {
      const where = path === undefined ? '' : `${formatRef(ref)}: `;
      await this.#parts.console.say(`Not captured: ${where}${message}`);
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

/** Takes the findings that `--field` names. Throws `UsageError` where one names none. */
function chooser(
  fields: readonly string[],
  entries: readonly Entry[],
): ((finding: Finding) => boolean) | undefined {
  if (fields.length === 0) return undefined;
  const prefixes = fields.map((text) => {
    const path = parsePath(text);
    if (path === undefined || path.length === 0) {
      throw new UsageError(`--field ${text} is no path such as spec.replicas.`);
    }
    return { text, path };
  });
  const findings = entries.flatMap(([, status]) => status.findings);
  for (const { text, path } of prefixes) {
    if (findings.some((finding) => isBelow(finding.path, path))) continue;
    const known = [...new Set(findings.map((finding) => `  ${formatPath(finding.path)}`))];
    const list =
      known.length === 0 ? ' Nothing differs there.' : `\nThese do:\n${known.join('\n')}`;
    throw new UsageError(`No field that differs is at or below ${text}.${list}`);
  }
  return (finding) => prefixes.some(({ path }) => isBelow(finding.path, path));
}
