import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli } from './cli/builtCli.ts';
import { GitFixture } from './gitFixture.ts';

const external = process.env['DRIFTLINE_TEST_KUBECONFIG'] !== undefined;
const manifest = `apiVersion: v1
kind: ConfigMap
metadata: {name: one, namespace: heal-outage}
data: {value: "1"}
`;

let server: TestCluster;
let cli: BuiltCli;
const repository = GitFixture.create();

beforeAll(async () => {
  if (external) return;
  server = await startCluster({ controllers: false });
  cli = await BuiltCli.build(server);
  repository.commit('First', {
    '.driftline.yaml': 'targets: [{policy: {selfHeal: true}}]\n',
    'one.yaml': manifest,
  });
});
afterAll(async () => {
  repository.remove();
  if (external) return;
  await cli?.remove();
  await server?.stop();
});

function kubectl(...args: readonly string[]): Promise<string> {
  return server.kubectl(['-n', 'heal-outage', ...args]);
}

async function setUp(): Promise<void> {
  await server.kubectl(['create', 'namespace', 'heal-outage']);
  await kubectl('apply', '-f', `${repository.folder}/one.yaml`);
}

function setValue(value: string): Promise<string> {
  return kubectl('patch', 'configmap/one', '-p', `{"data":{"value":"${value}"}}`);
}

function value(): Promise<string> {
  return kubectl('get', 'configmap/one', '-o=jsonpath={.data.value}');
}

async function until(isSo: () => boolean | Promise<boolean>, words: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not in a minute: ${words()}`);
    await sleep(100);
  }
}

describe.skipIf(external)('self-heal and the cluster', () => {
  it('waits while it is away, goes on after, and ends where another one answers', async () => {
    await setUp();
    const child = cli.start(['watch', '--heal', '--yes', '--json'], { cwd: repository.folder });
    let said = '';
    let code: number | null | undefined;
    child.on('close', (exit) => (code = exit));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const tells = (event: string): Promise<void> =>
      until(
        () => said.includes(`"event":"${event}"`),
        () => said,
      );
    try {
      await tells('on');
      await server.killApiServer();
      await tells('held');
      await server.restartApiServer();
      await setValue('2');
      await until(
        async () => (await value()) === '1',
        () => said,
      );
      await server.killApiServer();
      await server.restartApiServer({ emptyData: true });
      await setUp();
      await setValue('2');
      await tells('ended');
      await until(
        () => code !== undefined,
        () => said,
      );
      expect(code).toBe(1);
      expect(await value()).toBe('2');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
