import { execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import type { DemoRepository } from '../../test/fixtures/demoRepository.ts';
import type { DemoCommands } from './demoCommands.ts';

/**
 * Applies the lesson's commits one after the other, as a team would have: the Deployment has a
 * rollout history then, and `kubectl rollout undo` somewhere to go.
 */
export async function seedWithHistory(
  commands: DemoCommands,
  repository: DemoRepository,
): Promise<void> {
  for (const { hash } of repository.commits) {
    const manifests = await readManifests(repository.dir, hash);
    await runToEnd(commands.kubectl, ['apply', '-f', '-'], manifests);
    const rollout = ['rollout', 'status', 'deployment/task-agent', '--timeout=60s'];
    await runToEnd(commands.kubectl, rollout);
  }
}

/** Puts what a person's repository declares on the throw-away cluster; false when not all went. */
export function seedWithSync(
  commands: DemoCommands,
  kubeconfig: string,
  repo: string,
): Promise<boolean> {
  // It writes only where the cluster was named.
  const args = ['sync', '--yes', '--kubeconfig', kubeconfig, '--repo', repo];
  const child = spawn(commands.driftline, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => fulfil(code === 0));
  });
}

async function readManifests(dir: string, hash: string): Promise<string> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: dir })).stdout;
  const names = (await git('ls-tree', '-r', '--name-only', hash)).trim().split('\n');
  const manifests = names.filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(manifests.map((name) => git('show', `${hash}:${name}`)));
  return texts.join('\n---\n');
}

function runToEnd(program: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], env: process.env });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  child.stdin.end(input);
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) fulfil();
      else reject(new Error(`kubectl ${args.join(' ')} ended with ${code}: ${words.trim()}`));
    });
  });
}
