import type { Bench, BenchContext } from './bench.ts';
import { DriftlineCommand } from './driftlineCommand.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { GitTime } from './gitTime.ts';
import { median } from './median.ts';
import { makeMonorepo } from './monorepo.ts';
import { runProcess } from './runProcess.ts';

const identity = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann Example',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann Example',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

interface CaptureRun {
  /** Milliseconds of the whole process. */
  readonly whole: number;
  /** Milliseconds of it in which Git was at work. */
  readonly git: number;
}

/** `driftline capture` as a whole process, look included, into a large repository. */
export const captureBench: Bench = {
  name: 'capture',
  run: async (context, tell) => {
    const files = context.quick ? 10_000 : 100_000;
    const repository = await makeMonorepo(context, files);
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    await capture(context, fleet, repository, 1);
    const runs: CaptureRun[] = [];
    for (let round = 0; round < (context.quick ? 2 : 7); round += 1) {
      runs.push(await capture(context, fleet, repository, 2 + round));
    }
    const own = runs.map(({ whole, git }) => whole - git);
    const name = `driftline capture into ${files} files`;
    tell({ name, ...ms(runs.map(({ whole }) => whole)) });
    tell({ name: "of it Git's own time", ...ms(runs.map(({ git }) => git)) });
    tell({ name: "capture beside Git's own time", ...ms(own), target: { below: 1000 } });
  },
};

/** Somebody changes one object by hand, and Git takes it over: one commit of one line. */
async function capture(
  context: BenchContext,
  { fleet, api, cluster }: FleetCluster,
  repository: string,
  round: number,
): Promise<CaptureRun> {
  const [manifest] = fleet.manifests.filter(({ kind }) => kind === 'ConfigMap');
  if (manifest === undefined) throw new Error('The fleet has no ConfigMap.');
  const { path, text, namespace, name, file } = manifest;
  const flags = `flags-${round}`;
  await api.edit(path, { data: { 'feature.flags': flags } });
  const command = new DriftlineCommand(context, repository, cluster.kubeconfigPath);
  const folder = `deploy/${file.slice(0, file.lastIndexOf('/'))}`;
  const git = await GitTime.begin(context.folder);
  await command.run(['status', '--path', folder], { env: identity, expected: [1] });
  const object = ['--object', `configmap/${namespace}/${name}`];
  const run = await command.run(['capture', '--yes', '--path', folder, ...object], {
    env: { ...identity, ...git.env },
  });
  await expectCommit(repository, flags);
  await api.apply(path, text);
  return { whole: run.time, git: await git.read() };
}

/** A fast wrong answer is none. */
async function expectCommit(repository: string, flags: string): Promise<void> {
  const show = ['show', '--format=', '--unified=0', 'HEAD'];
  const { stdout } = await runProcess('git', show, { cwd: repository });
  const added = stdout.split('\n').filter((line) => /^\+(?!\+\+)/.test(line));
  if (added.length === 1 && added[0]?.includes(flags) === true) return;
  throw new Error(`The capture of ${flags} committed something else: ${stdout}`);
}

function ms(runs: readonly number[]): {
  readonly value: number;
  readonly unit: 'ms';
  readonly runs: readonly number[];
} {
  return { value: median(runs), unit: 'ms', runs };
}
