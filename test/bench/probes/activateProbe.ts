// Loads and activates the built extension with a stub in the place of VS Code.
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { readTask } from './openEngine.ts';

/** What this probe prints, in milliseconds. */
export interface ActivateReport {
  readonly load: number;
  readonly activate: number;
  /** Loading of the engine, which comes later: its longest turn of the event loop. */
  readonly loadEngine: number;
}

const { dist } = readTask();
const stubUrl = 'stub:vscode';
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: stubUrl, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === stubUrl
      ? { format: 'commonjs', source: stubSource(), shortCircuit: true }
      : next(url, context),
});
const require = createRequire(import.meta.url);
require('vscode');
const started = performance.now();
const extension = require(join(dist, 'extension.cjs')) as { activate(context: unknown): unknown };
const loaded = performance.now();
extension.activate(require('vscode').anything);
const activated = performance.now();
const loadEngine = await longestTurn(async () => {
  const engine = require(join(dist, 'cluster.cjs')) as {
    sessionOpener(log: unknown): Promise<unknown>;
  };
  await engine.sessionOpener(require('vscode').anything);
});
const report: ActivateReport = {
  load: loaded - started,
  activate: activated - loaded,
  loadEngine,
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));

async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let before = performance.now();
  const take = (): void => {
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  };
  let next = setImmediate(function turn() {
    take();
    next = setImmediate(turn);
  });
  await work();
  take();
  clearImmediate(next);
  return longest;
}

/**
 * Everything is there, may be called, made and asked, and does nothing. The bundle copies what the
 * module owns: each name that it may ask for is one of its own.
 */
function stubSource(): string {
  const names = readFileSync(join(dist, 'extension.cjs'), 'utf8').match(/(?<=\.)[A-Za-z]\w*/g);
  return `
    const handler = {
      get: (target, key) => {
        if (key === 'then' || key === 'workspaceFolders') return undefined;
        if (key === Symbol.iterator) return [][Symbol.iterator];
        if (key === Symbol.toPrimitive) return () => '';
        if (key === 'get') return (name, fallback) => fallback;
        if (key === 'prototype') return target.prototype;
        return stub;
      },
      set: () => true,
      apply: () => stub,
      construct: () => stub,
    };
    const stub = new Proxy(function () {}, handler);
    for (const name of ${JSON.stringify([...new Set(names), 'anything'])}) exports[name] = stub;
  `;
}
