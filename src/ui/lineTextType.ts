import * as vscode from 'vscode';
import type { ColorId } from '../contributions.ts';

const color: ColorId = 'driftline.liveText';

/** Dim text behind a line's end, wherever that is after typing. */
export function lineTextType(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    // Of a whole line, the text stands behind the line, not behind what the range holds.
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor(color), margin: '0 0 0 3ch' },
  });
}
