/**
 * The lines that a `>` scalar has to hold so that folding gives this text back: where a line ends
 * in the text, one more blank line stands. `undefined` where lines begin with white space, since
 * those are not folded.
 */
export function foldText(text: string): readonly string[] | undefined {
  const lines = text.split('\n');
  if (lines.some((line) => /^[ \t]/.test(line))) return undefined;
  const folded: string[] = [];
  let begun = false;
  for (const line of lines) {
    if (line !== '' && begun) folded.push('');
    folded.push(line);
    begun ||= line !== '';
  }
  return folded;
}
