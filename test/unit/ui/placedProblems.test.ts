import type * as vscode from 'vscode';
import { expect, it } from 'vitest';
import type { FilePlaces } from '../../../src/ui/filePlaces.ts';
import { placedProblems } from '../../../src/ui/placedProblems.ts';

const document = { uri: { path: '/shop/a.yaml' } } as vscode.TextDocument;
const problems = [1, 3].map((line) => ({
  ...{ file: 'a.yaml', line, severity: 'warning' as const, message: `mistake ${line}` },
}));

async function placed(unchangedLines: FilePlaces['unchangedLines']) {
  const noted: string[] = [];
  const messages = { note: (what: string) => void noted.push(what) };
  const found = await placedProblems({ unchangedLines }, document, problems, messages);
  return { lines: found.map(({ line }) => line), noted };
}

it('follows lines of the text, and leaves out what is edited away', async () => {
  const lines = (line: number) => (line === 1 ? undefined : line + 2);
  expect(await placed(() => Promise.resolve(lines))).toEqual({ lines: [5], noted: [] });
  expect(await placed(() => Promise.resolve(undefined))).toEqual({ lines: [1, 3], noted: [] });
});

it('lists mistakes at the lines of Git where that cannot be read, and logs why', async () => {
  expect(await placed(() => Promise.reject(new Error('git is gone')))).toEqual({
    lines: [1, 3],
    noted: ['Mistakes of /shop/a.yaml could not be placed'],
  });
});
