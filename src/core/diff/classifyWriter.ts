import type { Writer, WriterClass } from '../model/finding.ts';
import type { ManagedFieldsEntry } from '../model/kubeObject.ts';
import { writerTable, type WriterRow } from './writerTable.ts';

/** Classifies manager names: a user's own rows, then the shipped table. */
export class WriterClassifier {
  readonly #rows: readonly CompiledRow[];
  readonly #cache = new Map<string, WriterClass>();

  constructor(own: readonly WriterRow[] = []) {
    const compiled = [
      ...own.map((row) => compile(row, 1_000_000)),
      ...writerTable.map((row) => compile(row, 0)),
    ];
    this.#rows = compiled.sort((a, b) => b.rank - a.rank);
  }

  classify(entry: ManagedFieldsEntry): WriterClass {
    const id = `${entry.manager ?? ''}\0${entry.operation ?? ''}\0${entry.subresource ?? ''}`;
    let found = this.#cache.get(id);
    if (found === undefined) {
      found = this.#rows.find((row) => row.matches(entry))?.class ?? 'unknown';
      this.#cache.set(id, found);
    }
    return found;
  }

  /** The entry as people see a writer. */
  writer(entry: ManagedFieldsEntry): Writer {
    return {
      manager: entry.manager ?? '',
      class: this.classify(entry),
      operation: entry.operation ?? 'Update',
      ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
      ...(entry.time === undefined ? {} : { time: entry.time }),
    };
  }
}

interface CompiledRow {
  readonly class: WriterClass;
  readonly rank: number;
  matches(entry: ManagedFieldsEntry): boolean;
}

function compile(row: WriterRow, bonus: number): CompiledRow {
  const exact = !row.name.includes('*');
  const pattern = new RegExp(
    `^${row.name
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  const extra = (row.operation === undefined ? 0 : 1) + (row.subresource === undefined ? 0 : 1);
  return {
    class: row.class,
    rank: bonus + (exact ? 10_000 : 0) + row.name.length * 10 + extra,
    matches: (entry) =>
      pattern.test(entry.manager ?? '') &&
      (row.operation === undefined || row.operation === entry.operation) &&
      (row.subresource === undefined || row.subresource === (entry.subresource ?? '')),
  };
}

/** The creator's entry holds the defaults of that moment too (drift.md 3). */
export function isCreator(entry: ManagedFieldsEntry): boolean {
  return (
    entry.operation === 'Update' &&
    (entry.subresource ?? '') === '' &&
    creators.has(entry.manager ?? '')
  );
}

const creators: ReadonlySet<string> = new Set([
  'kubectl-create',
  'kubectl-client-side-apply',
  'helm',
  'before-first-apply',
]);
