import type { WriteStream } from 'node:tty';
import { cutLine, renderLine, renderLines, type Line, type Surface } from './spans.ts';
import { visibleJson, visibleText } from '../core/model/visibleText.ts';
import type { JsonObject } from '../core/model/json.ts';

type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** Two streams and what can be printed there. Everything that a command says goes through here. */
export class Console {
  readonly #out: Output;
  readonly #err: Output;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #transient = false;

  constructor(streams: {
    readonly out: Output;
    readonly err: Output;
    readonly env: Readonly<Record<string, string | undefined>>;
  }) {
    this.#out = streams.out;
    this.#err = streams.err;
    this.#env = streams.env;
  }

  /** Where results go. */
  get surface(): Surface {
    return this.#surfaceOf(this.#out);
  }

  get errorSurface(): Surface {
    return this.#surfaceOf(this.#err);
  }

  /** A person looks at the messages and can answer. */
  get isInteractive(): boolean {
    return this.#err.isTTY === true;
  }

  /** Resolves when the text has left: the process may end then. */
  print(lines: readonly Line[]): Promise<void> {
    return this.#write(this.#out, renderLines(lines, this.surface));
  }

  /** One document, or one line of many. */
  printJson(value: JsonObject, layout: 'document' | 'line' = 'document'): Promise<void> {
    const text = layout === 'line' ? JSON.stringify(value) : JSON.stringify(value, undefined, 2);
    return this.#write(this.#out, `${visibleJson(text)}\n`);
  }

  /** Plain text of our own, such as the help. */
  printText(text: string): Promise<void> {
    return this.#write(this.#out, text);
  }

  /** A sentence beside the results; lines in it stay lines. */
  say(message: string): Promise<void> {
    this.#clear();
    return this.#write(this.#err, `${message.split('\n').map(visibleText).join('\n')}\n`);
  }

  sayLines(lines: readonly Line[]): Promise<void> {
    this.#clear();
    return this.#write(this.#err, renderLines(lines, this.errorSurface));
  }

  /** Shown on a terminal until something else is said; nothing elsewhere. */
  progress(text: string): void {
    if (!this.isInteractive) return;
    this.#clear();
    this.#err.write(
      renderLine(cutLine([{ text, style: 'dim' }], this.errorSurface), this.errorSurface),
    );
    this.#transient = true;
  }

  endProgress(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#transient) this.#err.write('\r\u001b[2K');
    this.#transient = false;
  }

  async #write(stream: Output, text: string): Promise<void> {
    if (stream === this.#out) this.#clear();
    await new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => (error instanceof Error ? reject(error) : resolve()));
    });
  }

  #surfaceOf(stream: Output): Surface {
    if (stream.isTTY !== true) return { color: false };
    const { columns } = stream;
    const noColor = (this.#env['NO_COLOR'] ?? '') !== '' || this.#env['TERM'] === 'dumb';
    return { color: !noColor, ...(columns === undefined ? {} : { columns }) };
  }
}
