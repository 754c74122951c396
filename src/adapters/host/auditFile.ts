import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AuditEntry } from '../../core/model/audit.ts';
import type { AuditLog, AuditQuery } from '../../engine/auditLog.ts';
import type { Log } from '../../engine/environment.ts';

/** Bytes at which a new file is begun; this one and the last four are kept. */
const largest = 5_000_000;
const kept = 4;

/**
 * JSON lines in `audit.jsonl` of the state folder, readable by its owner only. Each entry is one
 * append, so that several processes may log at once.
 */
export class AuditFile implements AuditLog {
  readonly #file: string;
  readonly #log: Log;

  constructor(stateDir: string, log: Log) {
    this.#file = path.join(stateDir, 'audit.jsonl');
    this.#log = log;
  }

  async append(entry: AuditEntry): Promise<void> {
    try {
      await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      await this.#rotate();
      await appendFile(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      this.#log.warn(`Cannot write the audit log ${this.#file}: ${String(error)}`);
    }
  }

  async read({ repository, since }: AuditQuery): Promise<readonly AuditEntry[]> {
    const names = [...Array.from({ length: kept }, (_, at) => this.#old(kept - at)), this.#file];
    const texts = await Promise.all(names.map(readText));
    return texts
      .flatMap((text) => text.split('\n'))
      .flatMap(parseEntry)
      .filter((entry) => repository === undefined || entry.repository === repository)
      .filter((entry) => since === undefined || Date.parse(entry.time) >= Date.parse(since));
  }

  /** Two processes may rotate at once: the second finds the file gone, or small. */
  async #rotate(): Promise<void> {
    const size = await sizeOf(this.#file);
    if (size < largest) return;
    for (let at = kept; at > 1; at -= 1) await move(this.#old(at - 1), this.#old(at));
    await move(this.#file, this.#old(1));
  }

  #old(at: number): string {
    return `${this.#file}.${at}`;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** A line that was cut off by a crash, or by another program, is no entry. */
function parseEntry(line: string): readonly AuditEntry[] {
  if (line.trim() === '') return [];
  try {
    const entry = JSON.parse(line) as Partial<AuditEntry>;
    const whole = typeof entry.time === 'string' && typeof entry.act === 'string';
    return whole && Array.isArray(entry.objects) ? [entry as AuditEntry] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
