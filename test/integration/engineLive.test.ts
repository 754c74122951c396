import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import type { EngineHarness, HarnessOptions } from '../fixtures/engineHarness.ts';
import { Lesson } from '../fixtures/lesson.ts';

let cluster: TestCluster;
let lesson: Lesson;
let live: EngineHarness;

beforeAll(async () => {
  cluster = await attachCluster();
});
afterEach(async () => {
  await live.dispose();
  lesson.end();
});
afterAll(async () => {
  await cluster.stop();
});

/** An engine that follows; the interval never helps it, events alone do. */
async function follow(
  files: Readonly<Record<string, string>>,
  options: Partial<HarnessOptions> = {},
): Promise<Lesson> {
  lesson = await Lesson.start(cluster, 'live');
  lesson.git.commit('First', files);
  await lesson.apply(Object.values(files).join('---\n'));
  live = await lesson.open({ reconcileInterval: 3_600_000, ...options });
  await live.engine.start();
  return lesson;
}

function deployment(image = 'agent:1', replicas = '  replicas: 2\n'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
${replicas}  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: "${image}"}]}
`;
}

function configMap(name: string, value = '1'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`;
}

async function untilStatus(kind: string, name: string, status: string): Promise<void> {
  await live.until((harness) => harness.object(kind, name).status === status);
}

