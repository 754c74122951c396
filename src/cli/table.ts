import { displayWidth } from './displayWidth.ts';
import { span, type Line, type Span, type Surface } from './spans.ts';
import { visibleText } from './visibleText.ts';

const gap = 2;
/** No column is made narrower than this. */
const least = 8;

/**
 * Rows as lines with aligned columns. Where they are wider than the surface the widest columns
 * give way, and what does not fit ends with an ellipsis.
 */
export function tableLines(rows: readonly (readonly Span[])[], surface: Surface): readonly Line[] {
  const widths = columnWidths(rows);
  const room = surface.columns;
  if (room !== undefined) shrink(widths, room - gap * (widths.length - 1));
  return rows.map((cells) =>
    cells.flatMap((cell, index) => {
      const last = index === cells.length - 1;
      return padded(cell, widths[index] ?? 0, last ? 0 : gap);
    }),
  );
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

function shrink(widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= least) return;
    widths[widest] = width - 1;
    over -= 1;
  }
}

function padded({ text, style }: Span, width: number, after: number): readonly Span[] {
  const clean = visibleText(text);
  const shown = displayWidth(clean) > width ? cut(clean, width) : clean;
  const space = after === 0 ? 0 : width - displayWidth(shown) + after;
  return space === 0 ? [span(shown, style)] : [span(shown, style), span(' '.repeat(space))];
}

/** Ends of names tell objects apart: the middle goes. */
function cut(text: string, width: number): string {
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
