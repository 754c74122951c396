import type { GitProcess } from './gitProcess.ts';

/** What Git's configuration says of commits, as the person's own worktree has it. */
export interface CommitSettings {
  /** `commit.cleanup`; empty where nobody chose one. */
  readonly cleanup: string;
  /** `commit.gpgSign`. */
  readonly signs: boolean;
  /** Hooks that newer Git takes from `hook.<name>.event`. */
  readonly hooks: ReadonlySet<string>;
}

const wanted = String.raw`^(commit\.(cleanup|gpgsign)|hook\..*\.event)$`;

/** Read with one process. */
export async function readCommitSettings(writer: GitProcess): Promise<CommitSettings> {
  const outcome = await writer.run(['config', '-z', '--get-regexp', wanted]);
  const hooks = new Set<string>();
  const settings = { cleanup: '', signs: false, hooks };
  for (const entry of outcome.stdout.toString('utf8').split('\0')) {
    const [name, value] = parseEntry(entry);
    if (name === 'commit.cleanup') settings.cleanup = value ?? '';
    else if (name === 'commit.gpgsign') settings.signs = isTrue(value);
    else if (value !== undefined) hooks.add(value);
  }
  return settings;
}

/** `<name> LF <value>`; a name alone has no value. */
function parseEntry(entry: string): readonly [name: string, value: string | undefined] {
  const end = entry.indexOf('\n');
  return end < 0 ? [entry, undefined] : [entry.slice(0, end), entry.slice(end + 1)];
}

/** As Git reads booleans: a name without a value is true, and so is a number but 0. */
function isTrue(value: string | undefined): boolean {
  if (value === undefined) return true;
  if (/^(?:true|yes|on)$/i.test(value)) return true;
  return /^[+-]?\d+[kmg]?$/i.test(value) && Number.parseInt(value, 10) !== 0;
}
