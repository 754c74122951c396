/** Set by the bundler; absent where the sources run as they are. */
declare const DRIFTLINE_VERSION: string | undefined;

/** `driftline/VERSION`: on every request, so that audit logs tell who asked. */
export const userAgent = `driftline/${
  typeof DRIFTLINE_VERSION === 'undefined' ? '0.0.0-source' : DRIFTLINE_VERSION
}`;
