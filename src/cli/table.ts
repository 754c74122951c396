import { displayWidth, fitText } from './displayWidth.ts';
import { cutLine, span, type Line, type Span, type Surface } from './spans.ts';
import { visibleText } from '../core/model/visibleText.ts';

const gap = 2;
/** No column is made narrower than this. */
const least = 8;

/**
 * Rows as lines with aligned columns. Where they are wider than the surface the widest columns
 * give way, the first `firm` ones last, and an ellipsis stands for what is left out.
 */
export function tableLines(
  rows: readonly (readonly Span[])[],
  surface: Surface,
  { firm = 0 }: { readonly firm?: number } = {},
): readonly Line[] {
  const widths = columnWidths(rows);
  const { columns } = surface;
  if (columns !== undefined) {
    const room = columns - gap * (widths.length - 1);
    shrink(widths, room, firm);
    shrink(widths, room, 0);
  }
  return rows.map((cells) => cutLine(rowLine(cells, widths), surface));
}

function rowLine(cells: readonly Span[], widths: readonly number[]): Line {
  return cells.flatMap((cell, index) => {
    const last = index === cells.length - 1;
    return padded(cell, widths[index] ?? 0, last ? 0 : gap);
  });
}

function columnWidths(rows: readonly (readonly Span[])[]): number[] {
  const widths: number[] = [];
  for (const cells of rows) {
    for (const [index, { text }] of cells.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(visibleText(text)));
    }
  }
  return widths;
}

function shrink(widths: number[], room: number, firm: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const soft = widths.slice(firm);
    const width = Math.max(0, ...soft);
    if (width <= least) return;
    widths[firm + soft.indexOf(width)] = width - 1;
    over -= 1;
  }
}

function padded({ text, style }: Span, width: number, after: number): readonly Span[] {
  const clean = visibleText(text);
  const shown = displayWidth(clean) > width ? cut(clean, width) : clean;
  const space = after === 0 ? 0 : width - displayWidth(shown) + after;
  return space === 0 ? [span(shown, style)] : [span(shown, style), span(' '.repeat(space))];
}

/** Ends of names and paths tell them apart: their middle goes. Words lose their end. */
function cut(text: string, width: number): string {
  if (text.trim().includes(' ')) return fitText(text, width);
  const characters = [...text];
  let head = '';
  let tail = '';
  for (let index = 0; index < characters.length; index += 1) {
    const fromHead = index % 2 === 0;
    const next = fromHead ? characters[index / 2] : characters.at(-(index + 1) / 2);
    if (displayWidth(head + tail + (next ?? '')) > width - 1) break;
    if (fromHead) head += next ?? '';
    else tail = `${next ?? ''}${tail}`;
  }
  return `${head}…${tail}`;
}
