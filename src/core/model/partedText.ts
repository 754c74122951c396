/** Fewer characters in common than this are not worth a sign that they were left out. */
const LEAST_COMMON = 4;

/** A text from the word on where it parts from another, `…:v2`; the whole of it where that is early. */
export function partedText(text: string, other: string): string {
  const from = wordStart(text, commonStart(text, other));
  return from < LEAST_COMMON ? text : `…${text.slice(from)}`;
}

/** Both sides of a change, each without the start that they share where one of them is longer. */
export function partedPair(git: string, live: string, most: number): readonly [string, string] {
  if (git.length <= most && live.length <= most) return [git, live];
  return [partedText(git, live), partedText(live, git)];
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  return at;
}

/** Where the word begins that holds the place; not far before it. */
function wordStart(text: string, place: number): number {
  for (let at = place; at > Math.max(0, place - 24); at--) {
    if (/[\s/:@,;=]/.test(text[at - 1] ?? '')) return at - 1;
  }
  return /[\ud800-\udbff]/.test(text[place - 1] ?? '') ? place - 1 : place;
}
