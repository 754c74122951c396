import { join } from 'node:path';
import process from 'node:process';
import { openRepository } from '../../../src/adapters/git/openRepository.ts';
import { nodeEnvironment } from '../../../src/adapters/host/nodeEnvironment.ts';
import { openCluster } from '../../../src/adapters/kubernetes/openCluster.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { ProbeTask } from '../runProbe.ts';

/** The engine as the extension composes it. */
export async function openEngine(
  task: ProbeTask,
  onRequest: (method: string, path: string) => void = () => undefined,
): Promise<Engine> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const repository = await openRepository(task.repository, {
    cacheDir: task.cache,
    workerFile: join(task.dist, 'worker.cjs'),
  });
  return new Engine({
    repository,
    connect: () =>
      openCluster({
        kubeconfig: task.kubeconfig,
        env: process.env,
        cacheDir: task.cache,
        allowExec: true,
        onRequest,
      }),
    target: { name: 'default', path: '', namespace: 'default', revision: 'auto' },
    environment: nodeEnvironment({
      cacheDir: task.cache,
      log: { info: () => undefined, warn: log },
    }),
  });
}

/** What a probe was told. */
export function readTask(): ProbeTask {
  return JSON.parse(process.argv[2] ?? '{}') as ProbeTask;
}
