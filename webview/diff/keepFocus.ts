import { focusRow } from './keyboard.ts';

/** Redraws; whoever had the focus keeps it, or what came into its place gets it. */
export function keepFocus(main: HTMLElement, last: HTMLElement, draw: () => void): void {
  const active = document.activeElement;
  const had = active instanceof HTMLElement && active !== document.body ? active : undefined;
  const rows = () => [...main.querySelectorAll<HTMLElement>('li.row')];
  const row = had?.closest<HTMLElement>('li.row');
  const at = row ? rows().indexOf(row) : -1;
  draw();
  if (had === undefined || document.activeElement === had) return;
  if (had.isConnected && had.closest('[hidden]') === null) return had.focus();
  const now = rows();
  const next = now[Math.min(at, now.length - 1)];
  if (at >= 0 && next !== undefined) focusRow(next);
  else last.focus();
}
