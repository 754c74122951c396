import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import type { TargetState } from '../../../../src/engine/statusStore.ts';
import { BlameBook } from '../../../../src/ui/panels/blameBook.ts';
import { InSyncSince } from '../../../../src/ui/panels/inSyncSince.ts';
import { PanelFeed } from '../../../../src/ui/panels/panelFeed.ts';
import type { Session } from '../../../../src/ui/session.ts';
import type { Opened, Workspace } from '../../../../src/ui/workspace.ts';
import { statusKey } from '../../../../src/engine/statusStore.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from '../sampleStore.ts';

const folder = 'file:///shop';
const place = { folder };

function feedOf(objects: readonly ObjectStatus[], state: TargetState = sampleState()) {
  const store = storeOf(objects, state);
  const session = { store, blame: () => Promise.resolve([]) } as unknown as Session;
  const opened = {
    session,
    folder: { uri: folder, name: 'shop' },
    binding: { context: 'staging', server: '' },
  } as unknown as Opened;
  const workspace = {
    opened: [opened],
    of: (name: string) => (name === folder ? opened : undefined),
    situations: [],
    onDidChange: () => ({ dispose: () => undefined }),
  } as unknown as Workspace;
  const blame = new BlameBook(
    () => undefined,
    () => undefined,
  );
  const feed = new PanelFeed({ workspace, since: new InSyncSince(workspace), blame });
  const publish = (status: ObjectStatus) => store.publish({ set: [[statusKey(status), status]] });
  return { feed, store, publish };
}

const one = (live: number, over: Partial<ObjectStatus> & { name?: string } = {}) =>
  sampleObject('a.yaml', 'drifted', {
    findings: [sampleFinding('spec.replicas', { git: 3, live })],
    ...over,
  });

describe('pictures of the panel', () => {
  it('send an object when it is new or has changed, and its name always', () => {
    const { feed, publish } = feedOf([one(5), one(5, { name: 'other' })]);
    const first = feed.picture(place);
    expect(first.objects.map(({ name }) => name)).toEqual(['agent', 'other']);
    expect(feed.picture(place).objects).toEqual([]);
    publish(one(7));
    const third = feed.picture(place);
    expect(third.objects.map(({ name }) => name)).toEqual(['agent']);
    expect(third.order).toEqual(first.order);
    feed.startAnew();
    expect(feed.picture(place).objects).toHaveLength(2);
  });

  it('begin with as many objects as fill a view, and follow with the others', () => {
    const { feed, publish } = feedOf(['a', 'b', 'c'].map((name) => one(5, { name })));
    const first = feed.picture(place, 1);
    expect(first.order).toHaveLength(3);
    expect(first.objects.map(({ name }) => name)).toEqual(['a']);
    publish(one(7, { name: 'b' }));
    const second = feed.picture(place);
    expect(second.order).toEqual(first.order);
    expect(second.objects.map(({ name }) => name).sort()).toEqual(['b', 'c']);
    expect(feed.picture(place).objects).toEqual([]);
  });

  it('show the place alone: all, a file, an object', () => {
    const { feed } = feedOf([one(5), sampleObject('b.yaml', 'missing', { name: 'gone' })]);
    expect(feed.picture(place)).toMatchObject({ title: 'All drift', scope: 'all' });
    expect(feed.picture(place).order).toEqual([
      'apps/Deployment/task/gone',
      'apps/Deployment/task/agent',
    ]);
    expect(feed.picture({ folder, file: 'b.yaml' })).toMatchObject({
      ...{ title: 'b.yaml', scope: 'file', order: ['apps/Deployment/task/gone'] },
    });
    expect(feed.picture({ folder, key: 'apps/Deployment/task/agent' })).toMatchObject({
      ...{ title: 'Deployment agent', scope: 'object', order: ['apps/Deployment/task/agent'] },
    });
  });

  it('say what it is compared with, and what holds it back', () => {
    const revision = { ref: 'main', sha: 'a1b2c3d4', operation: 'rebase' as const };
    const away = { phase: 'stale' as const, since: '2026-01-01T14:02:00Z', message: 'refused' };
    const { feed } = feedOf([one(5)], sampleState({ revision, ...away }));
    expect(feed.picture(place)).toMatchObject({
      ...{ context: 'staging', namespace: 'task', target: 'shop', revision: 'main@a1b2c3d' },
      held: 'A rebase is under way: finish or abort it first.',
      stale: { since: '2026-01-01T14:02:00Z', message: 'refused' },
    });
  });

  it('say how many commits count only once they are pushed', () => {
    const revision = { ref: 'origin/main', sha: 'a1b2c3d4', branch: 'main', ahead: 2 };
    const pictureOf = (over: { readonly ahead?: number; readonly unpushed?: number }) =>
      feedOf([one(5)], sampleState({ revision: { ...revision, ...over } })).feed.picture(place);
    expect(pictureOf({ unpushed: 6 }).unpushed).toEqual({ branch: 'main', commits: 6 });
    expect(pictureOf({}).unpushed).toBeUndefined();
    expect(pictureOf({ ahead: 0, unpushed: 4 }).unpushed).toBeUndefined();
  });

  it('tell in sync from nothing there, and from not known yet', () => {
    const { feed } = feedOf([sampleObject('a.yaml', 'inSync')]);
    expect(feed.picture(place).empty).toMatchObject({ kind: 'inSync' });
    expect(feed.picture({ folder, file: 'gone.yaml' }).empty).toEqual({
      kind: 'nothing',
      message: 'origin/main declares nothing in gone.yaml.',
    });
    const looking = feedOf([], sampleState({ phase: 'looking' }));
    expect(looking.feed.picture(place).empty).toEqual({ kind: 'looking' });
    expect(feed.picture({ folder: 'file:///other' }).empty).toMatchObject({ kind: 'nothing' });
  });

  it('mark what a branch has captured as long as the engine says so', () => {
    const { feed, publish } = feedOf([{ ...one(5), capturedIn: 'main' }]);
    expect(feed.picture(place).objects[0]?.rows).toMatchObject([
      {
        ...{ committed: 'captured in main', inAll: false },
        refused: { live: 'It is committed to main already.' },
      },
    ]);
    publish(one(5));
    const [row] = feed.picture(place).objects[0]?.rows ?? [];
    expect(row).toMatchObject({ inAll: true, refused: {} });
    expect(row?.committed).toBeUndefined();
  });
});
