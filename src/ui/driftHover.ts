import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { LineBlame } from '../engine/repository.ts';
import { manifestDocuments } from './driftCodeLens.ts';
import type { DocumentPlaces } from './filePlaces.ts';
import {
  findingHover,
  ignoredHover,
  messageHover,
  objectHover,
  type HoverFacts,
} from './hoverWords.ts';
import { knownPlaces } from './knownPlaces.ts';
import { findingsAt, objectAt } from './lineTargets.ts';
import type { Messages } from './messages.ts';
import { readSetting } from './settings.ts';
import type { Opened, Workspace } from './workspace.ts';

/** All that a link in a hover may run. */
const linked: readonly CommandId[] = [
  'driftline.apply',
  'driftline.capture',
  'driftline.ignoreField',
  'driftline.showDrift',
];

const MOST_FINDINGS = 4;
/** A hover is there at once, or it is in the way: Git may be slow to tell who wrote a line. */
const BLAME_MS = 1500;

/** Both sides of the blame on a drifted line, and the whole object on its document's first line. */
export class DriftHover implements vscode.HoverProvider {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #registration: vscode.Disposable;

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#registration = vscode.languages.registerHoverProvider(manifestDocuments, this);
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const opened = this.#workspace.at(document.uri);
    if (!opened || !readSetting('driftline.hover', opened.folder)) return undefined;
    const placed = await knownPlaces(opened, document, this.#messages);
    if (!placed || position.line >= document.lineCount) return undefined;
    const { text, range } = document.lineAt(position.line);
    const isSaid = saysAnything(placed, position.line + 1, text);
    if (!isSaid) return undefined;
    const blame = await this.#blame(opened, placed.path);
    const facts = { folder: opened.folder.uri.toString(), blame, now: new Date() };
    const parts = hoverParts(placed, position.line + 1, text, facts);
    return new vscode.Hover(parts.map(trusted), range);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #blame({ session }: Opened, path: string): Promise<readonly LineBlame[]> {
    const { promise: late, resolve } = Promise.withResolvers<readonly LineBlame[]>();
    const timer = setTimeout(() => resolve([]), BLAME_MS);
    try {
      return await Promise.race([session.blame(path), late]);
    } catch (error) {
      this.#messages.note(`Who wrote the lines of ${path} could not be read`, error);
      return [];
    } finally {
      clearTimeout(timer);
    }
  }
}

function saysAnything(placed: DocumentPlaces, line: number, text: string): boolean {
  return (
    placed.findings.some((one) => one.line === line) ||
    placed.ignored.some((one) => one.line === line) ||
    placed.objects.some((one) => one.line === line) ||
    scaledMessage(placed, line, text) !== undefined
  );
}

/** The document's own line says all of the object; each finding of the line stands for itself. */
function hoverParts(
  placed: DocumentPlaces,
  line: number,
  text: string,
  facts: HoverFacts,
): readonly string[] {
  const found = findingsAt(placed, line).slice(0, MOST_FINDINGS);
  const message = scaledMessage(placed, line, text);
  return [
    ...placed.objects
      .filter((one) => one.line === line)
      .map(({ object }) => objectHover(object, facts)),
    ...found.map((one) => findingHover(one, facts)),
    ...placed.ignored.filter((one) => one.line === line).map((one) => ignoredHover(one.finding)),
    ...(message === undefined ? [] : [messageHover(message)]),
  ];
}

/** Why a workload's replicas are no finding: its autoscaler sets them. */
function scaledMessage(placed: DocumentPlaces, line: number, text: string): string | undefined {
  if (!/^\s+["']?replicas["']?\s*:/.test(text)) return undefined;
  const message = objectAt(placed, line)?.object.message;
  return message?.includes('spec.replicas') === true ? message : undefined;
}

/** Its text is escaped word by word; of commands it may run those alone. */
function trusted(markdown: string): vscode.MarkdownString {
  const content = new vscode.MarkdownString(markdown);
  content.isTrusted = { enabledCommands: [...linked] };
  content.supportHtml = false;
  return content;
}
