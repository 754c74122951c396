import type { Step, StepFace } from './stepsView.ts';

/** What a press works with. */
export interface HeldPressParts {
  readonly words: { readonly pressWaits: string; readonly pressChanged: string };
  readonly take: (step: Step) => void;
  readonly say: (sentence: string) => void;
}

/** A press, with what was shown of its step then; `undefined`: nothing was. */
interface Press {
  readonly step: Step;
  readonly seen: string | undefined;
}

/**
 * A press on a step that rests is not lost: it is told why. Where the step's preview is being
 * looked for again, the press waits for that, and counts where the preview is what was shown when
 * it was made; what nobody saw is never taken.
 */
export class HeldPress {
  readonly #parts: HeldPressParts;
  #press: Press | undefined;

  constructor(parts: HeldPressParts) {
    this.#parts = parts;
  }

  get waits(): boolean {
    return this.#press !== undefined;
  }

  press(step: Step, { why = '', isLooking }: StepFace, seen: string | undefined): void {
    const { words, say } = this.#parts;
    this.#press = isLooking ? { step, seen } : undefined;
    say(isLooking && seen !== undefined ? words.pressWaits : why);
  }

  /** By how the step stands now, and what is shown of it. */
  settle(faceOf: (step: Step) => StepFace, seenOf: (step: Step) => string | undefined): void {
    const press = this.#press;
    if (press === undefined) return;
    const { why, isLooking } = faceOf(press.step);
    if (isLooking) return;
    this.#press = undefined;
    const { words, say, take } = this.#parts;
    if (why !== undefined) return say(why);
    if (press.seen === undefined || press.seen !== seenOf(press.step)) {
      return say(words.pressChanged);
    }
    say('');
    take(press.step);
  }

  /** The person did something else, or took it back. */
  forget(): void {
    this.#press = undefined;
    this.#parts.say('');
  }
}
