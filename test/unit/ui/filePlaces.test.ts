import { describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { FilePlaces } from '../../../src/ui/filePlaces.ts';
import { FileStates } from '../../../src/ui/fileStates.ts';
import type { RepositoryUris } from '../../../src/ui/repositoryUris.ts';
import { sampleFinding, sampleObject, storeOf } from './sampleStore.ts';

const committed = 'kind: A\nspec:\n  replicas: 3\n  paused: true\n';

/** A document as far as places are concerned. */
class SampleDocument {
  version = 1;
  isClosed = false;
  reads = 0;
  #text: string;
  readonly uri: string;

  constructor(text: string, uri = 'a.yaml') {
    this.#text = text;
    this.uri = uri;
  }

  getText(): string {
    this.reads += 1;
    return this.#text;
  }

  type(text: string): void {
    this.#text = text;
    this.version += 1;
  }
}

function filePlaces(texts: Readonly<Record<string, string>>): FilePlaces {
  const findings = [sampleFinding('spec.replicas', { line: 3 })];
  const ignored = [{ ...sampleFinding('spec.paused', { line: 4 }), rule: 'r' }];
  const store = storeOf([sampleObject('a.yaml', 'drifted', { findings, ignored })]);
  const uris = { path: (uri: unknown) => (uri === 'outside' ? undefined : uri) };
  return new FilePlaces(new FileStates(store), uris as unknown as RepositoryUris, (path) =>
    Promise.resolve(texts[path]),
  );
}

function placesOf(texts: Readonly<Record<string, string>>) {
  const places = filePlaces(texts);
  return async (document: SampleDocument) => {
    const placed = await places.of(document as unknown as vscode.TextDocument);
    return placed && [...placed.findings, ...placed.ignored].map(({ line }) => line);
  };
}

describe('FilePlaces', () => {
  it('follows the text, and reads it once for each of its versions', async () => {
    const of = placesOf({ 'a.yaml': committed });
    const document = new SampleDocument(committed);
    expect(await of(document)).toEqual([3, 4]);
    expect(await of(document)).toEqual([3, 4]);
    expect(document.reads).toBe(1);
    document.type(`# a note\n${committed}`);
    expect(await of(document)).toEqual([4, 5]);
    document.type(committed.replace('  replicas: 3\n', ''));
    expect(await of(document)).toEqual([3]);
  });

  it('says nothing outside of the repository, of other files, and of what Git lacks', async () => {
    const of = placesOf({ 'a.yaml': committed });
    expect(await of(new SampleDocument(committed, 'outside'))).toBeUndefined();
    const other = new SampleDocument(committed, 'other.yaml');
    expect(await of(other)).toBeUndefined();
    expect(other.reads).toBe(0);
    expect(await placesOf({})(new SampleDocument(committed))).toBeUndefined();
  });

  it('says nothing of a document that was closed while Git was asked', async () => {
    const document = new SampleDocument(committed);
    const asked = placesOf({ 'a.yaml': committed })(document);
    document.isClosed = true;
    expect(await asked).toBeUndefined();
  });

  it('finds lines that read as they did when they were committed, and those alone', async () => {
    const places = filePlaces({ 'a.yaml': committed });
    const document = new SampleDocument(
      `# a note\n${committed.replace('replicas: 3', 'replicas: 4')}`,
    );
    const at = await places.unchangedLines(document as unknown as vscode.TextDocument);
    expect([1, 2, 3, 4].map((line) => at?.(line))).toEqual([2, 3, undefined, 5]);
    const other = new SampleDocument('kind: B', 'b.yaml') as unknown as vscode.TextDocument;
    expect(await places.unchangedLines(other)).toBeUndefined();
  });
});
