import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Every English sentence that the code hands to `l10n.t`, as VS Code's bundle wants it: sentence →
 * sentence, sorted. Throws, with its place, at a call whose sentence is not a literal: nobody could
 * translate that.
 */
export function collectWords(root: string): Readonly<Record<string, string>> {
  const words = new Set<string>();
  const folder = join(root, 'src');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = join(folder, name);
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    visit(source, source, words);
  }
  return Object.fromEntries([...words].sort().map((one) => [one, one]));
}

function visit(node: ts.Node, source: ts.SourceFile, words: Set<string>): void {
  if (ts.isCallExpression(node) && isTranslation(node.expression)) {
    words.add(sentenceOf(node, source));
  }
  ts.forEachChild(node, (child) => visit(child, source, words));
}

/** `l10n.t`, `vscode.l10n.t`. */
function isTranslation(called: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(called) || called.name.text !== 't') return false;
  const owner = called.expression;
  if (ts.isIdentifier(owner)) return owner.text === 'l10n';
  return ts.isPropertyAccessExpression(owner) && owner.name.text === 'l10n';
}

function sentenceOf(call: ts.CallExpression, source: ts.SourceFile): string {
  const [first] = call.arguments;
  if (first !== undefined && ts.isStringLiteralLike(first)) return first.text;
  const { line } = source.getLineAndCharacterOfPosition(call.getStart(source));
  throw new Error(`${source.fileName}:${line + 1}: l10n.t needs a literal sentence`);
}