/** A definition of Gadgets, with more fields than `size` where they are named. */
function gadgets(group: string, fields = ''): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer, default: 3}${fields}}}
`;
}

/** Where the server publishes a group's schema: another address whenever that is another one. */
async function published(group: string): Promise<string> {
  const { body } = await cluster.request('/openapi/v3');
  const { paths } = body as { paths: Record<string, { serverRelativeURL: string }> };
  return paths[`apis/${group}/v1`]?.serverRelativeURL ?? '';
}

async function untilPublishedAnew(group: string, before: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await published(group)) !== before) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server publishes no other schema');
}

describe('a running engine', () => {
  it('sees a change by hand, and its end', async () => {
    await follow({ 'agent.yaml': deployment() });
    expect(live.object('Deployment', 'agent').status).toBe('inSync');
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=5');
    await untilStatus('Deployment', 'agent', 'drifted');
    expect(live.findings('Deployment', 'agent')).toEqual([
      'changed spec.replicas 2 → 5 by kubectl',
    ]);
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=2');
    await untilStatus('Deployment', 'agent', 'inSync');
  });

  it('knows when it saw a scale, of which the server records no time', async () => {
    const scaleOf = () => live.object('Deployment', 'agent').findings[0];
    const begun = new Date().toISOString();
    await follow({ 'agent.yaml': deployment() });
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=5');
    await live.until(() => scaleOf()?.live === 5);
    const seen = scaleOf()?.writer;
    expect(seen).toMatchObject({ manager: 'kubectl', subresource: 'scale' });
    expect(seen).not.toHaveProperty('time');
    expect(seen?.seenAt ?? '').toMatch(/^\d{4}-.*Z$/);
    expect((seen?.seenAt ?? '') >= begun).toBe(true);
    // Another hand elsewhere in the object does not make it younger, nor does a look at everything.
    await lesson.kubectl('set', 'image', 'deployment/agent', 'agent=agent:2');
    await live.until(() => live.object('Deployment', 'agent').findings.length === 2);
    await live.engine.look();
    expect(scaleOf()?.writer).toEqual(seen);
    // Who came later did not see it.
    await live.dispose();
    live = await lesson.open({ reconcileInterval: 3_600_000 });
    await live.engine.start();
    expect(scaleOf()?.writer).toMatchObject({ manager: 'kubectl', subresource: 'scale' });
    expect(scaleOf()?.writer).not.toHaveProperty('seenAt');
  });

  it('sees objects come and go', async () => {
    await follow({ 'one.yaml': configMap('one') });
    await lesson.kubectl('delete', 'cm/one');
    await untilStatus('ConfigMap', 'one', 'missing');
    await lesson.apply(configMap('one', '2'));
    await untilStatus('ConfigMap', 'one', 'drifted');
    await lesson.apply(configMap('one'));
    await untilStatus('ConfigMap', 'one', 'inSync');
  });

  it('sees commits, new files and removed ones', async () => {
    const { git } = await follow({ 'one.yaml': configMap('one') });
    git.commit('Two', { 'one.yaml': configMap('one', '2') });
    await untilStatus('ConfigMap', 'one', 'behind');
    git.commit('Another kind', { 'agent.yaml': deployment() });
    await live.until((harness) => [...harness.statuses()].length === 2);
    await untilStatus('Deployment', 'agent', 'missing');
    await lesson.apply(deployment());
    await untilStatus('Deployment', 'agent', 'inSync');
    await lesson.applyFrom('HEAD', 'one.yaml');
    await untilStatus('ConfigMap', 'one', 'inSync');
    git.git('rm', '-q', 'agent.yaml');
    git.commit('Gone');
    await live.until((harness) => [...harness.statuses()].length === 1);
    git.git('checkout', '-q', 'HEAD~3');
    await untilStatus('ConfigMap', 'one', 'drifted');
  });

  it('sees a new namespace, and what is in it', async () => {
    const { git } = await follow({ 'one.yaml': configMap('one') });
    const other = await cluster.namespace('live-other');
    const text = configMap('two').replace('{name: two}', `{name: two, namespace: ${other}}`);
    git.commit('Elsewhere', { 'two.yaml': text });
    await live.until((harness) => harness.statuses().has(`ConfigMap/${other}/two`));
    expect(live.object('ConfigMap', 'two').status).toBe('missing');
    await lesson.apply(text, '-n', other);
    await untilStatus('ConfigMap', 'two', 'inSync');
    await lesson.kubectl('patch', 'cm/one', '-p', '{"data":{"value":"3"}}');
    await untilStatus('ConfigMap', 'one', 'drifted');
  });

  it('sees a kind that comes to be while it runs', async () => {
    const { git, namespace } = await follow({ 'one.yaml': configMap('one') });
    const group = `${namespace}.example.com`;
    const definition = gadgets(group);
    const gadget = `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: one}\nspec: {}\n`;
    git.commit('A kind', { 'crd.yaml': definition, 'gadget.yaml': gadget });
    await live.until((harness) => [...harness.statuses()].length === 3);
    await untilStatus('Gadget', 'one', 'missing');
    await lesson.apply(definition);
    await lesson.kubectl('wait', '--for=condition=Established', `crd/gadgets.${group}`);
    await untilStatus('CustomResourceDefinition', `gadgets.${group}`, 'inSync');
    await lesson.apply(gadget);
    await untilStatus('Gadget', 'one', 'inSync');
    await lesson.kubectl(
      'patch',
      `gadgets.${group}/one`,
      '--type=merge',
      '-p',
      '{"spec":{"size":4}}',
    );
    await untilStatus('Gadget', 'one', 'drifted');
    await lesson.kubectl('delete', `crd/gadgets.${group}`);
    await untilStatus('Gadget', 'one', 'missing');
  });

  it.each(['declares', 'does not declare'] as const)(
    'sees that somebody upgraded a kind that Git %s',
    async (how) => {
      const group = `${how.replaceAll(' ', '')}.example.com`;
      const gadget = `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: one}\nspec: {size: 3, color: red}\n`;
      const { git } = await follow({ 'one.yaml': configMap('one') });
      await lesson.apply(gadgets(group));
      await lesson.kubectl('wait', '--for=condition=Established', `crd/gadgets.${group}`);
      await lesson.apply(gadget, '--validate=false');
      const kind = how === 'declares' ? { 'crd.yaml': gadgets(group) } : {};
      git.commit('A gadget', { ...kind, 'gadget.yaml': gadget });
      await live.until((harness) => harness.statuses().has(`Gadget/${lesson.namespace}/one`));
      await untilStatus('Gadget', 'one', 'inSync');
      const before = await published(group);
      await lesson.apply(gadgets(group, ', color: {type: string}'));
      if (how === 'does not declare') {
        await untilPublishedAnew(group, before);
        await live.engine.refresh();
      }
      await untilStatus('Gadget', 'one', 'drifted');
      expect(live.object('Gadget', 'one').findings).toMatchObject([{ kind: 'absent', git: 'red' }]);
      await lesson.kubectl('delete', `crd/gadgets.${group}`);
    },
  );

  it('sees an autoscaler come and go', async () => {
    await follow({ 'agent.yaml': deployment() });
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=4');
    await untilStatus('Deployment', 'agent', 'drifted');
    await lesson.kubectl('autoscale', 'deployment/agent', '--min=2', '--max=6', '--cpu=50%');
    await untilStatus('Deployment', 'agent', 'inSync');
    await lesson.kubectl('delete', 'hpa/agent');
    await untilStatus('Deployment', 'agent', 'drifted');
  });

  it('sees new rules', async () => {
    const { git } = await follow({ 'agent.yaml': deployment() });
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=4');
    await untilStatus('Deployment', 'agent', 'drifted');
    const rules = 'ignore: [{kind: Deployment, jsonPointers: [/spec/replicas]}]\n';
    git.commit('Ignore', { '.driftline.yaml': rules });
    await untilStatus('Deployment', 'agent', 'inSync');
    git.git('rm', '-q', '.driftline.yaml');
    git.commit('No longer');
    await untilStatus('Deployment', 'agent', 'drifted');
  });

  it('sees edits once it is told to look', async () => {
    const { git } = await follow({ 'one.yaml': configMap('one'), 'two.yaml': configMap('two') });
    git.write('one.yaml', configMap('one', '2'));
    rmSync(path.join(git.folder, 'two.yaml'));
    await live.engine.look();
    expect(live.object('ConfigMap', 'one')).toMatchObject({ status: 'inSync', facets: ['edited'] });
    expect(live.object('ConfigMap', 'two')).toMatchObject({ status: 'inSync', facets: ['edited'] });
    git.git('checkout', '-q', '.');
    await live.engine.look();
    expect(live.object('ConfigMap', 'one')).toMatchObject({ status: 'inSync', facets: [] });
  });

  it('takes a storm of changes, and ends with the last of them', async () => {
    const { git } = await follow({ 'agent.yaml': deployment() });
    for (let at = 3; at < 23; at += 1) {
      const body = { spec: { replicas: at } };
      const url = `/apis/apps/v1/namespaces/${lesson.namespace}/deployments/agent`;
      await cluster.request(`${url}?fieldManager=kubectl-patch`, {
        method: 'PATCH',
        contentType: 'application/merge-patch+json',
        body,
      });
      if (at % 7 === 0) git.commit(`Image ${at}`, { 'agent.yaml': deployment(`agent:${at}`) });
    }
    await live.until(
      (harness) =>
        harness.findings('Deployment', 'agent').join() ===
        [
          'changed spec.replicas 2 → 22 by kubectl-patch',
          'changed spec.template.spec.containers[name=agent].image "agent:21" → "agent:1" by kubectl-client-side-apply (applier) (pending)',
        ].join(),
    );
    await live.engine.idle();
    expect(live.object('Deployment', 'agent')).toMatchObject({
      status: 'drifted',
      behind: { subject: 'First', commits: 3 },
    });
  });

  it('asks nothing of the server for a change of status alone', async () => {
    await follow({ 'agent.yaml': deployment() }, { checks: 'full' });
    await live.engine.idle();
    const before = live.requests.length;
    await lesson.kubectl('rollout', 'status', 'deployment/agent', '--timeout=60s');
    await live.until((harness) => harness.object('Deployment', 'agent').health === 'healthy', 60);
    expect(live.requests.slice(before)).toEqual([]);
  });
});
