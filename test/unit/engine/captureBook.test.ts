import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/model/finding.ts';
import type { ManifestDocument } from '../../../src/core/model/manifest.ts';
import { objectKey, refOf } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { parsePath } from '../../../src/core/model/parsePath.ts';
import { parseManifests } from '../../../src/core/manifest/parseManifests.ts';
import {
  markCaptured,
  readCaptured,
  type CapturedDocument,
} from '../../../src/engine/captureBook.ts';
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

  it('keeps of a capture what the branch still says', async () => {
    const paused = 'spec.paused';
    const text = (count: number): string => manifest(count).replace(/}\n$/, ', paused: true}\n');
    const both = { ...record, paths: ['spec.replicas', paused] };
    const amended = await read({
      texts: { captured: text(5), tip: text(9) },
      tip: 'tip',
      record: both,
    });
    expect(amended.found).toMatchObject([{ paths: [parsePath(paused)] }]);
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

describe('markCaptured', () => {
  const document = documentOf(manifest(5)) as ManifestDocument;
  const paused = parsePath('spec.paused') ?? [];
  const at = (path: typeof replicas, more: Partial<Finding> = {}): Finding => ({
    ...{ kind: 'changed', path, pending: false, confirmedBy: 'server' },
    ...more,
  });
  const capture = (branch: string, path: typeof replicas): CapturedDocument => ({
    ...{ branch, paths: [path], document },
  });
  const status = (more: Partial<ObjectStatus>): ObjectStatus => ({
    ref: refOf(document.object),
    status: 'drifted',
    facets: [],
    health: 'healthy',
    findings: [at(replicas)],
    ignored: [],
    ...more,
  });
  /** The branch of the object, and of each finding. */
  const marks = (
    captures: readonly CapturedDocument[],
    of: ObjectStatus,
    others: readonly (typeof replicas)[] | undefined = [],
  ): readonly (string | undefined)[] => {
    const { capturedIn, findings } = markCaptured(captures, of, () => others);
    return [capturedIn, ...findings.map((finding) => finding.capturedIn)];
  };
  const five = capture('five', replicas);

  it('names the branch where live is as it declares there', () => {
    expect(marks([five], status({}))).toEqual(['five', 'five']);
    expect(marks([five], status({}), [paused])).toEqual(['five', 'five']);
  });

  it('names none where live moved on, Git did, or nobody can tell', () => {
    const plain = status({});
    expect(markCaptured([five], plain, () => [replicas])).toBe(plain);
    expect(markCaptured([five], plain, () => undefined)).toBe(plain);
    expect(marks([five], status({ findings: [at(replicas, { pending: true })] }))).toEqual([
      undefined,
      undefined,
    ]);
    expect(marks([five], status({ findings: [] }))).toEqual([undefined]);
  });

  it('leaves another change by hand beside a captured one in the count', () => {
    const both = status({ findings: [at(replicas), at(paused)] });
    expect(marks([five], both, [paused])).toEqual([undefined, 'five', undefined]);
    const pending = status({ findings: [at(replicas), at(paused, { pending: true })] });
    expect(marks([five], pending, [paused])).toEqual(['five', 'five', undefined]);
  });

  it('names the object only for one branch that has it all', () => {
    const both = status({ findings: [at(replicas), at(paused)] });
    const second = capture('second', paused);
    expect(marks([five, second], both)).toEqual([undefined, 'five', 'second']);
    const sameBranch = [five, capture('five', paused)];
    expect(marks(sameBranch, both)).toEqual(['five', 'five', 'five']);
    const wide = { ...capture('wide', replicas), paths: [replicas, paused] };
    expect(marks([five, wide], both)).toEqual(['wide', 'five', 'wide']);
  });

  it('takes a finding around a captured place only where the whole of it is there', () => {
    const spec = parsePath('spec') ?? [];
    expect(marks([five], status({ findings: [at(spec)] }))).toEqual(['five', 'five']);
    expect(marks([five], status({ findings: [at(spec)] }), [paused])).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('names a removal for what is missing only', () => {
    const removal = [{ branch: 'gone', paths: [] }];
    expect(marks(removal, status({ status: 'missing', findings: [] }))).toEqual(['gone']);
    expect(marks(removal, status({}))).toEqual([undefined, undefined]);
  });
});
