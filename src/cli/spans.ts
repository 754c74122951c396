import { displayWidth, fitText } from './displayWidth.ts';
import { visibleText } from '../core/model/visibleText.ts';

export type Style =
  'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** A piece of a line; its text may hold anything, what a terminal gets is made visible. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** A line before it is printed. */
export type Line = readonly Span[];

/** What can be printed there. */
export interface Surface {
  readonly color: boolean;
  /** Columns of the terminal; absent where lines may be as long as they are. */
  readonly columns?: number;
}

const codes: Readonly<Record<Style, string>> = {
  plain: '',
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
};

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

export function line(...parts: readonly (Span | string)[]): Line {
  return parts.map((part) => (typeof part === 'string' ? span(part) : part));
}

/** The line as text for a surface. A sentence that is wider wraps there; tables fit themselves. */
export function renderLine(spans: Line, surface: Surface): string {
  return spans
    .map(({ text, style }) => paint(visibleText(text), style, surface))
    .join('')
    .trimEnd();
}

/** The line cut to the surface's width, for what has to stay on one line. */
export function cutLine(spans: Line, { columns }: Surface): Line {
  let left = columns ?? Number.POSITIVE_INFINITY;
  return spans.flatMap(({ text, style }) => {
    const shown = left > 0 ? fitText(visibleText(text), left) : '';
    left -= displayWidth(shown);
    return shown === '' ? [] : [span(shown, style)];
  });
}

export function renderLines(lines: readonly Line[], surface: Surface): string {
  return lines.map((spans) => `${renderLine(spans, surface)}\n`).join('');
}

function paint(text: string, style: Style, { color }: Surface): string {
  const code = codes[style];
  return color && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
}
