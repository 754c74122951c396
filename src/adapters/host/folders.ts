import path from 'node:path';

/** Where Driftline keeps what outlives a run; the same for the command line and the editor. */
export interface Folders {
  /** What was learned from servers and repositories: losing it costs time alone. */
  readonly cache: string;
  /** Consents, bindings, logs. */
  readonly state: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** By `DRIFTLINE_*_DIR`, else the XDG base directories, else their defaults in the home folder. */
export function foldersOf(env: Variables, homedir: string): Folders {
  const cacheHome = absolute(env['XDG_CACHE_HOME']) ?? path.join(homedir, '.cache');
  const stateHome = absolute(env['XDG_STATE_HOME']) ?? path.join(homedir, '.local', 'state');
  return {
    cache: given(env['DRIFTLINE_CACHE_DIR']) ?? path.join(cacheHome, 'driftline'),
    state: given(env['DRIFTLINE_STATE_DIR']) ?? path.join(stateHome, 'driftline'),
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : path.resolve(value);
}

/** The specification has relative paths ignored. */
function absolute(value: string | undefined): string | undefined {
  return value !== undefined && path.isAbsolute(value) ? value : undefined;
}
