import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 5_000;
const ABANDONED_MS = 120_000;

/**
 * Runs `action` while this process holds the lock file; whoever comes second waits, and takes over
 * from a holder that died. Plain JavaScript, since it must run before Node 24 is there.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} action
 * @param {(holder: number) => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, action, onWait) {
  await mkdir(dirname(file), { recursive: true });
  await take(file, onWait);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => clearInterval(beat));
  }, HEARTBEAT_MS);
  beat.unref();
  try {
    return await action();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file, onWait) {
  for (let told = false; ; await sleep(250)) {
    if (await create(file)) return;
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (await isAbandoned(file, holder)) {
      await breakLock(file, holder);
      continue;
    }
    if (!told) onWait?.(holder);
    told = true;
  }
}

async function create(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file) {
  try {
    return Number(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isAbandoned(file, holder) {
  // An empty file is a holder between its creation and its first write.
  if (holder !== 0 && !isAlive(holder)) return true;
  try {
    return Date.now() - (await stat(file)).mtimeMs > ABANDONED_MS;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Moves the lock away before it is removed: of two who find it abandoned, one wins the move. */
async function breakLock(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if ((await readHolder(aside)) === holder) await rm(aside, { force: true });
  else await rename(aside, file); // someone had already taken it over: give it back
}
