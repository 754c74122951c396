import type { Target } from '../core/model/target.ts';
import type { TargetPart } from '../engine/desiredState.ts';
import type { LookOptions } from './commandLine.ts';

const parts = ['path', 'namespace', 'revision', 'serverChecks'] as const;

/** What was asked for by option, and wins over the repository's `.driftline.yaml`. */
export function askedParts(options: LookOptions): ReadonlySet<TargetPart> {
  return new Set(parts.filter((part) => options[part] !== undefined));
}

/** The target of a look before the repository is asked; `path` is from the repository's root. */
export function targetOf(
  options: LookOptions,
  place: { readonly path: string; readonly namespace: string },
): Target {
  const { revision = 'auto', serverChecks } = options;
  return {
    name: 'default',
    path: place.path,
    namespace: options.namespace ?? place.namespace,
    revision,
    ...(serverChecks === undefined ? {} : { serverChecks }),
  };
}
