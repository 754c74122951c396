import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { ServerChecks } from '../core/model/target.ts';
import { parseDuration } from './parseDuration.ts';

/** Which repository and cluster a command looks at; absent means the default. */
export interface LookOptions {
  readonly repo?: string;
  readonly path?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly revision?: string;
  readonly serverChecks?: ServerChecks;
  readonly json: boolean;
}

export interface SyncOptions extends LookOptions {
  /** As given: `KIND[.GROUP]/[NAMESPACE/]NAME`; none means all. */
  readonly objects: readonly string[];
  readonly force: boolean;
  /** Managers whose fields are taken over, by their raw names. */
  readonly takeOver?: readonly string[];
  /** Deletes and makes anew what cannot be changed. */
  readonly recreate?: boolean;
  /** Milliseconds that health is followed for; absent: it is not waited for. */
  readonly wait?: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export interface LogOptions extends LookOptions {
  /** None means all. */
  readonly objects: readonly string[];
  /** As given: so long ago, or a date. */
  readonly since?: string;
  /** Commits and live writes too. */
  readonly timeline: boolean;
}

export interface WatchOptions extends LookOptions {
  /** Undoes drift by itself, with a consent that is asked once. */
  readonly heal: boolean;
  /** Gives that consent. */
  readonly yes: boolean;
}

export interface PauseOptions extends LookOptions {
  /** Milliseconds. */
  readonly duration: number;
}

export interface CaptureOptions extends LookOptions {
  /** At least one. */
  readonly objects: readonly string[];
  /** Paths of findings; a prefix takes all below it. None: all that may be captured. */
  readonly fields: readonly string[];
  readonly message?: string;
  /** A new branch; absent: the current one. */
  readonly branch?: string;
  /** Agrees to write into Git what looks like a secret. */
  readonly includeSecrets: boolean;
  readonly push: boolean;
  readonly yes: boolean;
}

export interface RollbackOptions extends LookOptions {
  readonly commit: string;
  /** All commits after that one, which stays. */
  readonly since: boolean;
  /** Apply to the cluster what the revert declares. */
  readonly apply: boolean;
  readonly branch?: string;
  readonly yes: boolean;
}

export type CommandLine =
  | { readonly command: 'help'; readonly topic?: CommandName }
  | { readonly command: 'version' }
  | ({ readonly command: 'status' | 'diff' } & LookOptions)
  | ({ readonly command: 'watch' } & WatchOptions)
  | ({ readonly command: 'pause' } & PauseOptions)
  | ({ readonly command: 'resume' } & LookOptions)
  | ({ readonly command: 'withdraw' } & LookOptions)
  | ({ readonly command: 'sync' } & SyncOptions)
  | ({ readonly command: 'capture' } & CaptureOptions)
  | ({ readonly command: 'rollback' } & RollbackOptions)
  | ({ readonly command: 'log' } & LogOptions);

export const commandNames = [
  'status',
  'diff',
  'sync',
  'watch',
  'pause',
  'resume',
  'withdraw',
  'capture',
  'rollback',
  'log',
] as const;
export type CommandName = (typeof commandNames)[number];

/** The command line is not understood; its message says what is wrong and what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

const common = {
  repo: { type: 'string' },
  path: { type: 'string' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  revision: { type: 'string' },
  'server-checks': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const forSync = {
  object: { type: 'string', multiple: true },
  force: { type: 'boolean' },
  'take-over': { type: 'string', multiple: true },
  recreate: { type: 'boolean' },
  wait: { type: 'boolean' },
  timeout: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const;

const forWatch = {
  heal: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const;

const forPause = { for: { type: 'string' } } as const;

const forCapture = {
  object: { type: 'string', multiple: true },
  field: { type: 'string', multiple: true },
  message: { type: 'string', short: 'm' },
  branch: { type: 'string' },
  'include-secrets': { type: 'boolean' },
  push: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const;

const forRollback = {
  since: { type: 'boolean' },
  apply: { type: 'boolean' },
  branch: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
} as const;

const forLog = {
  object: { type: 'string', multiple: true },
  since: { type: 'string' },
  timeline: { type: 'boolean' },
} as const;

/** What each command takes beside the common options. */
const own: Readonly<Record<CommandName, Readonly<Record<string, unknown>>>> = {
  status: {},
  diff: {},
  sync: forSync,
  watch: forWatch,
  pause: forPause,
  resume: {},
  withdraw: {},
  capture: forCapture,
  rollback: forRollback,
  log: forLog,
};

const all = {
  ...common,
  ...forSync,
  ...forWatch,
  ...forPause,
  ...forCapture,
  ...forRollback,
} as const;
type Options = ReturnType<typeof parseAll>['values'];

/** Reads the arguments behind the program's name; throws `UsageError`. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  // Its --since takes a value, rollback's does not: it is read by itself.
  if (commandOf(args) === 'log') return logLine(args);
  const { values, positionals } = parseAll(args);
  const [word, extra] = positionals;
  const command = commandNames.find((name) => name === word);
  if (values.version === true) return { command: 'version' };
  if (values.help === true || word === 'help' || args.length === 0) {
    return help(word === 'help' ? extra : word);
  }
  if (command === undefined || command === 'log') throw unknownCommand(word);
  if (command === 'rollback') return rollbackLine(extra, values);
  if (extra !== undefined) {
    throw new UsageError(
      `${command} takes no argument, but got ${quote(extra)}.${seeHelp(command)}`,
    );
  }
  if (command === 'capture') return captureLine(values);
  if (command === 'watch') return watchLine(values);
  if (command === 'pause') return pauseLine(values);
  if (command === 'sync') return syncLine(values);
  return { command, ...lookOptions(values, command) };
}

function syncLine(values: Options): CommandLine {
  const takeOver = values['take-over'];
  if (values.timeout !== undefined && values.wait !== true) {
    throw new UsageError(`--timeout is for --wait: add that.${seeHelp('sync')}`);
  }
  return {
    command: 'sync',
    ...lookOptions(values, 'sync'),
    objects: values.object ?? [],
    force: values.force === true,
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(values.recreate === true ? { recreate: true } : {}),
    ...(values.wait === true ? { wait: timeout(values.timeout ?? '5m') } : {}),
    dryRun: values['dry-run'] === true,
    yes: values.yes === true,
  };
}

function watchLine(values: Options): CommandLine {
  const heal = values.heal === true;
  if (values.yes === true && !heal) {
    throw new UsageError(`--yes is for --heal: add that.${seeHelp('watch')}`);
  }
  return { command: 'watch', ...lookOptions(values, 'watch'), heal, yes: values.yes === true };
}

/** A pause without an end is none. */
function pauseLine(values: Options): CommandLine {
  const text = values.for ?? '30m';
  const duration = parseDuration(text) ?? 0;
  if (duration <= 0) {
    throw new UsageError(`--for is 90s, 30m, 2h or 1d, not ${quote(text)}.${seeHelp('pause')}`);
  }
  return { command: 'pause', ...lookOptions(values, 'pause'), duration };
}

function timeout(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new UsageError(`--timeout is 90s, 5m or 1h, not ${quote(text)}.${seeHelp('sync')}`);
}

function logLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseWith(args, { ...common, ...forLog });
  const [, extra] = positionals;
  if (values.version === true) return { command: 'version' };
  if (values.help === true) return { command: 'help', topic: 'log' };
  if (extra !== undefined) {
    throw new UsageError(`log takes no argument, but got ${quote(extra)}.${seeHelp('log')}`);
  }
  const { object, since, timeline, ...look } = values;
  return {
    command: 'log',
    ...lookOptions(look, 'log'),
    objects: object ?? [],
    ...given('since', since),
    timeline: timeline === true,
  };
}

