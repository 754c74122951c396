/** Text as it stands, or a character that would not be seen, or would steer what is. */
export type Piece = { readonly text: string } | { readonly code: string };

/** Controls but line ends and tabs, formatting (bidi, zero width), separators, odd spaces. */
const steering = /[\p{Cc}\p{Cf}\u2028\u2029\u00a0\u115f\u1160\u3164\uffa0]/u;
const steeringRun = /[\p{Cc}\p{Cf}\u2028\u2029\u00a0\u115f\u1160\u3164\uffa0]/gu;

/** A value's text with every such character set apart, to be shown by its code. */
export function visiblePieces(text: string): readonly Piece[] {
  if (!steering.test(text)) return text === '' ? [] : [{ text }];
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(steeringRun)) {
    if (match[0] === '\n' || match[0] === '\t' || isJoiner(text, match.index)) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ code: codeOf(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** A joiner between two pictures makes one of them: that is seen. */
function isJoiner(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 0x200d) return false;
  const before = text.slice(Math.max(0, at - 3), at);
  const after = text.slice(at + 1, at + 3);
  return (
    /\p{Extended_Pictographic}\ufe0f?$/u.test(before) && /^\p{Extended_Pictographic}/u.test(after)
  );
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
