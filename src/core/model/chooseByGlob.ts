import { matchesGlob } from './nameGlobs.ts';

/** The value of the most telling glob that matches: the name itself, else the one with most letters. */
export function chooseByGlob<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  const globs = Object.keys(values).filter((glob) => matchesGlob(glob, name));
  const letters = (glob: string): number =>
    glob === name ? Number.POSITIVE_INFINITY : glob.replace(/[*?]/g, '').length;
  const [best] = globs.sort((a, b) => letters(b) - letters(a));
  return best === undefined ? undefined : values[best];
}