function captureLine(values: Options): CommandLine {
  const objects = values.object ?? [];
  if (objects.length === 0) {
    const what = 'capture needs to know of which object: name it by --object KIND/NAME.';
    throw new UsageError(`${what}${seeHelp('capture')}`);
  }
  return {
    command: 'capture',
    ...lookOptions(values, 'capture'),
    objects,
    fields: values.field ?? [],
    ...given('message', values.message),
    ...given('branch', values.branch),
    includeSecrets: values['include-secrets'] === true,
    push: values.push === true,
    yes: values.yes === true,
  };
}

function rollbackLine(commit: string | undefined, values: Options): CommandLine {
  if (commit === undefined || commit === '') {
    const what = 'rollback needs the commit to take back.';
    throw new UsageError(`${what}${seeHelp('rollback')}`);
  }
  return {
    command: 'rollback',
    ...lookOptions(values, 'rollback'),
    commit,
    since: values.since === true,
    apply: values.apply === true,
    ...given('branch', values.branch),
    yes: values.yes === true,
  };
}

/** The first word that is no option's value. */
function commandOf(args: readonly string[]): string | undefined {
  const { positionals } = parseArgs({
    args: [...args],
    options: all,
    allowPositionals: true,
    strict: false,
  });
  return positionals[0];
}

function parseAll(args: readonly string[]) {
  return parseWith(args, all);
}

function parseWith<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    const [first = message] = message.split(/\. (?=To specify)|\n/);
    throw new UsageError(`${first.replace(/\.?$/, '.')}${seeHelp()}`);
  }
}

function help(word: string | undefined): CommandLine {
  const topic = commandNames.find((name) => name === word);
  if (word !== undefined && topic === undefined) throw unknownCommand(word);
  return topic === undefined ? { command: 'help' } : { command: 'help', topic };
}

function lookOptions(values: Options, command: CommandName): LookOptions {
  for (const name of Object.keys(values)) {
    if (name in common || name in own[command]) continue;
    const takers = commandNames.filter((other) => name in own[other]).join(' and ');
    throw new UsageError(
      `${command} has no option --${name}; only ${takers} has.${seeHelp(command)}`,
    );
  }
  const checks = values['server-checks'];
  return {
    json: values.json === true,
    ...given('repo', values.repo),
    ...given('path', values.path),
    ...given('kubeconfig', values.kubeconfig),
    ...given('context', values.context),
    ...given('namespace', values.namespace),
    ...given('revision', values.revision),
    ...(checks === undefined ? {} : { serverChecks: serverChecks(checks) }),
  };
}

function given<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  if (value === undefined) return {};
  if (value === '') throw new UsageError(`--${key} is empty: give it a value, or leave it out.`);
  return { [key]: value } as { readonly [P in K]: string };
}

function serverChecks(value: string): ServerChecks {
  if (value === 'full' || value === 'confirm' || value === 'off') return value;
  throw new UsageError(`--server-checks is full, confirm or off, not ${quote(value)}.`);
}

function unknownCommand(word: string | undefined): UsageError {
  const what = word === undefined ? 'A command is missing' : `There is no command ${quote(word)}`;
  return new UsageError(`${what}: use ${commandNames.join(', ')}.${seeHelp()}`);
}

function seeHelp(command?: CommandName): string {
  return ` See driftline ${command === undefined ? '' : `${command} `}--help.`;
}

function quote(word: string): string {
  return JSON.stringify(word);
}
