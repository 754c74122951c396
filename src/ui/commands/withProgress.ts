import * as vscode from 'vscode';

/** Nothing is shown before that: a notification that flashes by is noise. */
const PATIENCE_MS = 600;

/** What the work may watch and tell while it is under way. */
export interface Working {
  readonly signal: AbortSignal;
  report(message: string): void;
}

/**
 * Runs what a person started, with a notification that can cancel it once it takes a while.
 * `undefined` when the person cancelled and the work gave up by that.
 */
export async function withProgress<T>(
  title: string,
  run: (working: Working) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  let message = '';
  let show = (said: string): void => void (message = said);
  const work = run({ signal: controller.signal, report: (said) => show(said) });
  const outcome = work.catch((error: unknown) => {
    if (controller.signal.aborted) return undefined;
    throw error;
  });
  if (await isDoneWithin(outcome, PATIENCE_MS)) return outcome;
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    show = (said) => progress.report({ message: said });
    show(message);
    return outcome;
  });
}

async function isDoneWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((end) => {
    timer = setTimeout(() => end(false), milliseconds);
  });
  // A failure is as much an end as a success: whoever awaits the work hears of it.
  const done = work.then(
    () => true,
    () => true,
  );
  const isDone = await Promise.race([done, patience]);
  clearTimeout(timer);
  return isDone;
}
