import { writerWords } from '../core/diff/writerWords.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import type { TargetState } from '../engine/statusStore.ts';
import type { StepOutcome, StepResult, SyncReport } from '../engine/syncReport.ts';
import { refusalText } from './refusalText.ts';
import { line, span, type Line, type Style } from './spans.ts';
import { statusFaces } from './statusFaces.ts';
import { resourceText, revisionText, sourceText, subjectText } from './subjectText.ts';
import { settlementText } from './valueText.ts';

const signs: Readonly<Record<PlanStep['action'], readonly [sign: string, word: string, Style]>> = {
  create: ['+', 'create', 'green'],
  patch: ['~', 'change', 'yellow'],
  recreate: ['±', 'delete and make anew', 'red'],
  nothing: ['·', 'leave', 'dim'],
};

/** What a sync would do, before it is asked about. */
export function planLines(plan: Plan): readonly Line[] {
  const steps = plan.steps.filter((step) => isWorthALine(step));
  return [...steps.flatMap(stepLines), ...plan.notes.map((note) => line(span(note, 'yellow')))];
}

/** `Apply 2 objects from origin/main a1b2c3d to staging (https://…)`. */
export function planTitle(plan: Plan, state: TargetState): string {
  const steps = plan.steps.filter(writes);
  const objects = steps.length === 1 ? '1 object' : `${steps.length} objects`;
  const pods = steps.reduce((sum, { restarts }) => sum + restarts, 0);
  const where = `${state.cluster?.context ?? '?'} (${state.cluster?.server ?? '?'})`;
  const restarts =
    pods === 0
      ? ''
      : pods === 1
        ? '; 1 pod is restarted once'
        : `; ${pods} pods are restarted once`;
  return `Apply ${objects} from ${revisionText(state)} to ${where}${restarts}`;
}

function isWorthALine(step: PlanStep): boolean {
  const isTold = step.left.length > 0 || step.notes.length > 0;
  return writes(step) || step.refusal !== undefined || isTold;
}

function stepLines(step: PlanStep): readonly Line[] {
  const refused = step.refusal !== undefined;
  const [sign, word, style] = signs[refused ? 'nothing' : step.action];
  return [
    line(
      span(`${sign} ${word} `, style),
      span(subjectText(step.ref), 'bold'),
      span(`  ${sourceText(step.source)}`, 'dim'),
    ),
    ...(refused
      ? [line(span(`    ${step.refusal === undefined ? '' : refusalText(step.refusal)}`, 'red'))]
      : changeLines(step)),
    ...step.left.map(({ finding, why }) =>
      line(span(`    ${formatPath(finding.path)} is left: ${why}`, 'dim')),
    ),
    ...step.notes.map((note) => line(span(`    ${note}`, 'yellow'))),
  ];
}

function changeLines(step: PlanStep): readonly Line[] {
  const changes = step.changes.map((finding) => {
    const undone =
      finding.writer === undefined || finding.pending
        ? ''
        : `  undoes ${writerWords(finding.writer)}`;
    return line(
      `    ${formatPath(finding.path)}  `,
      span(settlementText(finding), 'yellow'),
      span(undone, 'dim'),
    );
  });
  const taken = step.conflicts.map(({ path, manager }) =>
    line(span(`    ${path} is taken over from ${manager}`, 'red')),
  );
  const pods =
    step.restarts === 1 ? 'its pod is restarted once' : `${step.restarts} pods are restarted once`;
  return [...changes, ...taken, ...(step.restarts === 0 ? [] : [line(`    ${pods}`)])];
}

const outcomes: Readonly<Record<StepOutcome, readonly [sign: string, Style]>> = {
  done: ['✓', 'green'],
  nothing: ['·', 'dim'],
  refused: ['✗', 'red'],
  moved: ['✗', 'yellow'],
  unsettled: ['✗', 'red'],
  failed: ['✗', 'red'],
  notRun: ['·', 'yellow'],
};

/** What became of each object, by looking again. */
export function reportLines(report: SyncReport): readonly Line[] {
  const results = report.results.filter(({ outcome }) => outcome !== 'nothing');
  return results.map(resultLine);
}

function resultLine({ step, outcome, message, status }: StepResult): Line {
  const [sign, style] = outcomes[outcome];
  const told = step.refusal === undefined ? message : refusalText(step.refusal);
  if (told !== undefined) return line(span(`${sign} ${told}`, style));
  const now = status === undefined ? '' : statusFaces[status.status].word.toLowerCase();
  const health = status === undefined || status.health === 'unknown' ? '' : `, ${status.health}`;
  return line(
    span(`${sign} `, style),
    `${resourceText(step.ref)} ${doneWords[step.action]}`,
    span(`  ${step.ref.namespace ?? ''}  ${now}${health}`, 'dim'),
  );
}

/** As kubectl says it. */
const doneWords: Readonly<Record<PlanStep['action'], string>> = {
  create: 'created',
  patch: 'configured',
  recreate: 'recreated',
  nothing: 'unchanged',
};
