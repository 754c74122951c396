import type { CommandParts, OpenTarget } from './command.ts';

/** Work that takes longer than this is said to go on. */
const patienceMs = 800;

/** One complete look, with a sign of life on a terminal. */
export async function lookOnce(parts: CommandParts, { engine }: OpenTarget): Promise<void> {
  const started = parts.now().getTime();
  const timer = setInterval(() => {
    const seconds = Math.round((parts.now().getTime() - started) / 1000);
    parts.console.progress(`Looking at the repository and the cluster… ${seconds} s`);
  }, patienceMs);
  try {
    await engine.look();
  } finally {
    clearInterval(timer);
    parts.console.endProgress();
  }
}
