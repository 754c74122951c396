import { statusOfFindings } from '../core/diff/statusOfFindings.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding, IgnoredFinding } from '../core/model/finding.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';

/** On so many objects the same path makes an unknown name a controller. */
const enough = 3;

/**
 * Unknown writers that show a controller's habit: the same path on three or more objects
 * (drift.md 3). Knows where each was seen, so that a verdict can be taken back.
 */
export class Habits {
  readonly #seen = new Map<string, Set<ObjectKey>>();
  readonly #of = new Map<ObjectKey, ReadonlySet<string>>();

  /** Notes the findings of one object; returns the keys of others whose verdict may change. */
  note(key: ObjectKey, findings: readonly Finding[]): readonly ObjectKey[] {
    const habits = new Set(findings.flatMap((finding) => habitOf(finding) ?? []));
    const before = this.#of.get(key) ?? new Set<string>();
    const changed = new Set<ObjectKey>();
    for (const habit of before) if (!habits.has(habit)) this.#remove(habit, key, changed);
    for (const habit of habits) if (!before.has(habit)) this.#add(habit, key, changed);
    if (habits.size === 0) this.#of.delete(key);
    else this.#of.set(key, habits);
    changed.delete(key);
    return [...changed];
  }

  /** Moves the findings of such writers to the ignored ones, and says why. */
  apply(status: ObjectStatus, filledIn: boolean): ObjectStatus {
    const known = status.findings.filter((finding) => this.#isHabit(finding));
    if (known.length === 0) return status;
    const findings = status.findings.filter((finding) => !known.includes(finding));
    const ignored: IgnoredFinding[] = known.map((finding) => ({
      ...finding,
      rule: `${finding.writer?.manager ?? ''} writes this on ${enough} or more objects: taken for a controller`,
    }));
    return {
      ...status,
      ...statusOfFindings(findings, filledIn),
      findings,
      ignored: [...status.ignored, ...ignored],
    };
  }

  #isHabit(finding: Finding): boolean {
    const habit = habitOf(finding);
    return habit !== undefined && (this.#seen.get(habit)?.size ?? 0) >= enough;
  }

  #add(habit: string, key: ObjectKey, changed: Set<ObjectKey>): void {
    const seen = this.#seen.get(habit) ?? new Set<ObjectKey>();
    seen.add(key);
    this.#seen.set(habit, seen);
    if (seen.size === enough) for (const other of seen) changed.add(other);
  }

  #remove(habit: string, key: ObjectKey, changed: Set<ObjectKey>): void {
    const seen = this.#seen.get(habit);
    if (seen?.delete(key) !== true) return;
    if (seen.size === enough - 1) for (const other of seen) changed.add(other);
    if (seen.size === 0) this.#seen.delete(habit);
  }
}

/** An unknown writer with the path that it wrote, items of lists alike. */
function habitOf({ writer, path, kind }: Finding): string | undefined {
  if (writer?.class !== 'unknown' || writer.manager === '' || kind !== 'added') return undefined;
  const general = path.map((step) => ('key' in step ? step : { key: '*' }));
  return `${writer.manager} ${formatPath(general)}`;
}
