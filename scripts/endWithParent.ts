import process from 'node:process';

const LOOK_EVERY_MS = 1000;

/** Calls `end` once when the process that started this one is gone, in whatever way it went. */
export function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, LOOK_EVERY_MS);
  timer.unref();
}
