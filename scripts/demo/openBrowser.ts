import { spawn } from 'node:child_process';
import process from 'node:process';

/** Shows an address in the person's browser, where there is a desktop; the address is printed too. */
export function openBrowser(url: string): void {
  const opener = findOpener();
  if (!opener) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', (error) => {
    process.stderr.write(`The browser was not opened (${error.message}): open ${url}\n`);
  });
  child.unref();
}

function findOpener(): string | undefined {
  if (process.platform === 'darwin') return 'open';
  const hasDesktop = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return process.platform === 'linux' && hasDesktop ? 'xdg-open' : undefined;
}
