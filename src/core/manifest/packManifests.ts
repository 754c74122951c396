import type { ManifestDocument, ManifestFile } from '../model/manifest.ts';
import type { Problem } from '../model/objectStatus.ts';
import { parseManifests } from './parseManifests.ts';

type PackedDocument = readonly [
  document: number,
  item: number | null,
  line: number,
  object: ManifestDocument['object'],
  marks: Pick<ManifestDocument, 'encrypted' | 'invalid' | 'inexact'> | 0,
];

type PackedProblem = readonly [line: number, severity: Problem['severity'], message: string];

interface Packed {
  readonly d: readonly PackedDocument[];
  readonly p: readonly PackedProblem[];
}

/** What is packed for text that holds no manifest. */
export const packedNothing = '';

/**
 * What `parseManifests` finds in a text, as one line of JSON without the file's name, so that it
 * can be kept by the text's hash and cross from the worker as it is.
 */
export function packManifests(text: string): string {
  const { documents, problems } = parseManifests(text, '');
  if (documents.length === 0 && problems.length === 0) return packedNothing;
  const packed: Packed = { d: documents.map(packDocument), p: problems.map(packProblem) };
  return JSON.stringify(packed);
}

function packDocument(document: ManifestDocument): PackedDocument {
  const { source, object, ...marks } = document;
  const plain = Object.keys(marks).length === 0;
  return [source.document, source.item ?? null, source.line, object, plain ? 0 : marks];
}

function packProblem(problem: Problem): PackedProblem {
  return [problem.line ?? 1, problem.severity, problem.message];
}

/** The inverse, for one file; throws where the line is not what `packManifests` wrote. */
export function unpackManifests(packed: string, file: string, blob: string): ManifestFile {
  if (packed === packedNothing) return { file, blob, documents: [], problems: [] };
  const { d, p } = JSON.parse(packed) as Packed;
  return {
    file,
    blob,
    documents: d.map((document) => unpackDocument(document, file)),
    problems: p.map(([line, severity, message]) => ({ file, line, severity, message })),
  };
}

function unpackDocument(packed: PackedDocument, file: string): ManifestDocument {
  const [document, item, line, object, marks] = packed;
  const source = item === null ? { file, document, line } : { file, document, item, line };
  return marks === 0 ? { source, object } : { source, object, ...marks };
}
