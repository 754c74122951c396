const radio = '[role="radio"]';

/** What keys do beyond the rows. */
export interface KeyActs {
  /** Goes to the button of the step that comes next. */
  nextStep(): void;
  /** Says what the keys do, or no more. */
  help(): void;
  /** Takes a press back that waits; says whether one did. */
  takeBack(): boolean;
}

/** Moves and chooses by single keys, as in a list of mails; never while somebody writes. */
export function listenToKeys(root: HTMLElement, acts: KeyActs): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
    if (press(event, root, acts)) event.preventDefault();
  });
}

function isWriting(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox')
  );
}

/** Whether the key meant something. */
function press(event: KeyboardEvent, root: HTMLElement, acts: KeyActs): boolean {
  const row = document.activeElement?.closest<HTMLElement>('li.row') ?? undefined;
  switch (event.key) {
    case 'j':
      return move(root, row, 1);
    case 'k':
      return move(root, row, -1);
    case 'g':
      return choose(row, '.pick.git');
    case 'l':
      return choose(row, '.pick.live');
    case ' ':
      return document.activeElement?.matches(radio) === true && chooseNext(row);
    case 'Enter':
      if (document.activeElement?.matches(`${radio}, body`) !== true) return false;
      acts.nextStep();
      return true;
    case '?':
      acts.help();
      return true;
    case 'Escape':
      return acts.takeBack();
  }
  return false;
}

function move(root: HTMLElement, from: HTMLElement | undefined, by: 1 | -1): boolean {
  const rows = [...root.querySelectorAll<HTMLElement>('li.row')];
  const at = from === undefined ? -1 : rows.indexOf(from);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (next === undefined) return true;
  focusRow(next);
  return true;
}

/** The stop of Tab in its choice. */
export function focusRow(row: HTMLElement): void {
  row.querySelector<HTMLElement>(`${radio}[tabindex="0"]`)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

function choose(row: HTMLElement | undefined, selector: string): boolean {
  row?.querySelector<HTMLElement>(selector)?.click();
  return row !== undefined;
}

function chooseNext(row: HTMLElement | undefined): boolean {
  if (row === undefined) return false;
  const all = [...row.querySelectorAll<HTMLElement>(radio)];
  const at = all.findIndex((one) => one.getAttribute('aria-checked') === 'true');
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  order.find((one) => one.getAttribute('aria-disabled') !== 'true')?.click();
  return true;
}
