import { describe, expect, it } from 'vitest';
import {
  findUnrendered,
  isChart,
  isKustomization,
  joinPath,
  outsidePaths,
} from '../../../../src/core/manifest/findUnrendered.ts';

describe('what is not rendered yet', () => {
  it('is known by its name', () => {
    const names = ['kustomization.yaml', 'a/kustomization.yml', 'a/Kustomization'];
    expect(names.every(isKustomization)).toBe(true);
    expect(['a/my-kustomization.yaml', 'kustomization.json'].some(isKustomization)).toBe(false);
    expect(isChart('charts/a/Chart.yaml')).toBe(true);
    expect(isChart('charts/a/MyChart.yaml')).toBe(false);
  });

  it('names what lies outside its folder, in whichever field', () => {
    const text = `resources: [../../base, deploy.yaml, "../common/ns.yaml", https://x/y]
patches: [{path: ../p.yaml}]
configMapGenerator: [{name: a, files: [x.toml=../files/x.toml, own.txt]}]
components: [./../c]
`;
    expect(outsidePaths(text)).toEqual([
      '../../base',
      '../common/ns.yaml',
      '../p.yaml',
      '../files/x.toml',
      './../c',
    ]);
  });

  it('is no Flux object', () => {
    expect(outsidePaths('apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization')).toBe(
      undefined,
    );
    expect(outsidePaths('resources: [')).toEqual([]);
  });

  it('covers its folder and what it names', () => {
    const files = ['a.yaml', 'base/x.yaml', 'base2/x.yaml', 'o/prod/k.yaml', 'chart/values.yaml'];
    const found = findUnrendered(
      [
        {
          kind: 'kustomize',
          file: 'o/prod/kustomization.yaml',
          outside: ['../../base', '../../../z'],
        },
        { kind: 'helm', file: 'chart/Chart.yaml', outside: [] },
      ],
      files,
    );
    expect(found.map(({ covers }) => covers)).toEqual([
      ['base/x.yaml', 'o/prod/k.yaml'],
      ['chart/values.yaml'],
    ]);
  });

  it('covers all from the root', () => {
    const root = { kind: 'kustomize', file: 'kustomization.yaml', outside: [] } as const;
    expect(findUnrendered([root], ['a.yaml', 'b/c.yaml'])[0]?.covers).toHaveLength(2);
  });

  it('never leaves the repository', () => {
    expect(joinPath('a/b', '../../c')).toBe('c');
    expect(joinPath('a', '../../c')).toBeUndefined();
    expect(joinPath('', '.')).toBe('');
  });
});
