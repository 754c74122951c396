import { beforeEach, describe, expect, it } from 'vitest';
import { formatPath } from '../../../../src/core/model/fieldPath.ts';
import type { Plan } from '../../../../src/core/model/plan.ts';
import type { CaptureSelection, CommitDraft } from '../../../../src/engine/commitDesk.ts';
import type { StatusStore } from '../../../../src/engine/statusStore.ts';
import type { SyncRequest } from '../../../../src/ui/session.ts';
import type { Opened } from '../../../../src/ui/workspace.ts';
import { PanelActs, type ActParts } from '../../../../src/ui/panels/panelActs.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from '../sampleStore.ts';

const key = 'apps/Deployment/task/agent';
const git = [{ key, path: 'spec.replicas', choice: 'git' as const }];
const live = [{ key, path: 'spec.replicas', choice: 'live' as const }];

const drifted = (value: number) =>
  sampleObject('a.yaml', 'drifted', {
    findings: [sampleFinding('spec.replicas', { git: 3, live: value })],
  });

/** A session of one object, which writes down what it was asked to write. */
class FakeSession {
  readonly written: string[] = [];
  readonly pushed: string[] = [];
  store: StatusStore = storeOf([drifted(5)]);
  branches = { current: 'main', offersNewBranch: true, remote: 'origin' };
  output: string | undefined;
  text: string | undefined;
  during: () => Promise<unknown> = () => Promise.resolve();

  readonly requests: SyncRequest[] = [];

  planSync(request: SyncRequest): Promise<Plan> {
    this.requests.push(request);
    const status = this.store.get(key);
    if (status === undefined || !request.keys?.includes(key)) {
      return Promise.resolve({ steps: [], notes: [] });
    }
    const wanted = request.only?.get(key);
    const changes = status.findings.filter(({ path }) => wanted?.has(formatPath(path)) === true);
    const step = {
      ...{ key, ref: status.ref, action: 'patch' as const, wave: 0, rank: 0, changes },
      ...{ left: [], restarts: 0, conflicts: [], notes: [] },
    };
    return Promise.resolve({ steps: [step], notes: [] });
  }

  async carryOut(plan: Plan) {
    await this.during();
    this.written.push('cluster');
    return {
      results: plan.steps.map((step) => ({ step, outcome: 'done' as const })),
      cancelled: false,
    };
  }

  readonly commits = {
    branches: () => Promise.resolve(this.branches),
    push: (branch: string) => {
      this.pushed.push(branch);
      return Promise.resolve({ branch, remote: 'origin' });
    },
    draftCapture: (selections: readonly CaptureSelection[]): Promise<CommitDraft> => {
      const value = this.store.get(key)?.findings[0]?.live;
      const files = selections.map(() => ({
        file: 'a.yaml',
        after: this.text ?? `replicas: ${String(value)}`,
      }));
      return Promise.resolve({
        ...{ message: 'capture(agent): it\n\nCaptured-From: x', refusals: [], files },
        ...{ differing: [], secretLooking: [] },
        commit: ({ message, branch = 'main' }) => {
          if (this.output !== undefined) {
            return Promise.reject(
              Object.assign(new Error('a hook says no'), { output: this.output }),
            );
          }
          this.written.push(`${branch}: ${message}`);
          return Promise.resolve({
            ...{ commit: 'abcdef1234', branch, subject: 'capture(agent): it', files: [] },
          });
        },
      } as CommitDraft);
    },
  };

  refresh(): Promise<void> {
    return Promise.resolve();
  }
}

let session: FakeSession;
let acts: PanelActs;
let allows: boolean;
let asked: string[];
let binding: { readonly context: string; readonly server: string };

beforeEach(() => {
  session = new FakeSession();
  allows = true;
  asked = [];
  binding = { context: 'staging', server: 'https://x' };
  const folder = { uri: 'file:///shop', name: 'shop' };
  acts = new PanelActs({
    opened: () => ({ session, folder, binding }) as unknown as Opened,
    messages: {
      note: () => undefined,
      confirm: ({ detail }: { readonly detail: string }) => {
        asked.push(detail);
        return Promise.resolve(allows);
      },
    } as unknown as ActParts['messages'],
    guard: {
      allowsShown: (title) => {
        asked.push(title);
        return Promise.resolve(allows);
      },
    },
    onProgress: () => undefined,
  });
});

