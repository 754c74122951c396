/** What a piece of YAML is, for its colour. */
export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'comment' | 'mark' | 'plain';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/**
 * Colours for YAML as our own writer makes it, line by line. It reads, it does not judge: what it
 * does not know is `plain`. The tokens of a line joined are the line.
 */
export function yamlTokens(text: string): readonly (readonly Token[])[] {
  const tokens: (readonly Token[])[] = [];
  let block: number | undefined;
  for (const line of text.split('\n')) {
    const depth = indentOf(line);
    if (block !== undefined && (line.trim() === '' || depth > block)) {
      tokens.push(line === '' ? [] : [{ kind: 'string', text: line }]);
      continue;
    }
    block = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/.test(line) ? depth : undefined;
    tokens.push(lineTokens(line));
  }
  return tokens;
}

/** A line's own depth: what belongs to a block scalar stands deeper. */
function indentOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

const keyed =
  /^(\s*(?:- +)*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`-][^#:]*?|-[^\s:]+)(:)(?=\s|$)/;

function lineTokens(line: string): readonly Token[] {
  const match = keyed.exec(line);
  const lead = match?.[1] ?? /^\s*(?:- +|-$)*/.exec(line)?.[0] ?? '';
  const key = match?.[2] ?? '';
  const colon = match?.[3] ?? '';
  const rest = line.slice(lead.length + key.length + colon.length);
  const all: readonly Token[] = [
    { kind: 'mark', text: lead },
    { kind: 'key', text: key },
    { kind: 'mark', text: colon },
    ...valueTokens(rest),
  ];
  return all.filter(({ text }) => text !== '');
}

function valueTokens(rest: string): readonly Token[] {
  const space = /^\s*/.exec(rest)?.[0] ?? '';
  const value = rest.slice(space.length);
  return [{ kind: 'plain', text: space }, ...scalarTokens(value)];
}

function scalarTokens(value: string): readonly Token[] {
  if (value.startsWith('#')) return [{ kind: 'comment', text: value }];
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(value)?.[0];
  const scalar = quoted ?? value.replace(/\s+#.*$/, '');
  const comment = value.slice(scalar.length);
  return [
    { kind: quoted === undefined ? kindOf(scalar) : 'string', text: scalar },
    { kind: 'comment', text: comment },
  ];
}

function kindOf(scalar: string): TokenKind {
  if (/^(?:true|false|null|~)$/.test(scalar)) return 'word';
  if (/^[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(scalar)) return 'number';
  if (/^[|>][-+0-9]*$|^[[\]{},\s]+$/.test(scalar)) return 'mark';
  return 'string';
}
