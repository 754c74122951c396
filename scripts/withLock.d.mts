/**
 * Runs `action` while this process holds the lock file. Whoever comes second waits (`onWait` is
 * told once, with the holder's process id), and takes over from a holder that died.
 */
export function withLock<T>(
  file: string,
  action: () => Promise<T>,
  onWait?: (holder: number) => void,
): Promise<T>;
