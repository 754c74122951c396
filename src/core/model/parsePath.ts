import type { FieldPath, PathStep } from './fieldPath.ts';
import type { JsonScalar } from './json.ts';

/**
 * The inverse of `formatPath`. Returns `undefined` where the text is no path: callers name the
 * text and the form in their own error.
 */
export function parsePath(text: string): FieldPath | undefined {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    const step = text[at] === '[' ? parseBracket(text, at) : parseKey(text, at);
    if (step === undefined) return undefined;
    steps.push(step.step);
    at = step.end;
  }
  return steps;
}

interface Parsed<T> {
  readonly step: T;
  readonly end: number;
}

const bareWord = /[A-Za-z_][A-Za-z0-9_-]*/y;
const jsonString = /"(?:[^"\\]|\\.)*"/y;
const jsonNumber = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function parseKey(text: string, at: number): Parsed<PathStep> | undefined {
  const start = text[at] === '.' ? at + 1 : at;
  if (start === at && at !== 0) return undefined;
  const word = match(bareWord, text, start);
  return word === undefined ? undefined : { step: { key: word }, end: start + word.length };
}

function parseBracket(text: string, at: number): Parsed<PathStep> | undefined {
  const inner = at + 1;
  if (text[inner] === '=') return closing(text, parseScalar(text, inner + 1), asValue);
  const quoted = match(jsonString, text, inner);
  if (quoted !== undefined && text[inner + quoted.length] === ']') {
    return { step: { key: unquote(quoted) }, end: inner + quoted.length + 1 };
  }
  const digits = match(/\d+/y, text, inner);
  if (digits !== undefined && text[inner + digits.length] === ']') {
    return { step: { index: Number(digits) }, end: inner + digits.length + 1 };
  }
  return parseSelectors(text, inner);
}

function parseSelectors(text: string, start: number): Parsed<PathStep> | undefined {
  const item: (readonly [string, JsonScalar])[] = [];
  let at = start;
  for (;;) {
    const word = match(bareWord, text, at) ?? match(jsonString, text, at);
    if (word === undefined || text[at + word.length] !== '=') return undefined;
    const scalar = parseScalar(text, at + word.length + 1);
    if (scalar === undefined) return undefined;
    item.push([word.startsWith('"') ? unquote(word) : word, scalar.step]);
    at = scalar.end;
    if (text[at] === ']') return { step: { item }, end: at + 1 };
    if (text[at] !== ',') return undefined;
    at += 1;
  }
}

function parseScalar(text: string, at: number): Parsed<JsonScalar> | undefined {
  const quoted = match(jsonString, text, at);
  if (quoted !== undefined) return { step: unquote(quoted), end: at + quoted.length };
  const number = match(jsonNumber, text, at);
  if (number !== undefined) return { step: Number(number), end: at + number.length };
  const word = match(bareWord, text, at);
  if (word === undefined) return undefined;
  return {
    step: literals.has(word) ? (JSON.parse(word) as JsonScalar) : word,
    end: at + word.length,
  };
}

const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function asValue(value: JsonScalar): PathStep {
  return { value };
}

function closing(
  text: string,
  parsed: Parsed<JsonScalar> | undefined,
  make: (value: JsonScalar) => PathStep,
): Parsed<PathStep> | undefined {
  if (parsed === undefined || text[parsed.end] !== ']') return undefined;
  return { step: make(parsed.step), end: parsed.end + 1 };
}

function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
