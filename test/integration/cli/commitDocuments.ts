import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import type { CliRun } from './builtCli.ts';
import type { SyncDocument } from './documents.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'schemas');

interface CommitPart {
  readonly outcome: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly subject?: string;
  readonly files?: readonly string[];
}

export interface CaptureDocument {
  readonly capture: CommitPart & {
    readonly message: string;
    readonly pushed?: { readonly remote: string; readonly branch: string };
  };
  readonly objects: readonly {
    readonly ref: { readonly kind: string; readonly name: string };
    readonly fields: readonly string[];
    readonly removed?: true;
  }[];
  readonly refusals: readonly { readonly path?: string; readonly message: string }[];
}

export interface RollbackDocument {
  readonly rollback: CommitPart;
  readonly objects: readonly string[];
  readonly sync?: Omit<SyncDocument, 'target'>;
  readonly problems: readonly { readonly message: string }[];
}

/** The only target of `capture --json`, held to the shipped schema. */
export function captureOf(run: CliRun): CaptureDocument {
  return valid('capture', run) as CaptureDocument;
}

/** The only target of `rollback --json`, held to the shipped schema. */
export function rollbackOf(run: CliRun): RollbackDocument {
  return valid('rollback', run) as RollbackDocument;
}

function valid(name: 'capture' | 'rollback', run: CliRun): unknown {
  if (run.out === '') throw new Error(`No JSON was printed (exit ${run.code}): ${run.err}`);
  const value = JSON.parse(run.out) as { readonly targets: readonly unknown[] };
  const ajv = new Ajv({ allErrors: true });
  const text = readFileSync(path.join(folder, `${name}.schema.json`), 'utf8');
  const validate = ajv.compile(JSON.parse(text) as object);
  if (!validate(value)) {
    throw new Error(`Not by the schema: ${ajv.errorsText(validate.errors)}\n${run.out}`);
  }
  const [only] = value.targets;
  if (only === undefined || value.targets.length > 1) throw new Error('One target was expected.');
  return only;
}
