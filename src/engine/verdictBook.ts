import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus, Problem } from '../core/model/objectStatus.ts';
import { Habits } from './habits.ts';
import type { Verdict } from './objectJudge.ts';

/** The part of a verdict that readers see. */
export type SeenVerdict = Pick<Verdict, 'status'> & Partial<Pick<Verdict, 'opaque' | 'problems'>>;

/** One verdict, and when it was begun: see `VerdictBook.begin`. */
export interface Judged {
  readonly key: ObjectKey;
  readonly turn: number;
  readonly verdict: SeenVerdict;
}

/** What verdicts come to. */
export interface Taken {
  readonly statuses: readonly (readonly [ObjectKey, ObjectStatus])[];
  /** Other objects whose status may be another one by now. */
  readonly others: readonly ObjectKey[];
}

/**
 * The verdicts that count, and what follows from several of them together. Judging takes time, and
 * one object may be judged twice at once: a verdict never replaces one that was begun after it.
 */
export class VerdictBook {
  readonly #habits = new Habits();
  readonly #problems = new Map<ObjectKey, readonly Problem[]>();
  readonly #turns = new Map<ObjectKey, number>();
  #turn = 0;
  #least = 0;

  /** To be called before anything is read that a verdict rests on. */
  begin(): number {
    this.#turn += 1;
    return this.#turn;
  }

  /** Takes in what is not outdated; the statuses are for the store. */
  take(judged: readonly Judged[]): Taken {
    const counting = judged.filter(
      ({ key, turn }) => turn >= (this.#turns.get(key) ?? this.#least),
    );
    const others = new Set<ObjectKey>();
    for (const { key, turn, verdict } of counting) {
      this.#turns.set(key, turn);
      this.#noteProblems(key, verdict.problems ?? []);
      for (const other of this.#habits.note(key, verdict.status.findings)) others.add(other);
    }
    for (const { key } of counting) others.delete(key);
    const statuses = counting.map(({ key, verdict }) => [key, this.seen(verdict)] as const);
    return { statuses, others: [...others] };
  }

  /** A verdict in the light of all others. */
  seen({ status, opaque }: SeenVerdict): ObjectStatus {
    return this.#habits.apply(status, opaque === true);
  }

  /** What the verdicts that count complain of. */
  problems(): readonly Problem[] {
    return [...this.#problems.values()].flat();
  }

  problemsOf(key: ObjectKey): readonly Problem[] {
    return this.#problems.get(key) ?? [];
  }

  /** Of an object that Git no longer declares. */
  forget(key: ObjectKey): void {
    this.#turns.delete(key);
    this.#problems.delete(key);
    this.#habits.note(key, []);
  }

  /** No verdict that was begun before now counts. */
  outdateAll(): void {
    this.#least = this.begin();
    this.#turns.clear();
  }

  #noteProblems(key: ObjectKey, problems: readonly Problem[]): void {
    if (problems.length === 0) this.#problems.delete(key);
    else this.#problems.set(key, problems);
  }
}
