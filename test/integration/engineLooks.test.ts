import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import type { EngineHarness } from '../fixtures/engineHarness.ts';
import { Lesson } from '../fixtures/lesson.ts';

let cluster: TestCluster;
let lesson: Lesson;

beforeAll(async () => {
  cluster = await attachCluster();
});
afterEach(() => {
  lesson.end();
});
afterAll(async () => {
  await cluster.stop();
});

async function start(): Promise<Lesson> {
  lesson = await Lesson.start(cluster, 'looks');
  return lesson;
}

function configMap(name: string, value = '1', namespace?: string): string {
  const place = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${place}}\ndata: {value: "${value}"}\n`;
}

/** `Kind/name` → status, with the reason of what is unknown. */
function seen(harness: EngineHarness): Readonly<Record<string, string>> {
  const entries = [...harness.statuses()].map(([name, { status, reason }]) => [
    name.replace(`/${lesson.namespace}/`, '/'),
    reason === undefined ? status : `${status} ${reason}`,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function problems(harness: EngineHarness): readonly string[] {
  return harness.engine.store.state.problems.map(
    ({ severity, file, line, message }) => `${severity} ${file ?? ''}:${line ?? ''} ${message}`,
  );
}

describe('what the repository may hold', () => {
  it('one broken document leaves the others their status', async () => {
    const { git } = await start();
    const text = `${configMap('one')}---\nkind: [\n---\n${configMap('two')}`;
    git.commit('First', { 'all.yaml': text });
    await lesson.apply(`${configMap('one')}---\n${configMap('two', '2')}`);
    const harness = await lesson.look();
    expect(harness.object('ConfigMap', 'one').status).toBe('inSync');
    expect(harness.object('ConfigMap', 'two').status).toBe('drifted');
    expect(problems(harness)).toEqual([expect.stringMatching(/^error all.yaml:\d+ /)]);
    await harness.dispose();
  });

  it('two manifests for one object are invalid, both, and say where the other is', async () => {
    const { git, namespace } = await start();
    git.commit('First', {
      'a.yaml': configMap('one'),
      'b.yaml': `# twice\n${configMap('one', '1', namespace)}`,
      'c.yaml': configMap('two'),
    });
    await lesson.apply(`${configMap('one')}---\n${configMap('two')}`);
    const harness = await lesson.look();
    const objects = [...harness.engine.store.objects()];
    expect(objects.map(({ source, status }) => [source?.file, status]).sort()).toEqual([
      ['a.yaml', 'invalid'],
      ['b.yaml', 'invalid'],
      ['c.yaml', 'inSync'],
    ]);
    expect(problems(harness)).toEqual([
      expect.stringMatching(/^error a.yaml:1 .*b.yaml:2/),
      expect.stringMatching(/^error b.yaml:2 .*a.yaml:1/),
    ]);
    await harness.dispose();
  });

  it('an unknown kind is unknown, a known one in an unknown version too', async () => {
    const { git } = await start();
    git.commit('First', {
      'a.yaml': 'apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: one}\n',
      'b.yaml': 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: two}\nspec: {}\n',
      'c.yaml': configMap('three'),
    });
    const harness = await lesson.look();
    expect(seen(harness)).toEqual({
      'Gadget/one': 'unknown notServed',
      'Deployment/two': 'unknown notServed',
      'ConfigMap/three': 'missing',
    });
    expect(harness.object('Gadget', 'one').message).toContain('example.com/v1');
    await harness.dispose();
  });

  it('the target’s own kind is missing until it is there', async () => {
    const { git, namespace } = await start();
    const group = `${namespace}.example.com`;
    const definition = `apiVersion: apiextensions.k8s.io/v1
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
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;
    const gadget = `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: one}\nspec: {a: [1, {b: 2}]}\n`;
    git.commit('First', { 'crd.yaml': definition, 'gadget.yaml': gadget });
    const harness = await lesson.look();
    expect(seen(harness)).toEqual({
      [`CustomResourceDefinition/gadgets.${group}`]: 'missing',
      'Gadget/one': 'missing',
    });
    await lesson.apply(definition);
    await lesson.kubectl('wait', '--for=condition=Established', `crd/gadgets.${group}`);
    await harness.look();
    expect(seen(harness)).toEqual({
      [`CustomResourceDefinition/gadgets.${group}`]: 'inSync',
      'Gadget/one': 'missing',
    });
    await lesson.apply(gadget);
    await harness.look();
    expect(harness.object('Gadget', 'one').status).toBe('inSync');
    await lesson.kubectl(
      'patch',
      `gadgets.${group}/one`,
      '--type=merge',
      '-p',
      '{"spec":{"a":[1,{"b":3}],"c":1}}',
    );
    await harness.look();
    expect(harness.findings('Gadget', 'one')).toEqual([
      'added spec.c 1 by kubectl-patch',
      'changed spec.a[1].b 2 → 3 by kubectl-patch',
    ]);
    await harness.dispose();
  });

  it('what a kustomization or a chart covers is not judged, and said to be so', async () => {
    const { git } = await start();
    git.commit('First', {
      'base/kustomization.yaml': 'resources: [deployment.yaml, ../shared.yaml]\n',
      'base/deployment.yaml': configMap('covered'),
      'shared.yaml': configMap('shared'),
      'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'chart/templates/a.yaml': configMap('templated'),
      'plain.yaml': configMap('plain'),
      '.github/workflows/ci.yaml': 'on: push\njobs: {}\n',
      'values.yaml': 'replicas: 3\n',
      'compose.yaml': 'services: {web: {image: a}}\n',
    });
    const harness = await lesson.look();
    expect(seen(harness)).toEqual({ 'ConfigMap/plain': 'missing' });
    expect(problems(harness)).toEqual([
      expect.stringMatching(/^notice base\/kustomization.yaml:1 .*not rendered yet/),
      expect.stringMatching(/^notice chart\/Chart.yaml:1 .*not rendered yet/),
    ]);
    await harness.dispose();
  });

  it('an object of another namespace, a namespace that is not there, a cluster-scoped one', async () => {
    const { git, namespace } = await start();
    const other = await cluster.namespace('looks-other');
    git.commit('First', {
      'a.yaml': configMap('one', '1', other),
      'b.yaml': configMap('two', '1', `${namespace}-nowhere`),
      'c.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n`,
      'd.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${namespace}-reader, namespace: ignored}
rules: []
`,
    });
    await lesson.apply(configMap('one', '1', other), '-n', other);
    const harness = await lesson.look();
    const statuses = [...harness.statuses()].map(([name, { status }]) => [name, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      [`ConfigMap/${other}/one`]: 'inSync',
      [`ConfigMap/${namespace}-nowhere/two`]: 'missing',
      [`Namespace/${namespace}`]: 'inSync',
      [`ClusterRole/${namespace}-reader`]: 'missing',
    });
    await harness.dispose();
  });

  it('fields that this server does not know are a warning, never a finding', async () => {
    const { git } = await start();
    git.commit('First', {
      'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\nfuture: {a: 1}\ndata: {}\n`,
    });
    await lesson.kubectl('create', '-f', `${git.folder}/a.yaml`, '--validate=false');
    const harness = await lesson.look();
    expect(seen(harness)).toEqual({ 'ConfigMap/one': 'inSync' });
    expect(problems(harness)).toEqual([expect.stringMatching(/^warning a.yaml:\d+ .*future/)]);
    await harness.dispose();
  });

  it('a finished Job that cleaned itself up is missing, and says so', async () => {
    const { git } = await start();
    git.commit('First', {
      'job.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  ttlSecondsAfterFinished: 60
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}
`,
    });
    const harness = await lesson.look();
    expect(harness.object('Job', 'once')).toMatchObject({
      status: 'missing',
      message: expect.stringContaining('finished and cleaned up') as string,
    });
    await harness.dispose();
  });
});

describe('the working copy', () => {
  it('shows what is edited, ahead and not committed, and judges only the revision', async () => {
    const { git } = await start();
    git.commit('First', {
      'one.yaml': configMap('one'),
      'two.yaml': configMap('two'),
      'three.yaml': configMap('three'),
      'four.yaml': configMap('four'),
    });
    const first = git.git('rev-parse', 'HEAD').trim();
    await lesson.kubectl('apply', '-f', git.folder);
    git.git('branch', 'released', first);
    git.commit('Ahead', { 'two.yaml': configMap('two', '2'), 'five.yaml': configMap('five') });
    git.write('one.yaml', configMap('one', '9'));
    git.write('six.yaml', configMap('six'));
    git.write('three.yaml', `# only a comment\n${configMap('three')}`);
    rmSync(path.join(git.folder, 'four.yaml'));
    const harness = await lesson.look({ revision: 'released' });
    const facets = [...harness.engine.store.objects()].map(({ ref, status, facets }) => [
      ref.name,
      status,
      ...facets,
    ]);
    expect(facets.sort()).toEqual([
      ['four', 'inSync', 'edited'],
      ['one', 'inSync', 'edited'],
      ['three', 'inSync'],
      ['two', 'inSync', 'ahead'],
    ]);
    expect([...problems(harness)].sort()).toEqual([
      expect.stringMatching(/^notice five.yaml:1 .*not in .*released/),
      expect.stringMatching(/^notice six.yaml:1 .*not committed yet/),
    ]);
    await harness.dispose();
  });

  it('is compared with the remote’s branch as last fetched, where there is one', async () => {
    const { git } = await start();
    git.commit('First', { 'one.yaml': configMap('one') });
    await lesson.kubectl('apply', '-f', git.folder);
    git.git('init', '-q', '--bare', 'remote.git');
    git.write('.gitignore', 'remote.git\n');
    git.git('remote', 'add', 'origin', path.join(git.folder, 'remote.git'));
    git.git('push', '-q', '-u', 'origin', 'main');
    git.git('remote', 'set-head', 'origin', 'main');
    git.commit('Not pushed', { 'one.yaml': configMap('one', '2') });
    const harness = await lesson.look();
    expect(harness.object('ConfigMap', 'one')).toMatchObject({
      status: 'inSync',
      facets: ['ahead'],
    });
    const known = { ref: 'origin/main', ahead: 1, unpushed: 1 };
    expect(harness.engine.store.state.revision).toMatchObject(known);
    git.git('push', '-q');
    await harness.look();
    expect(harness.engine.store.state.revision).not.toHaveProperty('ahead');
    expect(harness.engine.store.state.revision).not.toHaveProperty('unpushed');
    expect(harness.object('ConfigMap', 'one')).toMatchObject({ status: 'behind', facets: [] });
    await harness.dispose();
  });
});
