import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/cli/diffText.ts';
import { statusExitCode } from '../../../src/cli/exitCode.ts';
import { nameCluster, type NamedContext } from '../../../src/cli/nameCluster.ts';
import { renderLines } from '../../../src/cli/spans.ts';
import { statusLines } from '../../../src/cli/statusText.ts';
import { objectJson } from '../../../src/cli/statusJson.ts';
import type { Finding } from '../../../src/core/model/finding.ts';
import type { ObjectStatus, Problem } from '../../../src/core/model/objectStatus.ts';
import { parsePath } from '../../../src/core/model/parsePath.ts';
import { StatusStore, statusKey, type TargetState } from '../../../src/engine/statusStore.ts';

const now = new Date('2026-11-22T10:02:30Z');
const plain = { color: false } as const;
const state: TargetState = {
  target: { name: 'default', path: '', namespace: 'default', revision: 'auto' },
  cluster: {
    context: 'staging',
    server: 'https://s',
    version: 'v1.36.3',
    major: 1,
    minor: 36,
    loopback: false,
  },
  revision: { sha: 'a1b2c3d'.padEnd(40, '0'), ref: 'origin/main' },
  problems: [],
  phase: 'current',
};

function finding(path: string, more: Partial<Finding>): Finding {
  return {
    kind: 'changed',
    path: parsePath(path) ?? [],
    pending: false,
    confirmedBy: 'server',
    ...more,
  };
}

function object(more: Partial<ObjectStatus> = {}): ObjectStatus {
  return {
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
    source: { file: 'web.yaml', document: 0, line: 1 },
    status: 'drifted',
    facets: [],
    health: 'healthy',
    findings: [],
    ignored: [],
    ...more,
  };
}

const scaled = object({
  findings: [
    finding('spec.replicas', {
      git: 3,
      live: 5,
      line: 7,
      writer: {
        manager: 'kubectl',
        class: 'hand',
        operation: 'Update',
        subresource: 'scale',
        time: '2026-11-22T10:00:00Z',
      },
    }),
  ],
});

function storeOf(
  objects: readonly ObjectStatus[],
  problems: readonly Problem[] = [],
  more: Partial<TargetState> = {},
): StatusStore {
  const store = new StatusStore({ ...state, problems, ...more });
  store.publish({ set: objects.map((status) => [statusKey(status), status] as const) });
  return store;
}

describe('status for people', () => {
  it('says which field, what, who and when', () => {
    const text = renderLines(
      statusLines(storeOf([scaled]), { repository: 'shop', surface: plain, now }),
      plain,
    );
    expect(text).toContain('≠ Drifted  Deployment  default/web  1 field  web.yaml:1');
    expect(text).toContain('spec.replicas  3 → 5  kubectl scale · 2 min ago');
    expect(text).toContain('staging (https://s), namespace default');
    expect(text).toContain('origin/main a1b2c3d');
  });

  it('says what a branch has captured: all of an object, or which of its fields', () => {
    const [replicas] = scaled.findings;
    if (replicas === undefined) throw new Error('It has one.');
    const captured = { ...replicas, capturedIn: 'five' };
    const textOf = (status: ObjectStatus): string =>
      renderLines(
        statusLines(storeOf([status]), { repository: 'shop', surface: plain, now }),
        plain,
      );
    const whole = textOf({ ...scaled, findings: [captured], capturedIn: 'five' });
    expect(whole).toContain('1 field · captured in five');
    const part = textOf({ ...scaled, findings: [captured, finding('spec.paused', {})] });
    expect(part).toContain('2 fields · 1 captured in five');
    expect(part).toContain('kubectl scale · 2 min ago · captured in five');
    const two = [captured, finding('spec.paused', { capturedIn: 'six' })];
    expect(textOf({ ...scaled, findings: two })).toContain(
      '1 captured in five · 1 captured in six',
    );
  });

  it('counts what is in sync where there is much of it', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      object({ status: 'inSync', ref: { apiVersion: 'v1', kind: 'ConfigMap', name: `c${index}` } }),
    );
    const text = renderLines(
      statusLines(storeOf([...many, scaled]), { repository: 'shop', surface: plain, now }),
      plain,
    );
    expect(text).toContain('1 drifted, 40 in sync (not listed)');
    expect(text).not.toContain('c17');
  });

  it('tells a reason once and in full, however narrow the terminal', () => {
    const message = 'The cluster does not serve Thing in foo.example.com/v1: install it first';
    const away = 'There is no kubeconfig /nowhere. Check the path.';
    const objects = [
      object({ status: 'unknown', message }),
      object({ status: 'unknown', message: away, ref: { ...scaled.ref, name: 'other' } }),
    ];
    const store = storeOf(objects, [{ severity: 'error', message: away }]);
    const narrow = { color: false, columns: 60 };
    const text = renderLines(
      statusLines(store, { repository: 'shop', surface: narrow, now }),
      narrow,
    );
    expect(text.split(message)).toHaveLength(2);
    expect(text.split(away)).toHaveLength(2);
    expect(text).toContain(`error: ${away}`);
  });

  it('does not say that nothing is declared where nothing could be read', () => {
    const say = (problems: readonly Problem[]): string =>
      renderLines(
        statusLines(storeOf([], problems), { repository: 'shop', surface: plain, now }),
        plain,
      );
    expect(say([])).toContain('Git declares no Kubernetes objects here.');
    expect(say([{ severity: 'error', message: 'no commit' }])).not.toContain('declares no');
  });
});

