import type { LeftFinding } from '../model/plan.ts';
import type { ActFinding, ObjectFacts, SyncChoice } from './objectFacts.ts';

/** Why a finding is left that the person did not name: nothing that they need to be told. */
export const notChosen = 'It was not chosen.';

/** The findings of one object, parted by what a sync does with them. */
export interface ChosenFindings {
  readonly acted: readonly ActFinding[];
  readonly left: readonly (LeftFinding & { readonly values: ActFinding })[];
}

/**
 * Which findings a sync settles: what Git declares always, what was added by hands, and what an
 * older revision declared. Findings that are left by default, and what an unknown writer added,
 * only where somebody chose them; what a branch has captured where the object was named.
 */
export function chooseFindings(facts: ObjectFacts, choice: SyncChoice): ChosenFindings {
  const acted: ActFinding[] = [];
  const left: (LeftFinding & { readonly values: ActFinding })[] = [];
  for (const values of facts.findings) {
    const why = whyLeft(facts, values, choice);
    if (why === undefined) acted.push(values);
    else left.push({ finding: values.finding, values, why });
  }
  return { acted, left };
}

function whyLeft(
  facts: ObjectFacts,
  { finding }: ActFinding,
  choice: SyncChoice,
): string | undefined {
  if (choice.only !== undefined) {
    return choice.only(facts.status, finding) ? undefined : notChosen;
  }
  if (finding.capturedIn !== undefined && choice.named !== true) {
    return `${finding.capturedIn} declares what the cluster has. Name the object to undo that.`;
  }
  if (finding.leaveByDefault === true) return finding.note ?? 'It is left unless chosen.';
  if (finding.kind !== 'added' || finding.writer?.class !== 'unknown') return undefined;
  return finding.writer.manager === ''
    ? 'Nobody is recorded as its writer.'
    : `Its writer ${finding.writer.manager} is not known: name its class in .driftline.yaml.`;
}
