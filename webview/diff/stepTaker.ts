import type { ClusterPreview, CommitPreview, StepEnd } from '../../src/shared/panelPreview.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import type { Chosen } from '../../src/shared/protocol.ts';
import type { PanelClient } from '../../src/shared/rpc.ts';
import type { ChoiceBook } from './choiceBook.ts';
import type { ConsentBook } from './consentBook.ts';
import type { CommitForm } from './commitForm.ts';
import type { LivePreview } from './livePreview.ts';
import { reasonOf } from './reasonOf.ts';
import type { Step, StepsView } from './stepsView.ts';

/** What the steps work with. */
export interface StepTakerParts {
  readonly client: PanelClient;
  readonly words: PanelWords;
  readonly book: ChoiceBook;
  readonly form: CommitForm;
  readonly consents: ConsentBook;
  readonly steps: StepsView;
  readonly cluster: LivePreview<ClusterPreview>;
  readonly commit: LivePreview<CommitPreview>;
  /** A step begins with these choices. */
  readonly onBegin: (choices: readonly Chosen[]) => void;
  readonly onEnd: () => void;
}

/** Takes a step with exactly what its preview shows; a failure of one leaves the other as it is. */
export class StepTaker {
  readonly #parts: StepTakerParts;
  #busy: Step | undefined;
  #progress = '';

  constructor(parts: StepTakerParts) {
    this.#parts = parts;
  }

  get busy(): Step | undefined {
    return this.#busy;
  }

  get progress(): string {
    return this.#progress;
  }

  set progress(message: string) {
    this.#progress = message;
  }

  async takeCommit(): Promise<void> {
    const { client, book, form, commit, words } = this.#parts;
    const { terms } = form;
    if (terms === undefined || commit.state.kind !== 'known') return;
    const { choices } = commit;
    const params = { choices, token: commit.state.value.token, ...terms };
    await this.#take('commit', choices, words.committing, async () => {
      const end = await client.call('commit', params);
      book.forget(choices);
      form.clear();
      return end;
    });
  }

  async takeApply(): Promise<void> {
    const { client, book, cluster, consents, words } = this.#parts;
    if (cluster.state.kind !== 'known') return;
    const { choices } = cluster;
    const { token } = cluster.state.value;
    const params = { choices, consents: consents.all(), token };
    await this.#take('apply', choices, words.applying, async () => {
      const end = await client.call('apply', params);
      // What was not done is still wanted; an end without objects did nothing at all.
      const done = new Set(end.results.flatMap(({ good, key }) => (good ? (key ?? []) : [])));
      book.forget(choices.filter(({ key }) => done.has(key)));
      return end;
    });
  }

  async push(branch: string): Promise<void> {
    const { client, steps } = this.#parts;
    try {
      steps.tell('commit', await client.call('push', { branch }));
    } catch (error) {
      steps.tell('commit', { results: [{ good: false, message: reasonOf(error) }], push: branch });
    }
  }

  async #take(
    step: Step,
    choices: readonly Chosen[],
    progress: string,
    run: () => Promise<StepEnd>,
  ): Promise<void> {
    const { steps, onBegin, onEnd } = this.#parts;
    this.#busy = step;
    this.#progress = progress;
    steps.forget(step);
    onBegin(choices);
    try {
      steps.tell(step, await run());
    } catch (error) {
      steps.tell(step, { results: [{ good: false, message: reasonOf(error) }] });
    }
    this.#busy = undefined;
    onEnd();
  }
}
