import type { Finding } from '../model/finding.ts';
import type { Conflict } from '../model/plan.ts';

/** Who holds a live field against an apply from Git. */
interface Holder {
  readonly manager: string;
  readonly class: Conflict['class'];
  readonly operation?: 'Apply' | 'Update';
}

/**
 * Tools that a person runs to put Git's state there: they leave no claim behind, and taking over
 * from them is what moving to server-side apply means.
 */
const yielding: ReadonlySet<string> = new Set([
  'driftline',
  'kubectl-client-side-apply',
  'kubectl-create',
  'kubectl-last-applied',
  'before-first-apply',
]);

/**
 * The holder does not let go without force: another applier, a controller, or a writer of whom
 * nobody knows which. What a hand wrote is undone without more ado, and so is what `kubectl apply`
 * wrote from an older commit (`pending`).
 */
export function holdsOn(holder: Holder, pending: boolean): boolean {
  switch (holder.class) {
    case 'hand':
      return false;
    case 'applier':
      if (yielding.has(holder.manager)) return false;
      return !(pending && holder.manager === 'kubectl');
    case 'controller':
    case 'unknown':
      return holder.manager !== '';
  }
}

/** The conflict that a finding itself tells of, where its writer does not let go. */
export function conflictOf(finding: Finding, path: string): Conflict | undefined {
  const { writer } = finding;
  if (writer === undefined || !holdsOn(writer, finding.pending)) return undefined;
  const { manager, subresource } = writer;
  return {
    path,
    manager,
    class: writer.class,
    ...(subresource === undefined ? {} : { subresource }),
  };
}
