import type { PanelWords } from '../../src/shared/panelWords.ts';
import type { Step, StepFace } from './stepsView.ts';

/** What a press works with. */
export interface HeldPressParts {
  readonly words: Pick<PanelWords, 'pressWaits' | 'pressChanged' | 'pressUnseen' | 'pressEnded'>;
  readonly take: (step: Step) => void;
  readonly say: (sentence: string) => void;
}

/** A press, with what was shown of its step then; `undefined`: nothing was. */
interface Press {
  readonly step: Step;
  readonly seen: string | undefined;
}

/** So long somebody is still there who pressed. */
const WAIT_MS = 15_000;

/**
 * A press on a step that rests is not lost: it is told why. Where the step's preview is being
 * looked for again, the press waits a while for that, and counts where the preview is what was
 * shown when it was made; what nobody saw is never taken.
 */
export class HeldPress {
  readonly #parts: HeldPressParts;
  #press: Press | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: HeldPressParts) {
    this.#parts = parts;
  }

  get waits(): boolean {
    return this.#press !== undefined;
  }

  press(step: Step, { why = '', isLooking }: StepFace, seen: string | undefined): void {
    const { words, say } = this.#parts;
    this.#drop();
    if (isLooking) this.#press = { step, seen };
    if (!isLooking || seen === undefined) return say(why);
    this.#end = setTimeout(() => {
      this.#drop();
      say(words.pressEnded);
    }, WAIT_MS);
    say(words.pressWaits);
  }

  /** By how the step stands now, and what is shown of it. */
  settle(faceOf: (step: Step) => StepFace, seenOf: (step: Step) => string | undefined): void {
    const press = this.#press;
    if (press === undefined) return;
    const { why, isLooking } = faceOf(press.step);
    if (isLooking) return;
    this.#drop();
    const { words, say, take } = this.#parts;
    if (why !== undefined) return say(why);
    if (press.seen === undefined) return say(words.pressUnseen);
    if (press.seen !== seenOf(press.step)) return say(words.pressChanged);
    say('');
    take(press.step);
  }

  /** The person did something else, or took it back. */
  forget(): void {
    this.#drop();
    this.#parts.say('');
  }

  #drop(): void {
    clearTimeout(this.#end);
    this.#press = undefined;
  }
}
