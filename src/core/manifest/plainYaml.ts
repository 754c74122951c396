import { LineCounter, parseAllDocuments } from 'yaml';

/** All that a configuration file holds when its scalars are left as the text they are. */
export type PlainYaml =
  string | undefined | readonly PlainYaml[] | { readonly [key: string]: PlainYaml };

/** The first document, or where and why it cannot be read. Never holds the text itself. */
export type PlainYamlResult =
  { readonly value: PlainYaml } | { readonly line: number; readonly message: string };

/**
 * Reads the first document of a configuration file (kubeconfig), with every scalar as text: no
 * number is rounded, no token turned into one. Empty values are `undefined`. The message of an
 * error quotes nothing, since the file may hold credentials.
 */
export function parsePlainYaml(text: string): PlainYamlResult {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  });
  const first = 'empty' in documents ? undefined : documents[0];
  if (first === undefined) return { value: undefined };
  const error = first.errors[0];
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    return { line, message: error.code.toLowerCase().replaceAll('_', ' ') };
  }
  return { value: withoutEmpty(first.toJS()) };
}

const emptyScalars: ReadonlySet<unknown> = new Set(['', '~', 'null', null, undefined]);

function withoutEmpty(value: unknown): PlainYaml {
  if (emptyScalars.has(value)) return undefined;
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value as object).map(
    ([key, entry]) => [key, withoutEmpty(entry)] as const,
  );
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}
