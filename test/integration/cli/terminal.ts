import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuiltCli, CliOptions, CliRun } from './builtCli.ts';

/** Why no pseudo-terminal can be had here; `undefined` where one can. */
export function whyNoTerminal(): string | undefined {
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (status === 0 && stdout.includes('util-linux')) return undefined;
  return 'script of util-linux is not there';
}

/** Milliseconds that a prompt is waited for. */
const patience = 30_000;

/**
 * The command line on a pseudo-terminal, as a person sees and answers it: `script` of util-linux
 * makes one, since Node has none.
 */
export class Terminal {
  /** All that was shown so far, without colours. */
  shown = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  #read = 0;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.shown += plain(text)));
    this.#ended = new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  }

  static run(cli: BuiltCli, args: readonly string[], options: CliOptions = {}): Terminal {
    const { command, cwd, env } = cli.commandOf(args, options);
    // Without `exec`, a shell that stays (dash) would answer Ctrl+C with an exit code of its own.
    const line = `exec ${command.map(quoted).join(' ')}`;
    const script = ['--quiet', '--flush', '--return', '--command', line, '/dev/null'];
    return new Terminal(spawn('script', script, { cwd, env }));
  }

  /** Waits until that is shown, after what was waited for before. */
  async sees(text: string): Promise<void> {
    const end = Date.now() + patience;
    while (!this.shown.slice(this.#read).includes(text)) {
      if (Date.now() > end) throw new Error(`"${text}" did not appear:\n${this.shown}`);
      await sleep(20);
    }
    this.#read = this.shown.indexOf(text, this.#read) + text.length;
  }

  /** Types a line, or a key such as Ctrl+C. */
  types(text: string): void {
    this.#child.stdin.write(text);
  }

  async ends(): Promise<CliRun> {
    const late = sleep(patience, undefined, { ref: false }).then(() => {
      throw new Error(`It did not end:\n${this.shown}`);
    });
    const code = await Promise.race([this.#ended, late]);
    return { code, out: this.shown, err: '' };
  }

  /** For what goes on until it is stopped. */
  async kill(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}

export const enter = '\r';
export const ctrlC = '\u0003';

function plain(text: string): string {
  return text.replaceAll(ansi, '').replaceAll('\r\n', '\n');
}

/** Colours, and what an editor of one line moves about with. */
const ansi = new RegExp(`${'\u001b'}\\[[0-9;?]*[A-Za-z]`, 'g');

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
