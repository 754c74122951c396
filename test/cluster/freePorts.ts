import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Loopback ports that nobody listens on now. They come from below the range that systems hand out
 * for outgoing connections, so that a server can be stopped and started again on its own port.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > 200) throw new Error('No free loopback port was found between 20000 and 32000.');
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((fulfil) => {
    const probe = createServer();
    probe.once('error', () => fulfil(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => fulfil(true)));
  });
}
