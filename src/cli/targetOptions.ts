import type { TargetSettings } from '../core/model/settings.ts';
import type { Target } from '../core/model/target.ts';
import type { LookOptions } from './commandLine.ts';

/**
 * What the command line leaves open is for the repository's own target to say. Its context counts
 * as named: somebody wrote it down for this very repository.
 */
export function withTargetFile(
  options: LookOptions,
  file: TargetSettings | undefined,
): LookOptions {
  const { path, context, namespace, revision, serverChecks } = file ?? {};
  return {
    ...(path === undefined ? {} : { path }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(revision === undefined ? {} : { revision }),
    ...(serverChecks === undefined ? {} : { serverChecks }),
    ...options,
  };
}

/** The target of a look; `path` is from the repository's root. */
export function targetOf(
  options: LookOptions,
  place: { readonly path: string; readonly namespace: string; readonly name?: string },
): Target {
  const { revision = 'auto', serverChecks } = options;
  return {
    name: place.name ?? 'default',
    path: place.path,
    namespace: options.namespace ?? place.namespace,
    revision,
    ...(serverChecks === undefined ? {} : { serverChecks }),
  };
}
