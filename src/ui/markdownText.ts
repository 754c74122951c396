import { visibleText } from '../core/model/visibleText.ts';
import { isolated } from './valueWords.ts';

/**
 * Foreign text for a Markdown string, as plain text: every sign that Markdown could read stands
 * behind a backslash, entities and addresses too, and nothing hides, reorders or breaks the line.
 */
export function plainMarkdown(text: string): string {
  return isolated(visibleText(text))
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/^ +| +$| {2,}/g, (spaces) => '&nbsp;'.repeat(spaces.length));
}

/** Foreign text in the editor's own letters; nothing in it is read as Markdown. */
export function codeSpan(text: string): string {
  const shown = visibleText(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || shown.trim() === '' || /^ | $/.test(shown) ? ' ' : '';
  const span = `${fence}${pad}${shown}${pad}${fence}`;
  return isolated(shown) === shown ? span : isolated(span);
}

/** Lines of foreign text as a block of their own; nothing in them ends it. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const shown = lines.map(visibleText);
  const runs = shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return `${fence}${language}\n${shown.join('\n')}\n${fence}`;
}

/** A link that runs a command with one argument of plain JSON. */
export function commandLink(words: string, command: string, argument: unknown): string {
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `[${plainMarkdown(words)}](command:${command}?${encoded})`;
}