const never = new AbortController().signal;

describe('the step to the cluster', () => {
  it('writes what was shown', async () => {
    const { token, steps, cluster } = await acts.planApply({ choices: git, consents: [] }, never);
    expect(cluster).toMatchObject({ context: 'staging', namespace: 'task' });
    expect(steps).toMatchObject([
      { changes: [{ path: 'spec › replicas', before: '5', after: '3' }] },
    ]);
    const { results } = await acts.apply({ choices: git, consents: [], token });
    expect(results).toEqual([{ good: true, key, message: 'Deployment agent applied' }]);
    expect(asked).toEqual(['Apply to staging / task']);
    expect(session.written).toEqual(['cluster']);
  });

  it('asks by itself before an object is deleted and made anew', async () => {
    const consents = [
      { key, recreate: true as const },
      { key: 'other', recreate: true as const },
    ];
    const { token } = await acts.planApply({ choices: git, consents }, never);
    allows = false;
    const { results } = await acts.apply({ choices: git, consents, token });
    expect(results).toEqual([{ good: false, message: 'Nothing was written: not confirmed.' }]);
    expect(session.written).toEqual([]);
    allows = true;
    await acts.apply({ choices: git, consents, token });
    expect(asked).toHaveLength(3);
    expect(asked[1]).toBe(asked[0]);
    expect(session.written).toEqual(['cluster']);
    expect(session.requests.map((one) => one.consents)).toEqual(
      session.requests.map(() => new Map([[key, { recreate: true }]])),
    );
  });

  it('takes over from another manager without a second question', async () => {
    const consents = [{ key, takeOver: ['flux'] }];
    const { token } = await acts.planApply({ choices: git, consents }, never);
    await acts.apply({ choices: git, consents, token });
    expect(asked).toEqual(['Apply to staging / task']);
    expect(session.written).toEqual(['cluster']);
  });

  it('writes nothing when the cluster is not what was shown any more', async () => {
    const { token } = await acts.planApply({ choices: git, consents: [] }, never);
    session.store = storeOf([drifted(7)]);
    await expect(acts.apply({ choices: git, consents: [], token })).rejects.toThrow(
      'not what was shown',
    );
    expect(session.written).toEqual([]);
  });

  it('writes nothing for a token of before, nor for other choices than were shown', async () => {
    const { token } = await acts.planApply({ choices: git, consents: [] }, never);
    await acts.planApply({ choices: git, consents: [] }, never);
    await expect(acts.apply({ choices: git, consents: [], token })).rejects.toThrow(
      'not what was shown',
    );
    const second = await acts.planApply({ choices: [], consents: [] }, never);
    await expect(acts.apply({ choices: git, consents: [], token: second.token })).rejects.toThrow();
    expect(session.written).toEqual([]);
  });

  it('writes nothing to another cluster than it was shown for, though both differ alike', async () => {
    const { token } = await acts.planApply({ choices: git, consents: [] }, never);
    binding = { context: 'prod-eu', server: 'https://y' };
    await expect(acts.apply({ choices: git, consents: [], token })).rejects.toThrow(
      'not what was shown',
    );
    expect(session.written).toEqual([]);
  });

  it('writes nothing where the person does not confirm', async () => {
    const { token } = await acts.planApply({ choices: git, consents: [] }, never);
    allows = false;
    const { results } = await acts.apply({ choices: git, consents: [], token });
    expect(results).toMatchObject([{ good: false }]);
    expect(session.written).toEqual([]);
  });

  it('is not taken during a rebase, nor beside another step', async () => {
    const { token } = await acts.planApply({ choices: git, consents: [] }, never);
    const revision = { ref: 'HEAD', sha: 'a', operation: 'rebase' as const };
    const store = session.store;
    session.store = storeOf([drifted(5)], sampleState({ revision }));
    await expect(acts.apply({ choices: git, consents: [], token })).rejects.toThrow(
      'rebase is under way',
    );
    session.store = store;
    session.during = async () => {
      await expect(acts.apply({ choices: git, consents: [], token })).rejects.toThrow(
        'still under way',
      );
    };
    await acts.apply({ choices: git, consents: [], token });
    expect(session.written).toEqual(['cluster']);
  });
});

