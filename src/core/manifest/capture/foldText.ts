/**
 * The lines that a `>` scalar has to hold so that folding gives a text back; `undefined` where
 * there are none that a person would write. Of the old lines those stay that the change does not
 * reach.
 */
export function foldText(text: string, old: readonly string[]): readonly string[] | undefined {
  return [foldLike(text, old), foldAnew(text)].find(
    (lines) => lines !== undefined && unfold(lines).folded === text,
  );
}

/**
 * Where a line ends in the text, one more blank line stands. Lines that begin with white space are
 * not folded: a text that has some is better left as it is.
 */
function foldAnew(text: string): readonly string[] | undefined {
  if (text.split('\n').some(isSpaced)) return undefined;
  const folded: string[] = [];
  let begun = false;
  for (const line of text.split('\n')) {
    if (line !== '' && begun) folded.push('');
    folded.push(line);
    begun ||= line !== '';
  }
  return folded;
}

/** A line with the text that it stands for, in characters of the folded text. */
interface FoldedLine {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

function foldLike(text: string, old: readonly string[]): readonly string[] | undefined {
  const { folded, lines } = unfold(old);
  const head = commonPrefix(folded, text);
  const tail = commonSuffix(folded, text, head);
  const first = lines.findLast((line) => line.start <= head);
  const last = lines.find((line) => line.end >= folded.length - tail);
  if (first === undefined || last === undefined || first.index > last.index) return undefined;
  const middle = text.slice(first.start, text.length - (folded.length - last.end));
  const made = foldMiddle(middle, old.slice(first.index, last.index + 1));
  if (made === undefined) return undefined;
  return [...old.slice(0, first.index), ...made, ...old.slice(last.index + 1)];
}

/** In the place of lines whose neighbours stay: what is folded there must stay folded. */
function foldMiddle(middle: string, old: readonly string[]): readonly string[] | undefined {
  if (old.some(isSpaced)) return isSpaced(middle) && !middle.includes('\n') ? [middle] : undefined;
  if (/^\s|\s$/.test(middle) || middle === '') return undefined;
  return foldAnew(middle);
}

/** Every line break beside a line that begins with white space stands for itself. */
function unfold(old: readonly string[]): { folded: string; lines: readonly FoldedLine[] } {
  const lines: FoldedLine[] = [];
  let folded = '';
  let blank = 0;
  let before = '';
  old.forEach((line, index) => {
    if (line === '') {
      blank += 1;
      return;
    }
    if (lines.length === 0) folded += '\n'.repeat(blank);
    else if (isSpaced(before) || isSpaced(line)) folded += '\n'.repeat(blank + 1);
    else folded += blank === 0 ? ' ' : '\n'.repeat(blank);
    blank = 0;
    before = line;
    lines.push({ index, start: folded.length, end: folded.length + line.length });
    folded += line;
  });
  return { folded: folded + '\n'.repeat(blank), lines };
}

function isSpaced(line: string): boolean {
  return /^[ \t]/.test(line);
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonSuffix(a: string, b: string, head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}
