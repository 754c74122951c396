import { createInterface } from 'node:readline/promises';
import process from 'node:process';

/** Asks on the terminal; Ctrl+C and the end of the input count as no answer. */
export async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    return await Promise.race([reader.question(question, { signal }), closed]);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return '';
    throw error;
  } finally {
    reader.close();
  }
}

/**
 * Aborts on the first Ctrl+C or SIGTERM, so that what has begun can be finished; the second one
 * ends the process.
 */
export function stopOnSignals(target: NodeJS.Process, say: (message: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) target.exit(signal === 'SIGINT' ? 130 : 143);
    controller.abort();
    if (signal === 'SIGINT') say('Stopping…');
  };
  target.on('SIGINT', stop);
  target.on('SIGTERM', stop);
  return controller.signal;
}