describe('a diff for people', () => {
  it('reads like git diff', () => {
    expect(renderLines(diffLines(scaled, state, now), plain).split('\n')).toEqual([
      'diff Deployment.apps/default/web  Drifted',
      '--- web.yaml  origin/main a1b2c3d',
      '+++ staging',
      '@@ spec.replicas @@ web.yaml:7 · kubectl scale · 2 min ago',
      '-replicas: 3',
      '+replicas: 5',
      '',
    ]);
  });

  it('compares long texts line by line', () => {
    const text = (value: number): string =>
      Array.from({ length: 30 }, (_, index) => `key${index} = ${index === 15 ? value : 0}\n`).join(
        '',
      );
    const changed = object({
      findings: [finding('data["a.conf"]', { git: text(1), live: text(2) })],
    });
    const lines = renderLines(diffLines(changed, state, now), plain).split('\n');
    expect(lines).toContain('-  key15 = 1');
    expect(lines).toContain('+  key15 = 2');
    expect(lines.length).toBeLessThan(16);
  });

  it('shows that a secret differs, and nothing of it', () => {
    const secret = object({ findings: [finding('data.password', { masked: true })] });
    expect(renderLines(diffLines(secret, state, now), plain)).toContain(
      '-password: (secret)\n+password: (secret)',
    );
  });

  it('is empty for what is in sync', () => {
    expect(diffLines(object({ status: 'inSync' }), state, now)).toEqual([]);
  });
});

describe('the JSON of an object', () => {
  it('has no value of what is masked, and no key without a value', () => {
    const json = objectJson(
      object({ findings: [finding('data.a', { masked: true, git: 'x', live: 'y' })] }),
    );
    expect(json['findings']).toEqual([
      { kind: 'changed', path: 'data.a', masked: true, pending: false, confirmedBy: 'server' },
    ]);
    expect(Object.keys(json)).toEqual(['ref', 'source', 'status', 'facets', 'health', 'findings']);
  });
});

describe('the exit code of status', () => {
  const error: Problem = { severity: 'error', message: 'broken' };
  const notice: Problem = { severity: 'notice', message: 'not rendered yet' };
  const inSync = object({ status: 'inSync' });
  const ignored = object({
    status: 'inSync',
    ignored: [{ ...finding('spec.replicas', {}), rule: 'r' }],
  });
  it.each<[string, number, readonly ObjectStatus[], readonly Problem[], Partial<TargetState>]>([
    ['in sync', 0, [inSync], [], {}],
    ['ignored findings', 0, [ignored], [], {}],
    ['in sync beside a chart', 0, [inSync], [notice], {}],
    ['a chart alone', 2, [], [notice], {}],
    ['nothing at all', 0, [], [], {}],
    ['nothing at a path', 2, [], [], { target: { ...state.target, path: 'x' } }],
    ['a warning', 0, [inSync], [{ severity: 'warning', message: 'w' }], {}],
    ['drifted', 1, [inSync, scaled], [], {}],
    ['behind', 1, [object({ status: 'behind' })], [], {}],
    ['extra', 1, [object({ status: 'extra' })], [], {}],
    ['missing', 1, [object({ status: 'missing' })], [], {}],
    ['unknown', 2, [object({ status: 'unknown' })], [], {}],
    ['invalid', 2, [object({ status: 'invalid' })], [], {}],
    ['an error beside drift', 2, [scaled], [error], {}],
    ['a cluster that is away', 2, [inSync], [], { phase: 'stale' }],
    ['a run that failed', 2, [], [], { phase: 'failed' }],
  ])('%s: %i', (_, expected, objects, problems, more) => {
    expect(statusExitCode(storeOf(objects, problems, more))).toBe(expected);
  });
});

describe('whether the cluster was named', () => {
  const context = (name: string, more: Partial<NamedContext> = {}): NamedContext => ({
    name,
    current: false,
    loopback: false,
    ...more,
  });
  it.each<[string, boolean, Parameters<typeof nameCluster>[0], readonly NamedContext[]]>([
    ['--context', true, { json: false, context: 'a' }, [context('a'), context('b')]],
    ['--kubeconfig', true, { json: false, kubeconfig: 'f' }, [context('a'), context('b')]],
    ['a single context on this machine', true, { json: false }, [context('a', { loopback: true })]],
    ['a single context elsewhere', false, { json: false }, [context('a')]],
    [
      'the current context of several',
      false,
      { json: false },
      [context('a', { loopback: true, current: true }), context('b')],
    ],
  ])('%s: %s', async (_, isNamed, options, contexts) => {
    const { unnamed } = await nameCluster(options, () => Promise.resolve(contexts));
    expect(unnamed === undefined).toBe(isNamed);
  });

  it("takes the context's namespace", async () => {
    const contexts = [
      context('a', { namespace: 'x', current: true }),
      context('b', { namespace: 'y' }),
    ];
    expect((await nameCluster({ json: false }, () => Promise.resolve(contexts))).namespace).toBe(
      'x',
    );
    expect(
      (await nameCluster({ json: false, context: 'b' }, () => Promise.resolve(contexts))).namespace,
    ).toBe('y');
  });
});
