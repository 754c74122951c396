import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contextKeys } from '../../../src/contributions.ts';
import { menuPaths } from '../../../src/ui/menuPaths.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const finding = sampleFinding('spec.replicas', { git: 3, live: 5 });
const told = (objects: Parameters<typeof menuPaths>[0]) =>
  Object.fromEntries(Object.entries(menuPaths(objects)).map(([what, all]) => [what, [...all]]));

describe('menuPaths', () => {
  it('knows the files of objects, and what each has to offer', () => {
    const objects = [
      sampleObject('a.yaml', 'drifted', { findings: [finding] }),
      sampleObject('a.yaml', 'inSync', { name: 'other' }),
      sampleObject('b.yaml', 'inSync', { name: 'b' }),
      sampleObject('c.yaml', 'missing', { name: 'c' }),
      sampleObject('d.yaml', 'behind', {
        name: 'd',
        findings: [{ ...finding, pending: true }],
      }),
    ];
    expect(told(objects)).toEqual({
      manifests: ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'],
      apply: ['a.yaml', 'c.yaml', 'd.yaml'],
      capture: ['a.yaml'],
      ignore: ['a.yaml'],
    });
  });

  it('offers no write where the cluster is away, and none to what another tool manages', () => {
    const since = '2026-11-22T14:02:00Z';
    const objects = [
      sampleObject('a.yaml', 'drifted', { findings: [finding], since }),
      sampleObject('b.yaml', 'drifted', { name: 'b', findings: [finding], owner: 'Argo CD' }),
    ];
    expect(told(objects)).toMatchObject({ apply: [], capture: ['b.yaml'] });
  });
});

it('every menu of files and lines asks for a manifest, and each act for something to do', () => {
  const file = path.join(import.meta.dirname, '..', '..', '..', 'package.json');
  const { contributes } = JSON.parse(readFileSync(file, 'utf8')) as {
    contributes: { menus: Record<string, { command?: string; submenu?: string; when?: string }[]> };
  };
  const { menus } = contributes;
  for (const menu of ['editor/lineNumber/context', 'editor/context', 'explorer/context']) {
    for (const { when } of menus[menu] ?? []) {
      expect(when, menu).toContain(`resourcePath in ${contextKeys.manifests}`);
    }
  }
  const asked = [...(menus['driftline.line'] ?? []), ...(menus['driftline.file'] ?? [])]
    .filter(({ command }) => command !== 'driftline.showDrift')
    .map(({ command, when }) => [command, when]);
  expect(asked).toEqual([
    ['driftline.apply', `resourcePath in ${contextKeys.mayApply}`],
    ['driftline.capture', `resourcePath in ${contextKeys.mayCapture}`],
    ['driftline.ignoreField', `resourcePath in ${contextKeys.mayIgnore}`],
    ['driftline.syncFile', `resourcePath in ${contextKeys.mayApply}`],
    ['driftline.capture', `resourcePath in ${contextKeys.mayCapture}`],
  ]);
  const { mayApply, mayCapture, mayIgnore, linedFile } = contextKeys;
  const { applyLines, captureLines, ignoreLines } = contextKeys;
  // Of a file whose lines are not known, the file decides.
  const atLine = (lines: string, may: string): string =>
    `resourcePath in ${linedFile} && editorLineNumber in ${lines} || ` +
    `resourcePath not in ${linedFile} && resourcePath in ${may}`;
  expect(menus['driftline.lineNumber']?.map(({ command, when }) => [command, when])).toEqual([
    ['driftline.showDrift', undefined],
    ['driftline.apply', atLine(applyLines, mayApply)],
    ['driftline.capture', atLine(captureLines, mayCapture)],
    ['driftline.ignoreField', atLine(ignoreLines, mayIgnore)],
  ]);
});
