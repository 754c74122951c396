import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import { statusKey, StatusStore } from '../../../src/engine/statusStore.ts';
import type { Session, SessionOpener } from '../../../src/ui/session.ts';
import { sampleState } from '../../unit/ui/sampleStore.ts';
import { largeObject, largeYaml, objectsOf, scaled, textOf, type FleetShape } from './manifests.ts';

/**
 * Stands in for `cluster.cjs` in the extension host of a real VS Code: a session whose store is as
 * large as asked for, and a door on loopback through which the bench lets the host do things and
 * hears how long its event loop was at work. One host, one session.
 */
const shape = JSON.parse(process.env['DRIFTLINE_BENCH_SHAPE'] ?? '') as FleetShape;
const port = Number(process.env['DRIFTLINE_BENCH_PORT']);

const store = new StatusStore(sampleState());

/** What `src/cluster.ts` offers to the extension. */
export function sessionOpener(): SessionOpener {
  open();
  const server = 'https://127.0.0.1:6443';
  const context = { name: 'staging', server, namespace: 'task', loopback: true, current: true };
  return {
    contexts: () => Promise.resolve([context]),
    watchContexts: () => Promise.resolve({ dispose: () => undefined }),
    open: () => Promise.resolve(session),
  };
}

let isOpen = false;

function open(): void {
  if (isOpen) return;
  isOpen = true;
  markPlainly();
  store.publish({ set: objectsOf(shape).map((object) => [statusKey(object), object]) });
  createServer((request, response) => {
    const [, verb = '', argument = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
    answer(verb, argument).then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      },
    );
  }).listen(port, '127.0.0.1');
}

/** As little as an extension can do to mark a file: what VS Code itself takes for a mark. */
function markPlainly(): void {
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>';
  const type = vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.parse(icon, true),
  });
  vscode.window.onDidChangeVisibleTextEditors((editors) => {
    for (const editor of editors) {
      if (!editor.document.uri.path.includes('/marked-')) continue;
      editor.setDecorations(type, [new vscode.Range(0, 0, 0, 0)]);
    }
  });
}

async function answer(verb: string, argument: string): Promise<unknown> {
  switch (verb) {
    case 'change':
      return active(200, () => change(Number(argument)));
    case 'type':
      return type(argument);
    case 'panel':
      return panel(argument);
    case 'command':
      return void (await vscode.commands.executeCommand(argument));
    case 'ready':
      return store.objects().next().done !== true;
    default:
      throw new Error(`Nobody knows how to ${verb}`);
  }
}

/** Milliseconds that the event loop was at work from the act until that long after it. */
async function active(settle: number, act: () => unknown): Promise<number> {
  await sleep(settle);
  const before = performance.eventLoopUtilization();
  await act();
  await sleep(settle);
  return performance.eventLoopUtilization(before).active;
}

/** One object of the first file gets another live value, as after one watch event. */
function change(live: number): void {
  const object = [...store.objects()].find(({ status }) => status === 'drifted');
  if (object === undefined) throw new Error('Nothing has drifted');
  const next: ObjectStatus = scaled(object, live);
  store.publish({ set: [[statusKey(next), next]] });
}

/** Opens the panel, or an empty one of our own; milliseconds of the machine's clock, before. */
async function panel(which: string): Promise<number> {
  const large = largeObject();
  if (which === 'large') store.publish({ set: [[statusKey(large), large]] });
  const begun = Date.now();
  if (which === 'empty') emptyPanel();
  else if (which === 'large') await showObject(statusKey(large));
  else await vscode.commands.executeCommand('driftline.showDrift');
  return begun;
}

async function showObject(key: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString();
  await vscode.commands.executeCommand('driftline.showDrift', { folder, key });
}

/** What any panel costs in this VS Code: one element, no script, nothing to load. */
function emptyPanel(): void {
  const { Active } = vscode.ViewColumn;
  const one = vscode.window.createWebviewPanel('driftline.bench', 'Empty', Active);
  // Else the bench's own script would not run in it either.
  one.webview.options = { enableScripts: true };
  one.webview.html = `<!doctype html>
    <html><head>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
    </head><body><p data-path="">Nothing</p></body></html>`;
}

/** Types in the middle of a file; milliseconds at work for each keystroke. */
async function type(file: string): Promise<number> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, file);
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  const middle = new vscode.Position(Math.floor(editor.document.lineCount / 2), 0);
  editor.revealRange(new vscode.Range(middle, middle));
  await sleep(1000);
  const strokes = 60;
  const time = await active(600, async () => {
    for (let stroke = 0; stroke < strokes; stroke += 1) {
      await editor.edit((edit) => edit.insert(middle, '#'), undo);
      await sleep(15);
    }
  });
  await vscode.commands.executeCommand('workbench.action.files.revert');
  return time / strokes;
}

const undo = { undoStopBefore: false, undoStopAfter: false };

const none = (): Promise<never> => Promise.reject(new Error('The bench asks for nothing of that'));

const session: Session = {
  isLive: true,
  rest: () => Promise.resolve(),
  wake: () => Promise.resolve(),
  store,
  lookedAt: new Date(),
  commits: {
    branches: () => Promise.resolve({ offersNewBranch: false }),
    history: () => Promise.resolve([]),
    draftCapture: none,
    draftRollback: none,
    push: none,
  },
  prefix: '',
  committedText: (file) => Promise.resolve(textOf(file, shape)),
  refresh: () => Promise.resolve(),
  blame: () => Promise.resolve([]),
  // Only the large object's are asked for.
  sides: () => Promise.resolve({ git: largeYaml(), live: largeYaml('by hand') }),
  judgeText: () => Promise.resolve([]),
  timeline: () => Promise.resolve([]),
  commitFiles: () => Promise.resolve([]),
  healing: {
    state: { kind: 'off' },
    terms: none,
    allow: none,
    forbid: none,
    pause: none,
    resume: none,
    onDidChange: () => ({ dispose: () => undefined }),
    check: () => undefined,
  },
  namespaces: () => Promise.resolve([]),
  acts: () => Promise.resolve([]),
  planSync: () => Promise.resolve({ steps: [], notes: [] }),
  carryOut: () => Promise.resolve({ results: [], cancelled: false }),
  dispose: () => undefined,
};
