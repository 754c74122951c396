import { describe, expect, it } from 'vitest';
import type { ManifestDocument } from '../../../src/core/model/manifest.ts';
import { objectKey, refOf } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { parsePath } from '../../../src/core/model/parsePath.ts';
import { parseManifests } from '../../../src/core/manifest/parseManifests.ts';
import { branchOf, readCaptured, type CapturedDocument } from '../../../src/engine/captureBook.ts';
import { RepositoryError, type Repository } from '../../../src/engine/repository.ts';
import type { Captured } from '../../../src/engine/stateStore.ts';

const manifest = (replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${replicas}}\n`;
const keyOf = ({ object }: ManifestDocument): string => objectKey(refOf(object));
const documentOf = (text: string): ManifestDocument | undefined =>
  parseManifests(text, 'web.yaml').documents[0];
const key = keyOf(documentOf(manifest(3)) as ManifestDocument);
const replicas = parsePath('spec.replicas') ?? [];
const record: Captured = {
  repository: '/repository',
  target: 'default',
  key,
  paths: ['spec.replicas'],
  branch: 'five',
  commit: 'captured',
  file: 'web.yaml',
};

interface Scene {
  /** Texts of the file by commit. */
  readonly texts: Readonly<Record<string, string>>;
  readonly tip?: string;
  readonly main?: number;
  readonly merged?: boolean;
  readonly record?: Captured;
}

/** What is read of one record, and whether it was dropped. */
async function read(scene: Scene): Promise<{
  readonly found: readonly CapturedDocument[] | undefined;
  readonly left: number;
}> {
  let records: readonly Captured[] = [scene.record ?? record];
  const found = await readCaptured({
    repository: {
      root: '/repository',
      resolve: (spec: string) =>
        scene.tip === undefined
          ? Promise.reject(new RepositoryError('unknownRevision', `${spec} is not there`))
          : Promise.resolve({ sha: scene.tip, ref: spec }),
      textAt: (sha: string) =>
        scene.texts[sha] === 'lost'
          ? Promise.reject(new RepositoryError('missingObject', `${sha} is not in this clone`))
          : Promise.resolve(scene.texts[sha]),
      isAncestor: () => Promise.resolve(scene.merged === true),
    } as unknown as Repository,
    records: {
      captured: () => Promise.resolve(records),
      removeCaptured: (isGone) => {
        records = records.filter((one) => !isGone(one));
        return Promise.resolve();
      },
    },
    target: 'default',
    sha: 'main',
    keyOf,
    desiredOf: () => documentOf(manifest(scene.main ?? 3)),
  });
  return { found: found.get(key), left: records.length };
}

describe('readCaptured', () => {
  const texts = { captured: manifest(5), tip: manifest(5), moved: manifest(9) };

  it('reads what the branch declares by its tip', async () => {
    const { found, left } = await read({ texts, tip: 'tip' });
    expect(found).toMatchObject([{ branch: 'five', paths: [replicas] }]);
    expect(left).toBe(1);
  });

  it.each([
    ['the branch is gone', { texts }],
    ['the branch says otherwise', { texts, tip: 'moved' }],
    ['the target says the same by now', { texts, tip: 'tip', main: 5 }],
    ['the target has the commit, and moved on', { texts, tip: 'tip', main: 7, merged: true }],
  ] satisfies readonly (readonly [string, Scene])[])('drops it where %s', async (_, scene) => {
    expect(await read(scene)).toEqual({ found: undefined, left: 0 });
  });

  it('keeps what it cannot read, and says nothing of it', async () => {
    const lost = await read({ texts: { tip: manifest(5), captured: 'lost' }, tip: 'tip' });
    expect(lost).toEqual({ found: undefined, left: 1 });
  });

  it('leaves those of other repositories and targets alone', async () => {
    const other = { ...record, target: 'production' };
    expect(await read({ texts, record: other })).toEqual({ found: undefined, left: 1 });
  });

  it('keeps a removal while the branch lacks the document', async () => {
    const removal = { ...record, paths: [] };
    const gone = await read({ texts: {}, tip: 'tip', record: removal });
    expect(gone.found).toEqual([{ branch: 'five', paths: [] }]);
    const back = await read({ texts: { tip: manifest(3) }, tip: 'tip', record: removal });
    expect(back.left).toBe(0);
  });
});

describe('branchOf', () => {
  const document = documentOf(manifest(5));
  const captures: readonly CapturedDocument[] = [
    { branch: 'five', paths: [replicas], ...(document === undefined ? {} : { document }) },
  ];
  const finding = {
    kind: 'changed',
    path: replicas,
    pending: false,
    confirmedBy: 'server',
  } as const;
  const status = (more: Partial<ObjectStatus>): ObjectStatus => ({
    ref: refOf((document as ManifestDocument).object),
    status: 'drifted',
    facets: [],
    health: 'healthy',
    findings: [finding],
    ignored: [],
    ...more,
  });

  it('names the branch where live is as it declares there', () => {
    expect(branchOf(captures, status({}), () => [])).toBe('five');
    expect(branchOf(captures, status({}), () => [parsePath('spec.paused') ?? []])).toBe('five');
  });

  it('names none where live moved on, Git did, or nobody can tell', () => {
    expect(branchOf(captures, status({}), () => [replicas])).toBeUndefined();
    expect(branchOf(captures, status({}), () => undefined)).toBeUndefined();
    const pending = status({ findings: [{ ...finding, pending: true }] });
    expect(branchOf(captures, pending, () => [])).toBeUndefined();
    expect(branchOf(captures, status({ findings: [] }), () => [])).toBeUndefined();
  });

  it('names a removal for what is missing only', () => {
    const removal = [{ branch: 'gone', paths: [] }];
    expect(branchOf(removal, status({ status: 'missing' }), () => [])).toBe('gone');
    expect(branchOf(removal, status({}), () => [])).toBeUndefined();
  });
});
