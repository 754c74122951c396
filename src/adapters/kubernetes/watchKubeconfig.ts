import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { kubeconfigFiles, type KubeconfigSource } from './loadKubeconfig.ts';

/** How often the files are looked at, and how long they have to be at rest before they are read. */
export interface KubeconfigPace {
  readonly everyMs: number;
  readonly restMs: number;
}

const usualPace: KubeconfigPace = { everyMs: 1_000, restMs: 300 };

/**
 * Tells whenever a file that the kubeconfig is made of was written, came or went, once for what
 * belongs together. By `stat`: the files are replaced, linked, and on mounts that tell of nothing.
 */
export function watchKubeconfig(
  source: KubeconfigSource,
  onChange: () => void,
  { everyMs, restMs }: KubeconfigPace = usualPace,
): { dispose(): void } {
  const files = kubeconfigFiles(source);
  let timer: NodeJS.Timeout | undefined;
  const hear = (now: Stats, before: Stats): void => {
    if (isSame(now, before)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, restMs).unref();
  };
  for (const file of files) watchFile(file, { interval: everyMs, persistent: false }, hear);
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const file of files) unwatchFile(file, hear);
    },
  };
}

/** Reading it changes the time of access alone. */
function isSame(now: Stats, before: Stats): boolean {
  return now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino;
}
