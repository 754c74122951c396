import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { CliRun } from './builtCli.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'schemas');
const ajv = new Ajv({ allErrors: true });
const validators = new Map(
  (['status', 'sync', 'watch', 'log'] as const).map((name) => [name, compile(name)] as const),
);

export interface FindingDocument {
  readonly kind: string;
  readonly path: string;
  readonly git?: unknown;
  readonly live?: unknown;
  readonly masked?: true;
  readonly line?: number;
  readonly pending: boolean;
  readonly writer?: { readonly manager: string; readonly class: string };
}

export interface ObjectDocument {
  readonly ref: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly status: string;
  readonly reason?: string;
  readonly findings: readonly FindingDocument[];
  readonly behind?: { readonly commit: string; readonly commits: number };
  readonly health: string;
}

export interface StatusDocument {
  readonly target: Readonly<Record<string, string>>;
  readonly objects: readonly ObjectDocument[];
  readonly problems: readonly { readonly severity: string; readonly message: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

export interface StepDocument {
  readonly ref: { readonly kind: string; readonly name: string };
  readonly action: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly message?: string;
  readonly changes: readonly FindingDocument[];
  readonly restarts: number;
  readonly conflicts: readonly { readonly path: string; readonly manager: string }[];
  readonly status?: string;
}

export interface SyncDocument {
  readonly steps: readonly StepDocument[];
  readonly notes: readonly string[];
  readonly summary: Readonly<Record<string, number>>;
}

/** The only target of `status --json` or `diff --json`, held to the shipped schema. */
export function statusOf(run: CliRun): StatusDocument {
  return only(valid('status', run) as { targets: StatusDocument[] });
}

/** The only target of `sync --json`, held to the shipped schema. */
export function syncOf(run: CliRun): SyncDocument {
  return only(valid('sync', run) as { targets: SyncDocument[] });
}

/** One line of `watch --json`, held to the shipped schema. */
export function watchedOf(line: string): ObjectDocument & { readonly previous?: string } {
  return check('watch', line) as ObjectDocument & { readonly previous?: string };
}

export interface LogDocument {
  readonly events: readonly {
    readonly kind: 'act' | 'commit' | 'write';
    readonly time?: string;
    readonly act?: string;
    readonly who?: { readonly name: string; readonly email: string };
    readonly context?: string;
    readonly clusterUid?: string;
    readonly commit?: string;
    readonly subject?: string;
    readonly outcome?: string;
    readonly writer?: { readonly manager: string; readonly class: string };
    readonly ref?: { readonly kind: string; readonly name: string };
    readonly fields?: readonly string[];
    readonly objects?: readonly {
      readonly ref: { readonly kind: string; readonly name: string };
      readonly fields: readonly string[];
      readonly outcome: string;
    }[];
  }[];
  readonly problems: readonly { readonly severity: string; readonly message: string }[];
}

/** What `log --json` printed, held to the shipped schema. */
export function logOf(run: CliRun): LogDocument {
  return valid('log', run) as LogDocument;
}

/** What `watch --heal --json` tells of itself. */
export interface HealDocument {
  readonly event: string;
  readonly fields?: readonly string[];
  readonly message?: string;
  readonly manager?: string;
  readonly ignoreRule?: string;
}

/** A line of `watch --heal --json`, held to the shipped schema; `undefined` for a status line. */
export function healOf(line: string): HealDocument | undefined {
  const value = check('watch', line) as HealDocument | ObjectDocument;
  return 'event' in value ? value : undefined;
}

/** `spec.replicas` → the finding there. */
export function byPath(object: ObjectDocument | undefined): Record<string, FindingDocument> {
  return Object.fromEntries((object?.findings ?? []).map((finding) => [finding.path, finding]));
}

export function objectNamed(
  document: StatusDocument,
  kind: string,
  name: string,
): ObjectDocument | undefined {
  return document.objects.find(({ ref }) => ref.kind === kind && ref.name === name);
}

function valid(name: 'status' | 'sync' | 'log', run: CliRun): unknown {
  if (run.out === '') throw new Error(`No JSON was printed (exit ${run.code}): ${run.err}`);
  return check(name, run.out);
}

function check(name: 'status' | 'sync' | 'watch' | 'log', text: string): unknown {
  const value = JSON.parse(text) as unknown;
  const validate = validators.get(name);
  if (validate?.(value) !== true) {
    throw new Error(`Not by the schema: ${ajv.errorsText(validate?.errors)}\n${text}`);
  }
  return value;
}

function compile(name: string): ValidateFunction {
  const file = path.join(folder, `${name}.schema.json`);
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
}

function only<T>({ targets }: { readonly targets: readonly T[] }): T {
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error('One target was expected.');
  return target;
}