describe('the step to Git', () => {
  it('commits what was shown, with the person’s words and the trailers', async () => {
    const preview = await acts.draftCommit(live);
    expect(preview).toMatchObject({
      files: [{ file: 'a.yaml', after: 'replicas: 5' }],
      message: 'capture(agent): it',
      trailers: 'Captured-From: x',
      branches: { current: 'main', offersNewBranch: true, proposed: 'capture/agent' },
    });
    const { token } = preview;
    const end = await acts.commit({ choices: live, token, message: 'Mine', branch: 'fix/it' });
    expect(session.written).toEqual(['fix/it: Mine\n\nCaptured-From: x\n']);
    expect(end).toEqual({
      results: [{ good: true, message: 'abcdef1 on fix/it: capture(agent): it' }],
      push: 'fix/it',
    });
  });

  it('pushes what was committed here, and nothing else that the page names', async () => {
    await expect(acts.push('release')).rejects.toThrow('Nothing was committed to release');
    const { token } = await acts.draftCommit(live);
    await acts.commit({ choices: live, token, message: 'm', branch: 'fix/it' });
    expect((await acts.push('fix/it')).results).toMatchObject([{ good: true }]);
    expect(session.pushed).toEqual(['fix/it']);
  });

  it('pushes what the panel says is not pushed', async () => {
    const elsewhere = { sha: 'a1b2c3d', ref: 'release/main', branch: 'main', ahead: 1 };
    session.store = storeOf([drifted(5)], sampleState({ revision: elsewhere }));
    await expect(acts.push('main')).rejects.toThrow('Nothing was committed to main');
    const revision = { ...elsewhere, ref: 'origin/main', unpushed: 1 };
    session.store = storeOf([drifted(5)], sampleState({ revision }));
    await expect(acts.push('release')).rejects.toThrow('Nothing was committed to release');
    expect((await acts.push('main')).results).toMatchObject([{ good: true }]);
    expect(session.pushed).toEqual(['main']);
  });

  it('commits nothing when live is not what was shown any more', async () => {
    const { token } = await acts.draftCommit(live);
    session.store = storeOf([drifted(7)]);
    await expect(acts.commit({ choices: live, token, message: 'm' })).rejects.toThrow();
    expect(session.written).toEqual([]);
  });

  it('tells what a hook printed', async () => {
    const { token } = await acts.draftCommit(live);
    session.output = 'lint: line 3';
    await expect(acts.commit({ choices: live, token, message: 'm' })).rejects.toThrow(
      'a hook says no\nlint: line 3',
    );
  });

  it('asks before what looks like a secret, and never shows it', async () => {
    const path = 'data.api-token';
    const masked = [sampleFinding(path, { masked: true })];
    session.store = storeOf([sampleObject('a.yaml', 'drifted', { findings: masked })]);
    session.text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  api-token: hunter2\n';
    const choices = [{ key, path, choice: 'live' as const }];
    const preview = await acts.draftCommit(choices);
    expect(JSON.stringify(preview)).not.toContain('hunter2');
    expect(preview.notes).toEqual([expect.stringContaining('looks like a secret')]);
    allows = false;
    const { token } = preview;
    const refused = await acts.commit({ choices, token, message: 'm' });
    expect(refused.results).toMatchObject([{ good: false }]);
    expect(session.written).toEqual([]);
    expect(asked).toEqual([expect.stringContaining(path)]);
    allows = true;
    await acts.commit({ choices, token, message: 'm' });
    expect(session.written).toHaveLength(1);
  });
});
