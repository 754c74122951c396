// `npm test [-- --all]`: everything, in order; the last line is `N passed, N failed`.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { endWithParent } from './endWithParent.ts';
import { PassedFiles } from './passedFiles.ts';
import { type Count, runChecks } from './runChecks.ts';
import { ROOT, endStages, failedStages, runStage } from './runStage.ts';

const RESULTS = join(ROOT, '.cache', 'test-results');

/** What vitest's JSON report holds of interest here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** The file's absolute path. */
    readonly name: string;
    readonly status: string;
    /** Why the file could not be loaded; empty otherwise. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

endWithParent(endAtOnce);
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, endAtOnce);

const started = performance.now();
const failures: string[] = [];
// Another cluster may answer otherwise at any time.
const runsAll = process.argv.includes('--all') || Boolean(process.env['DRIFTLINE_TEST_KUBECONFIG']);
const counts: Count[] = [await runChecks()];
const isBuilt = await runStage('build', 'node', ['scripts/build.mjs']);
counts.push(one(isBuilt));
counts.push(await runTests('unit'));
counts.push(
  await runChangedTests('integration', /^(docs|media|webview|test\/(e2e|bench|unit))\/|\.md$/),
);
if (isBuilt) counts.push(await runChangedTests('e2e', /^(docs|test\/(integration|bench|unit))\//));
else process.stdout.write('\nThe end-to-end tests need a build: not run, one failure more.\n');
if (!isBuilt) counts.push(one(false));

const passed = sum((count) => count.passed);
const failed = sum((count) => count.failed);
const skipped = sum((count) => count.skipped);
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
// Once more at the end, where whoever reads only that finds them.
for (const failure of [...failedStages(), ...failures]) process.stdout.write(`\n✘ ${failure}\n`);
process.stdout.write(`\nAll stages: ${minutes} min\n`);
const tail = skipped > 0 ? `, ${skipped} skipped` : '';
process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Leaves out the files that passed with all that they read as it is now. `unread` is what the
 * project's tests do not read, by path.
 */
async function runChangedTests(project: string, unread: RegExp): Promise<Count> {
  const memory = join(RESULTS, `${project}.passed.json`);
  const others = new RegExp(`${unread.source}|\\.test\\.ts$`);
  const passedFiles = new PassedFiles(ROOT, memory, others);
  const files = (await readdir(join(ROOT, 'test', project)))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${project}/${name}`);
  const inputs = await passedFiles.inputsOf(files);
  const before = runsAll ? new Map<string, number>() : await passedFiles.passedWith(inputs);
  const due = files.filter((file) => !before.has(file));
  const rest = [...before.values()].reduce((total, tests) => total + tests, 0);
  if (before.size > 0) {
    process.stdout.write(
      `\n▶ ${project} tests: ${before.size} of ${files.length} files (${rest} tests) have passed ` +
        'with everything as it is now; they are counted and not run again. ' +
        '`npm test -- --all` runs them.\n',
    );
  }
  if (due.length === 0) return { passed: rest, failed: 0, skipped: 0 };
  const count = await runTests(project, before.size > 0 ? due : []);
  const after = await passedFiles.inputsOf(files);
  // What was edited meanwhile has not been tested as it is.
  const same = new Map([...inputs].filter(([file, hash]) => after.get(file) === hash));
  await passedFiles.note(same, await passedTests(project));
  return { ...count, passed: count.passed + rest };
}

/** How many tests each file has of which none failed and none was left out. */
async function passedTests(project: string): Promise<ReadonlyMap<string, number>> {
  const file = join(RESULTS, `${project}.json`);
  if (!existsSync(file)) return new Map();
  const { testResults } = await readReport(file);
  return new Map(
    testResults
      .filter(({ status, assertionResults }) =>
        [status, ...assertionResults.map((test) => test.status)].every((one) => one === 'passed'),
      )
      .map(({ name, assertionResults }) => [
        relative(ROOT, name).replaceAll('\\', '/'),
        assertionResults.length,
      ]),
  );
}

async function runTests(project: string, files: readonly string[] = []): Promise<Count> {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, `${project}.json`);
  await rm(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--project', project, ...reporters, ...files];
  const hasPassed = await runStage(`${project} tests`, 'vitest', args);
  const report = existsSync(file) ? await readReport(file) : undefined;
  if (report) failures.push(...failuresOf(report));
  const count = report ? countReport(report) : one(hasPassed);
  // Vitest fails for more than tests: an unhandled rejection, a setup that threw, no test at all.
  return hasPassed || count.failed > 0 ? count : { ...count, failed: 1 };
}

async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

/** What failed, by file and test, with the first lines of why. */
function failuresOf(report: Report): string[] {
  return report.testResults.flatMap((file) => {
    const name = relative(ROOT, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    const isBroken = file.status === 'failed' && failed.length === 0;
    // Of a hook that failed vitest's report has no message: it stands further up.
    const broken = isBroken ? [`${name} could not be run\n${firstLines(file.message)}`] : [];
    return [
      ...broken,
      ...failed.map(({ fullName, failureMessages = [] }) =>
        [`${name} > ${fullName}`, ...failureMessages.map(firstLines)].join('\n'),
      ),
    ];
  });
}

function firstLines(text: string): string {
  return stripVTControlCharacters(text).split('\n').slice(0, 12).join('\n');
}

/** A file that could not be loaded has no test that failed, and counts as one. */
function countReport(report: Report): Count {
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function one(hasPassed: boolean): Count {
  return hasPassed ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function sum(of: (count: Count) => number): number {
  return counts.reduce((total, count) => total + of(count), 0);
}

function endAtOnce(): void {
  endStages();
  process.exit(1);
}
