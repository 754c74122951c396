import type { Page } from 'playwright-core';

/**
 * Looks, in the browser, for the next panel whose page shows an element with `data-path`; ends with
 * the moment at which it is seen, in milliseconds of the machine's clock. To be called before the
 * panel is opened, and awaited after.
 */
export async function watchForPanel(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(lookForPanel);
  return () => page.evaluate(() => panelSeen());
}

declare function panelSeen(): Promise<number>;

/** Runs in the workbench's own page, whose origin the frames of webviews share. */
function lookForPanel(): void {
  const seen = new Promise<number>((resolve) => {
    const look = (): void => {
      const frames = [...document.querySelectorAll<HTMLIFrameElement>('iframe.webview.ready')];
      const isSeen = frames.some((frame) => {
        // The page's frame is hidden, and named otherwise, until the page has loaded.
        const active = frame.contentDocument?.querySelector<HTMLIFrameElement>('#active-frame');
        return active?.contentDocument?.querySelector('[data-path]');
      });
      if (isSeen) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
  Object.assign(globalThis, { panelSeen: () => seen });
}

/** The longest task of the browser's one thread while something is done, in milliseconds. */
export async function longestTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(watchTasks);
  await act();
  return page.evaluate(() => longestSeen());
}

declare function longestSeen(): Promise<number>;

/** Runs in the workbench's own page: frames of one origin share its thread, and are seen from it. */
function watchTasks(): void {
  let longest = 0;
  const see = (entries: PerformanceEntryList): void => {
    for (const { duration } of entries) longest = Math.max(longest, duration);
  };
  const observer = new PerformanceObserver((list) => see(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  Object.assign(globalThis, {
    longestSeen: async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      see(observer.takeRecords());
      observer.disconnect();
      return longest;
    },
  });
}
