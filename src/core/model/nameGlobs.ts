import picomatch from 'picomatch';

/**
 * Whether a name matches one of the globs. `*` stands for any text, `/` and a leading dot too:
 * names of contexts hold both (`arn:aws:eks:eu-west-1:1:cluster/prod`). An empty glob matches nothing.
 */
export function matchesAny(globs: readonly string[], name: string): boolean {
  return globs.some((glob) => matchesGlob(glob, name));
}

export function matchesGlob(glob: string, name: string): boolean {
  if (glob === '') return false;
  return glob === name || picomatch(glob, { bash: true, dot: true, nonegate: true })(name);
}
