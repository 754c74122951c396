import { rebaseEdit } from '../core/manifest/capture/rebaseEdit.ts';
import type { CaptureContext } from '../core/manifest/capture/fieldChange.ts';
import { parseManifests } from '../core/manifest/parseManifests.ts';
import type { Finding } from '../core/model/finding.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import { captureMessage } from '../core/plan/captureMessage.ts';
import { maskedStep } from '../core/plan/maskedStep.ts';
import {
  planCapture,
  type CaptureRefusal,
  type CaptureStep,
  type CaptureSubject,
} from '../core/plan/planCapture.ts';
import type { ActFacts, ActSource } from './actFacts.ts';
import type {
  Commit,
  CommitPreview,
  CommitRequest,
  Committer,
  EditedText,
  FileEdit,
} from './committer.ts';

/** What a person wants captured of one object. */
export interface CaptureChoice {
  readonly key: ObjectKey;
  /** `undefined`: every finding that may be captured. */
  readonly chosen?: (finding: Finding) => boolean;
  /** The person agreed to write values that look secret into Git. */
  readonly showsSecrets?: boolean;
}

/** A capture that is planned and can be shown; the edits hold live values. */
export interface PreparedCapture {
  readonly steps: readonly CaptureStep[];
  readonly refusals: readonly CaptureRefusal[];
  /** Prefilled, to be edited by the person. */
  readonly message: string;
  readonly edits: readonly FileEdit[];
  /** The same edits with a mask for what is secret: to be shown, never to be committed. */
  readonly shown: readonly FileEdit[];
}

/** What a capturer is made of. */
export interface CaptureParts {
  readonly source: ActSource;
  readonly committer: Committer;
  /** Key of the object that a document names, the target's namespace filled in. */
  readonly keyOf: (document: ManifestDocument) => ObjectKey;
  /** Text of a file at the target's revision. */
  readonly textOf: (file: string) => Promise<string | undefined>;
  /** The cluster's name for people, in the message: its context. */
  readonly context: string;
}

/** Makes Git follow live (drift.md 7): from findings to one commit. Writes by the committer only. */
export class Capturer {
  readonly #parts: CaptureParts;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
  }

  /** Reads the objects again and plans. Writes nothing. Throws `ClusterError`. */
  async prepare(choices: readonly CaptureChoice[]): Promise<PreparedCapture> {
    const subjects = await Promise.all(choices.map((choice) => this.#subject(choice)));
    const { steps, refusals } = planCapture(subjects);
    const facts = new Map(subjects.map((subject) => [subject.key, subject.facts]));
    const bases = await this.#basesOf(steps);
    const editsOf = (of: readonly CaptureStep[]): readonly FileEdit[] =>
      [...groupByFile(of)].map(([file, its]) => {
        const job = { file, base: bases.get(file), steps: its, facts };
        return { file, edit: (text) => this.#edit(text, job) };
      });
    return {
      ...{ steps, refusals, message: captureMessage(steps, this.#parts.context) },
      ...{ edits: editsOf(steps), shown: editsOf(steps.map(maskedStep)) },
    };
  }

  /** The commit as it would be, file by file, with what is secret masked. Throws `CommitError`. */
  preview(prepared: PreparedCapture, branch: CommitRequest['branch']): Promise<CommitPreview> {
    const { shown, message } = prepared;
    return this.#parts.committer.preview({ edits: shown, message, branch });
  }

  /** Throws `CommitError`; nothing is written then. */
  commit(
    prepared: PreparedCapture,
    options: { readonly branch: CommitRequest['branch']; readonly message?: string },
    signal?: AbortSignal,
  ): Promise<Commit> {
    const message = options.message ?? prepared.message;
    const { edits } = prepared;
    return this.#parts.committer.commit({ edits, message, branch: options.branch }, signal);
  }

  /** Texts at the target's revision. */
  async #basesOf(steps: readonly CaptureStep[]): Promise<ReadonlyMap<string, string | undefined>> {
    const files = [...new Set(steps.map(({ source }) => source.file))];
    return new Map(
      await Promise.all(files.map(async (file) => [file, await this.#parts.textOf(file)] as const)),
    );
  }

  async #subject({
    key,
    chosen,
    showsSecrets,
  }: CaptureChoice): Promise<CaptureSubject & { readonly facts: ActFacts }> {
    const facts = await this.#parts.source.facts(key);
    return {
      key,
      facts,
      showsSecrets: showsSecrets ?? false,
      ...(chosen === undefined ? {} : { chosen }),
    };
  }

  /** One document after the other, each found by the object that it names. */
  #edit(text: string | undefined, job: FileJob): EditedText {
    const { file, base, steps } = job;
    if (text === undefined || base === undefined) {
      return { refused: `${file} is not there: commit or restore it first` };
    }
    let current: string | undefined = text;
    for (const step of steps) {
      if (current === undefined) return { refused: `${file} is empty before all is captured` };
      const edited = this.#editDocument(current, base, step, job);
      if ('refused' in edited) return { refused: `${file}: ${edited.refused}` };
      current = edited.text;
    }
    return current === undefined ? {} : { text: current };
  }

  #editDocument(
    text: string,
    base: string,
    step: CaptureStep,
    { file, facts }: FileJob,
  ): EditedText {
    const there = this.#find(text, file, step);
    const meant = this.#find(base, file, step);
    if (there === undefined || meant === undefined) {
      return { refused: `${step.ref.kind} ${step.ref.name} is not declared there just once` };
    }
    const request = step.removesDocument
      ? { removesDocument: true as const }
      : { changes: step.changes, context: contextOf(facts.get(step.key)) };
    return rebaseEdit(
      { text: base, source: meant.source },
      { text, source: there.source },
      request,
    );
  }

  /** The only document of the text that declares the object. */
  #find(text: string, file: string, { key }: CaptureStep): ManifestDocument | undefined {
    const found = parseManifests(text, file).documents.filter(
      (document) => this.#parts.keyOf(document) === key,
    );
    return found.length === 1 ? found[0] : undefined;
  }
}

interface FileJob {
  readonly file: string;
  /** Text at the target's revision: what the findings were seen against. */
  readonly base: string | undefined;
  readonly steps: readonly CaptureStep[];
  readonly facts: ReadonlyMap<ObjectKey, ActFacts>;
}

function groupByFile(steps: readonly CaptureStep[]): ReadonlyMap<string, readonly CaptureStep[]> {
  const files = new Map<string, CaptureStep[]>();
  for (const step of steps) {
    const same = files.get(step.source.file);
    if (same === undefined) files.set(step.source.file, [step]);
    else same.push(step);
  }
  return files;
}

function contextOf(facts: ActFacts | undefined): CaptureContext {
  return {
    ...(facts?.schema === undefined ? {} : { schema: facts.schema }),
    ...(facts?.live === undefined ? {} : { live: facts.live }),
  };
}
