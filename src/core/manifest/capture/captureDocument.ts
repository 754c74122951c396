import { isSameJson } from './isSameJson.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { parseKubeYaml, type KubeYaml, type NodeValues } from '../kubeYaml.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import { morphDocument } from './documentMorph.ts';
import { EditSession, type EditMode } from './editSession.ts';
import type { LineEdit } from './fieldChange.ts';
import { layoutStyle, type LayoutStyle } from './layoutStyle.ts';
import { SourceText } from './sourceText.ts';
import { sourceTree, type MapNode } from './sourceTree.ts';
import type { ListOrigins } from './wantedValue.ts';

/** The text of one document, read for editing. */
export interface CaptureDocument {
  readonly text: string;
  readonly yaml: KubeYaml;
  readonly value: JsonObject;
  readonly values: NodeValues;
}

export interface EditedDocument {
  readonly text: string;
  readonly edits: readonly LineEdit[];
}

/** Reads a document; a `CaptureRefusal` where kubectl would not take it as an object. */
export function readCaptureDocument(text: string, subject: string): CaptureDocument {
  const values: NodeValues = new Map();
  const yaml = parseKubeYaml(text, values);
  const error = yaml.problems.find((problem) => problem.severity === 'error');
  if (error !== undefined) throw new CaptureRefusal(`${subject} cannot be read: ${error.message}`);
  if (!isJsonObject(yaml.value)) throw new CaptureRefusal(`${subject} is no object`);
  return { text, yaml, value: yaml.value, values };
}

const modes: readonly EditMode[] = [
  { blocks: true, eatBlank: false },
  { blocks: false, eatBlank: false },
  { blocks: true, eatBlank: true },
  { blocks: false, eatBlank: true },
];

/**
 * The document's text with the smallest edit that makes it declare `wanted`. `undefined` where no
 * way of writing reads back as exactly that.
 */
export function editDocument(
  document: CaptureDocument,
  wanted: Json,
  origins: ListOrigins,
  fallback: Partial<LayoutStyle>,
): EditedDocument | undefined {
  if (!isJsonObject(wanted)) return undefined;
  const source = new SourceText(document.text);
  const root = rootOf(document);
  const style = { ...layoutStyle(root, source, fallback), json: isJson(document) };
  for (const mode of modes) {
    const session = new EditSession({
      ...{ source, root, values: document.values, origins },
      ...{ style, mode },
    });
    morphDocument(session, wanted);
    const edited = session.edit.finish();
    if (edited !== undefined && readsAs(edited.text, wanted, document, style.json)) return edited;
  }
  return undefined;
}

function rootOf(document: CaptureDocument): MapNode {
  const root = sourceTree(document.yaml.document.contents, document.values, document.text);
  if (root.kind === 'map') return root;
  throw new CaptureRefusal('the document is no plain map');
}

function readsAs(text: string, wanted: Json, before: CaptureDocument, json: boolean): boolean {
  const yaml = parseKubeYaml(text);
  const problems = yaml.problems.filter((problem) => problem.severity === 'error');
  if (problems.length > 0 || yaml.problems.length > before.yaml.problems.length) return false;
  if (json && !isJsonText(text)) return false;
  return isSameJson(yaml.value, wanted);
}

function isJson(document: CaptureDocument): boolean {
  return /^[\ufeff\s]*\{/.test(document.text) && isJsonText(document.text);
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
