import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

import { run } from './installWorkbench.ts';
import { WorkbenchPage } from './workbenchPage.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenPageOptions {
  readonly width?: number;
  readonly height?: number;
  /** Device pixels a CSS pixel; 2 shows what a sharp display shows. */
  readonly scale?: number;
}

/**
 * Opens the workbench's address in a headless Chromium with a fresh profile, and waits until the
 * explorer shows. `close()` ends the browser and removes the profile.
 */
export async function openPage(url: string, options: OpenPageOptions = {}): Promise<WorkbenchPage> {
  const profile = await mkdtemp(join(tmpdir(), 'dlch-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findChromium(),
    headless: true,
    viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
    deviceScaleFactor: options.scale ?? 1,
    args: ARGUMENTS,
  });
  const close = () => closeContext(context, profile);
  try {
    const page = await firstPage(context);
    const workbench = new WorkbenchPage(page, close);
    await page.goto(url);
    await workbench.waitForWorkbench();
    return workbench;
  } catch (error) {
    await close();
    throw error;
  }
}

/** `CHROME_PATH`, else the PATH; where neither has one and we are root on Debian, installs it. */
export async function findChromium(): Promise<string> {
  const known = process.env['CHROME_PATH'] ?? onPath();
  if (known) return known;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    throw new Error(
      'The tests need a Chromium: install one (Debian: apt-get install chromium), ' +
        'or set CHROME_PATH to the executable.',
    );
  }
  process.stderr.write('[workbench] Installing chromium with apt-get, once …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { env });
  const installed = onPath();
  if (installed) return installed;
  throw new Error('apt-get installed chromium, but it is not on the PATH; set CHROME_PATH.');
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((candidate) => existsSync(candidate));
}

async function firstPage(context: BrowserContext): Promise<Page> {
  return context.pages()[0] ?? (await context.newPage());
}

async function closeContext(context: BrowserContext, profile: string): Promise<void> {
  await context.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
