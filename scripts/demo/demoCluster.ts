import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { ControlPlane } from '../../test/cluster/controlPlane.ts';
import { findKubectl } from '../../test/cluster/findKubectl.ts';
import { ProcessNest } from '../../test/cluster/processNest.ts';

/** The cluster that `npm start` looks at, through a kubeconfig with one context. */
export interface DemoCluster {
  readonly kubeconfig: string;
  readonly context: string;
  readonly kubectlPath: string;
  /** Removed with the cluster, or with the copy of the person's kubeconfig. */
  readonly folder: string;
  /** Made for the occasion: may be filled and broken at will. */
  readonly isThrowAway: boolean;
  stop(): Promise<void>;
}

/** Starts a cluster of the demo's own; takes minutes once a machine, to build the programs. */
export async function startDemoCluster(): Promise<DemoCluster> {
  const plane = await ControlPlane.start();
  return {
    kubeconfig: plane.kubeconfigPath,
    context: plane.context,
    kubectlPath: plane.kubectlPath,
    folder: dirname(plane.kubeconfigPath),
    isThrowAway: true,
    stop: () => plane.stop(),
  };
}

/**
 * A context of the person's own, in a copy of the kubeconfig that holds nothing else: a later
 * `use-context` leads neither the workbench nor the printed commands to another cluster.
 */
export async function borrowContext(context: string): Promise<DemoCluster> {
  const kubectlPath = await findKubectl();
  const nest = new ProcessNest(await mkdtemp(join(tmpdir(), 'dl-')));
  try {
    const kubeconfig = join(nest.folder, 'kubeconfig');
    await writeFile(kubeconfig, await readContext(kubectlPath, context), { mode: 0o600 });
    const stop = () => nest.end();
    return { kubeconfig, context, kubectlPath, folder: nest.folder, isThrowAway: false, stop };
  } catch (error) {
    await nest.end();
    throw error;
  }
}

async function readContext(kubectlPath: string, context: string): Promise<string> {
  const contexts = await run(kubectlPath, ['config', 'get-contexts', '-o', 'name']);
  const names = contexts.split('\n').filter((name) => name !== '');
  if (!names.includes(context)) {
    const known = names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`;
    throw new Error(`Your kubeconfig has no context "${context}". ${known}`);
  }
  const asked = ['config', 'view', '--raw', '--minify', '--flatten', `--context=${context}`];
  return run(kubectlPath, asked);
}

async function run(program: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, args, { env: process.env })).stdout;
}
