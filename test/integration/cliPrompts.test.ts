import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli } from './cli/builtCli.ts';
import { ctrlC, enter, Terminal, whyNoTerminal } from './cli/terminal.ts';
import { GitFixture } from './gitFixture.ts';

const example = path.join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const why = whyNoTerminal();

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;
const open: Terminal[] = [];

/** What a person does at a prompt, what it means, and what it writes. */
const answers = [
  ['yes', `yes${enter}`, true],
  ['Y', `Y${enter}`, true],
  ['no', `n${enter}`, false],
  ['nothing', enter, false],
  ['something else', `yep${enter}`, false],
  ['Ctrl+C', ctrlC, false],
  ['the end of the input', '\u0004', false],
] as const;

describe.skipIf(why !== undefined)(`prompts on a terminal${why ? ` (${why})` : ''}`, () => {
  beforeAll(async () => {
    cluster = await attachCluster();
    cli = await BuiltCli.build(cluster);
  });
  afterAll(async () => {
    await cli?.remove();
    await cluster?.stop();
  });
  beforeEach(async () => {
    namespace = await cluster.namespace('prompt');
    repository = GitFixture.create();
    repository.git('config', 'user.name', 'Ann Example');
    repository.git('config', 'user.email', 'ann@example.com');
    cpSync(example, repository.folder, { recursive: true });
    repository.commit('Release v1.1.0');
    await kubectl('apply', '-f', repository.folder);
    repository.commit('Heal', { '.driftline.yaml': healing() });
    await scaleTo(5);
  });
  afterEach(async () => {
    for (const terminal of open.splice(0)) await terminal.kill();
    repository.remove();
  });

  it.each(answers)('sync: %s', async (_, typed, agreed) => {
    const terminal = driftline('sync');
    await terminal.sees('[y/N] ');
    expect(terminal.shown).toContain('spec.replicas  5 → 3');
    expect(await replicas()).toBe('5');
    terminal.types(typed);
    const { code, out } = await terminal.ends();
    expect(code, out).toBe(agreed ? 0 : 1);
    if (!agreed) expect(out).toContain('Nothing was written.');
    expect(await replicas()).toBe(agreed ? '3' : '5');
  });

  it('sync asks again about what comes in a new version, and says that it wrote before', async () => {
    const group = `${namespace}.example.com`;
    const version = (name: string, stored: boolean): string =>
      `  - {name: ${name}, served: true, storage: ${stored}, schema: {openAPIV3Schema: {type: object}}}\n`;
    const older = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
  versions:
${version('v1', true)}`;
    repository.commit('Before', { 'crd.yaml': older });
    await kubectl('apply', '-f', path.join(repository.folder, 'crd.yaml'));
    repository.commit('After', {
      'crd.yaml': older + version('v2', false),
      'one.yaml': `apiVersion: ${group}/v2\nkind: Widget\nmetadata: {name: one}\n`,
    });
    const terminal = driftline('sync');
    await terminal.sees('[y/N] ');
    terminal.types(`y${enter}`);
    await terminal.sees('[y/N] ');
    expect(await replicas()).toBe('3');
    terminal.types(`n${enter}`);
    const { code, out } = await terminal.ends();
    expect(code, out).toBe(1);
    expect(out).toContain('Nothing more was written.');
    expect(out).not.toContain('Nothing was written');
    expect(await kubectl('get', `widgets.${group}`, '-o=name')).toBe('');
  });

  it('sync asks about each manager that is in the way', async () => {
    const patch = '{"spec":{"replicas":7}}';
    await kubectl(
      ...['patch', 'deployment/task-agent', '--type=merge', '-p', patch],
      '--field-manager=an-operator',
    );
    const no = driftline('sync');
    await no.sees('Take over from an-operator? [y/N] ');
    no.types(enter);
    expect((await no.ends()).code).toBe(1);
    expect(await replicas()).toBe('7');
    const yes = driftline('sync');
    await yes.sees('Take over from an-operator? [y/N] ');
    yes.types(`y${enter}`);
    await yes.sees('[y/N] ');
    yes.types(`y${enter}`);
    expect((await yes.ends()).code).toBe(0);
    expect(await replicas()).toBe('3');
  });

  it.each(answers)('capture: %s', async (_, typed, agreed) => {
    const before = stateOfGit();
    const terminal = driftline('capture', '--object', 'deployment/task-agent');
    await terminal.sees('Commit to main? [y/N] ');
    expect(terminal.shown).toContain('+  replicas: 5 # three: one a zone');
    expect(stateOfGit()).toEqual(before);
    terminal.types(typed);
    const { code, out } = await terminal.ends();
    expect(code, out).toBe(agreed ? 0 : 1);
    if (agreed) expect(repository.git('show', '--format=%s')).toContain('replicas: 5 # three');
    else expect(stateOfGit()).toEqual(before);
  });

  it('capture asks apart about what looks like a secret', async () => {
    await kubectl('set', 'env', 'deployment/task-agent', 'API_TOKEN=hunter2-hunter2');
    const object = ['--object', 'deployment/task-agent'];
    const no = driftline('capture', ...object);
    await no.sees('env[name=API_TOKEN]');
    await no.sees('Write it into Git all the same? [y/N] ');
    no.types(enter);
    await no.sees('Not captured: ');
    await no.sees('Commit to main? [y/N] ');
    no.types(`y${enter}`);
    const partial = await no.ends();
    expect(partial.code).toBe(1);
    expect(repository.git('show')).not.toContain('hunter2');
    const yes = driftline('capture', ...object);
    await yes.sees('Write it into Git all the same? [y/N] ');
    yes.types(`y${enter}`);
    await yes.sees('Commit to main? [y/N] ');
    yes.types(`y${enter}`);
    const whole = await yes.ends();
    expect(whole.code, whole.out).toBe(0);
    expect(whole.out + partial.out).not.toContain('hunter2');
    expect(repository.git('show')).toContain('+              value: hunter2-hunter2');
  });

  it.each(answers)('rollback: %s', async (_, typed, agreed) => {
    const bad = repository.commit('Scale', { 'deployment.yaml': scaledManifest() });
    const before = stateOfGit();
    const terminal = driftline('rollback', bad);
    await terminal.sees('Commit the revert to main? [y/N] ');
    expect(stateOfGit()).toEqual(before);
    terminal.types(typed);
    const { code, out } = await terminal.ends();
    expect(code, out).toBe(agreed ? 0 : 1);
    if (agreed) expect(repository.git('log', '-1', '--format=%s')).toBe('Revert "Scale"\n');
    else expect(stateOfGit()).toEqual(before);
  });

  it.each(answers.filter(([, , agreed]) => !agreed))('watch --heal: %s', async (_, typed) => {
    const terminal = driftline('watch', '--heal');
    await terminal.sees('Allow it? [y/N] ');
    terminal.types(typed);
    const { out } = await terminal.ends();
    expect(out).toContain('Nothing is healed.');
    expect(await replicas()).toBe('5');
    expect((await cli.run(['watch', '--heal'], { cwd: repository.folder })).code).toBe(1);
  });

  it('watch --heal heals after a yes, asks no more, and ends by Ctrl+C', async () => {
    for (const asks of [true, false]) {
      await scaleTo(5);
      const terminal = driftline('watch', '--heal');
      if (asks) {
        await terminal.sees('Allow it? [y/N] ');
        expect(await replicas()).toBe('5');
        terminal.types(`y${enter}`);
      }
      await terminal.sees('Self-heal is on');
      await terminal.sees('Healed');
      expect(terminal.shown.includes('Allow it?')).toBe(asks);
      expect(await replicas()).toBe('3');
      terminal.types(ctrlC);
      const { code, out } = await terminal.ends();
      expect(code, out).toBe(0);
    }
  });

  it.each([
    ['sync', [], 'Apply to '],
    ['capture', ['--object', 'deployment/task-agent'], 'Commit to main?'],
    ['rollback', ['HEAD'], 'Commit the revert to main?'],
    ['rollback', ['HEAD', '--apply'], 'Commit the revert to main and apply it?'],
  ] as const)(
    '%s %j writes nothing of what Git does not say any more',
    async (act, args, asked) => {
      repository.commit('Scale', { 'deployment.yaml': scaledManifest(4) });
      const terminal = driftline(act, ...args);
      await terminal.sees(asked);
      await terminal.sees('[y/N] ');
      repository.commit('Scale again', { 'deployment.yaml': scaledManifest(6) });
      const before = stateOfGit();
      terminal.types(`y${enter}`);
      const { code, out } = await terminal.ends();
      expect(code, out).toBe(1);
      expect(out).toContain('Nothing was written: Git has moved on since the plan was made, from ');
      expect(out).toMatch(/Run driftline sync again to see the new plan\.|Look at it again\./);
      expect(await replicas()).toBe('5');
      expect(stateOfGit()).toEqual(before);
    },
  );

  it('Ctrl+C before the question writes nothing either', async () => {
    const before = stateOfGit();
    for (const args of [['sync'], ['capture', '--object', 'deployment/task-agent']]) {
      const terminal = driftline(...args);
      await sleep(200);
      terminal.types(ctrlC);
      expect((await terminal.ends()).code).not.toBe(0);
    }
    expect(await replicas()).toBe('5');
    expect(stateOfGit()).toEqual(before);
  });
});

function scaledManifest(count = 4): string {
  const file = path.join(repository.folder, 'deployment.yaml');
  return readFileSync(file, 'utf8').replace(/replicas: \d+/, `replicas: ${count}`);
}

function healing(): string {
  return `targets:\n- namespace: ${namespace}\n  policy: {selfHeal: true}\n`;
}

function driftline(...args: readonly string[]): Terminal {
  const where = ['--namespace', namespace, '--context', cluster.context];
  const terminal = Terminal.run(cli, [...args, ...where], { cwd: repository.folder });
  open.push(terminal);
  return terminal;
}

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function scaleTo(count: number): Promise<string> {
  return kubectl('scale', 'deployment/task-agent', `--replicas=${count}`);
}

function replicas(): Promise<string> {
  return kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}');
}

/** Commits, branches, index and working tree. */
function stateOfGit(): readonly string[] {
  return [
    repository.git('for-each-ref'),
    repository.git('status', '--porcelain'),
    repository.git('diff', 'HEAD'),
  ];
}
