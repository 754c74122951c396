import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const QUICK_INPUT = '.quick-input-widget:not(.hidden)';
const WITHIN_MS = 40_000;

/** A gutter icon in the visible part of the active editor. */
export interface GutterIcon {
  /** Counted from 1; undefined where the line has no number in view. */
  readonly line: number | undefined;
  /** The picture's file name without its folder, e.g. `drifted-dark.svg`. */
  readonly icon: string;
  readonly url: string;
}

/** A decorated piece of the visible part of the active editor. */
export interface LineText {
  readonly line: number | undefined;
  readonly text: string;
}

/** What a person sees and does in one browser tab of the workbench, by real-vscode.md's table. */
export class WorkbenchPage implements AsyncDisposable {
  readonly page: Page;
  readonly #close: () => Promise<void>;

  constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.#close = close;
  }

  async waitForWorkbench(): Promise<void> {
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    await rows.first().waitFor({ timeout: 60_000 });
  }

  /** Opens a file by quick open; the row whose label is the file's name, in its folder if given. */
  async quickOpen(file: string): Promise<void> {
    const name = file.split('/').at(-1) ?? file;
    const row = this.page.locator(`${QUICK_INPUT} .monaco-list-row`).filter({ hasText: name });
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    await this.#pickAfter('Control+P', file, row, () => tab.waitFor({ timeout: WITHIN_MS / 4 }));
  }

  /** Opens quick open as a person types `:LINE`, and puts the cursor at the line's start. */
  async gotoLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.#fillQuickInput(`:${line}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator(QUICK_INPUT).waitFor({ state: 'hidden' });
  }

  /** Runs a command from the palette by its full title, with or without `…`: "Driftline: Refresh". */
  async runCommand(title: string): Promise<void> {
    // Another command may come first: what was used lately, or one that the letters fit as well.
    const exact = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}…?$`);
    const label = this.page.locator('.label-name').filter({ hasText: exact });
    const row = this.page.locator(`${QUICK_INPUT} .monaco-list-row`).filter({ has: label });
    await this.#pickAfter('F1', `>${title}`, row);
  }

  /** `done` tells that the row was taken: a list that is filled anew at that moment drops a click. */
  async #pickAfter(
    key: string,
    text: string,
    row: Locator,
    done: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      // The palette finds files too, and no browser has a use of its own for its key.
      await this.page.keyboard.press(attempt === 1 ? key : 'F1');
      try {
        await this.#fillQuickInput(text, WITHIN_MS / 4);
        await row.first().click({ timeout: WITHIN_MS / 4 });
        await done();
        return;
      } catch (error) {
        // A busy workbench loses the key, or takes the focus and closes the palette with it; a
        // webview that was closed may keep the keys to itself.
        if (attempt === 4) throw error;
        await this.page.evaluate(() => {
          const { activeElement } = document;
          if (activeElement instanceof HTMLElement) activeElement.blur();
          window.focus();
        });
      }
    }
  }

  /** Closes the open context menu with its submenus. */
  async closeMenus(): Promise<void> {
    const menus = this.page.locator('.monaco-menu:visible');
    for (let attempt = 1; (await menus.count()) > 0; attempt++) {
      if (attempt === 20) throw new Error('The menu does not close.');
      await this.page.keyboard.press('Escape');
      await this.page.waitForTimeout(100);
    }
  }

  /** Clicks the row of the open quick pick that shows the text. */
  async pick(text: string | RegExp, within = WITHIN_MS): Promise<void> {
    const rows = this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`);
    await rows.filter({ hasText: text }).first().click({ timeout: within });
  }

  /** The rows of the open quick pick, label and description in one. */
  async picks(): Promise<string[]> {
    const rows = this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`);
    await rows.first().waitFor({ timeout: WITHIN_MS });
    return (await rows.allInnerTexts()).map(plain);
  }

  async #fillQuickInput(text: string, within = WITHIN_MS): Promise<void> {
    const input = this.page.locator(`${QUICK_INPUT} input`).first();
    await input.waitFor({ timeout: within });
    await input.fill(text);
  }

  /** Gutter icons of decorations in the active editor's view, by line. */
  async gutterIcons(): Promise<GutterIcon[]> {
    const icons = await this.page.evaluate(() => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance');
      const top = (element: Element) => Math.round(element.getBoundingClientRect().top);
      const lines = new Map<number, number>();
      for (const number of editor?.querySelectorAll('.line-numbers') ?? []) {
        lines.set(top(number), Number(number.textContent));
      }
      const selector = '.glyph-margin-widgets .cgmr[class*="TextEditorDecorationType"]';
      return [...(editor?.querySelectorAll(selector) ?? [])].map((icon) => {
        const url = getComputedStyle(icon).backgroundImage.replace(/^url\("?|"?\)$/g, '');
        return { line: lines.get(top(icon)), url };
      });
    });
    return icons
      .map(({ line, url }) => ({ line, url, icon: iconName(url) }))
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }

  /** Whether each gutter icon's picture can be fetched; the addresses of those that cannot. */
  async brokenGutterIcons(): Promise<string[]> {
    const urls = (await this.gutterIcons()).map(({ url }) => url);
    return this.page.evaluate(async (all) => {
      const broken: string[] = [];
      for (const url of all) if (!(await fetch(url)).ok) broken.push(url);
      return broken;
    }, urls);
  }

  /** Text that decorations put after or before lines in the active editor's view. */
  async attachedTexts(): Promise<LineText[]> {
    const found = await this.page.evaluate(() => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance');
      const top = (element: Element) => Math.round(element.getBoundingClientRect().top);
      const lines = new Map<number, number>();
      for (const number of editor?.querySelectorAll('.line-numbers') ?? []) {
        lines.set(top(number), Number(number.textContent));
      }
      const texts: { line: number | undefined; text: string }[] = [];
      for (const line of editor?.querySelectorAll('.view-line') ?? []) {
        for (const span of line.querySelectorAll('[class*="TextEditorDecorationType"]')) {
          for (const side of ['::before', '::after']) {
            const { content } = getComputedStyle(span, side);
            if (content === 'none' || content === 'normal' || content === '""') continue;
            texts.push({ line: lines.get(top(line)), text: content.replace(/^"|"$/g, '') });
          }
        }
      }
      return texts;
    });
    return found.map(({ line, text }) => ({ line, text: plain(text) }));
  }

  /** Titles of the CodeLenses in view, from the top. */
  async codeLenses(): Promise<string[]> {
    const lenses = this.page.locator('.editor-group-container.active .codelens-decoration');
    const rows = await lenses.evaluateAll((all) =>
      all.map((lens) => ({ top: lens.getBoundingClientRect().top, text: lens.textContent ?? '' })),
    );
    return rows.sort((a, b) => a.top - b.top).map(({ text }) => plain(text));
  }

  async clickCodeLens(text: string | RegExp): Promise<void> {
    const link = this.page.locator('.codelens-decoration a').filter({ hasText: text });
    await link.first().click({ timeout: WITHIN_MS });
  }

  /** Badges of the explorer's visible rows by name, merged with Git's: match, do not equal. */
  async explorerBadges(): Promise<Record<string, string>> {
    const rows = this.page.locator('.explorer-folders-view .explorer-item');
    const found = await rows.evaluateAll((all) =>
      all.map((item) => {
        const label = item.querySelector('.monaco-icon-label, .label-name')?.parentElement ?? item;
        const parts = [item, label, ...item.querySelectorAll('*')];
        const badge = parts
          .map((part) => getComputedStyle(part, '::after').content)
          .find((content) => !['none', 'normal', '""'].includes(content));
        const name = item.querySelector('.label-name')?.textContent ?? item.textContent ?? '';
        return { name, badge: badge?.replace(/^"|"$/g, '') ?? '' };
      }),
    );
    return Object.fromEntries(found.map(({ name, badge }) => [plain(name), badge]));
  }

  /** The explorer's row as assistive technology reads it: name, badges' tooltips. */
  async explorerLabel(name: string): Promise<string> {
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    const row = rows.filter({ hasText: name }).first();
    const labels = await row.evaluate((element) =>
      [element, ...element.querySelectorAll('[aria-label]')].map(
        (part) => part.getAttribute('aria-label') ?? '',
      ),
    );
    return labels.join(' | ');
  }

  /** A status bar item's text by `publisher.extension.itemId`; undefined while it is not shown. */
  async statusBarItem(id: string): Promise<{ text: string; label: string } | undefined> {
    const item = this.page.locator(`[id="${id}"]`);
    if ((await item.count()) === 0) return undefined;
    const label = (await item.getAttribute('aria-label')) ?? '';
    return { text: plain(await item.innerText()), label };
  }

  async notifications(): Promise<string[]> {
    return (await this.page.locator('.notification-list-item-message').allInnerTexts()).map(plain);
  }

  /** Presses a button of a notification or of a modal dialog by its words. */
  async pressButton(text: string | RegExp): Promise<void> {
    const buttons = this.page.locator(
      '.monaco-dialog-box .monaco-button, .notification-list-item .monaco-button',
    );
    await buttons.filter({ hasText: text }).first().click({ timeout: WITHIN_MS });
  }

  /** Presses a button of a notification, also where that has gone to the bell, as toasts do. */
  async pressNotified(text: string | RegExp): Promise<void> {
    const buttons = this.page.locator('.notification-list-item .monaco-button');
    const button = buttons.filter({ hasText: text }).first();
    try {
      await button.click({ timeout: WITHIN_MS / 4 });
    } catch {
      await this.runCommand('Notifications: Show Notifications');
      await button.click({ timeout: WITHIN_MS });
    }
  }

  /** The words of the open modal dialog, its message and its detail. */
  async dialog(within = WITHIN_MS): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor({ timeout: within });
    return plain(await box.innerText());
  }

  async dialogButtons(): Promise<string[]> {
    const buttons = this.page.locator('.monaco-dialog-box .monaco-button');
    return (await buttons.allInnerTexts()).map(plain);
  }

  /** What the open output channel shows now. */
  async outputText(): Promise<string> {
    const lines = this.page.locator('.output-view .view-lines .view-line');
    const rows = await lines.evaluateAll((all) =>
      all.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' })),
    );
    rows.sort((a, b) => a.top - b.top);
    return rows.map(({ text }) => plain(text)).join('\n');
  }

  /** The page inside the only, or the last opened, webview. */
  webviewFrame(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready >> nth=-1')
      .frameLocator('iframe#active-frame');
  }

  /** Hovers the first piece of text in the editor that shows it, and reads the hover. */
  async hoverText(text: string | RegExp): Promise<string> {
    const span = this.page.locator('.view-line span span').filter({ hasText: text }).first();
    await span.hover();
    // Hovers of the workbench stay in the page, unseen, and may come first.
    const hover = this.page.locator('.monaco-hover .monaco-hover-content:visible').first();
    await hover.waitFor({ timeout: WITHIN_MS });
    return plain(await hover.innerText());
  }

  /** Opens a container of the activity bar, unless it is open. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`);
    await tab.waitFor({ timeout: WITHIN_MS });
    // Its badge may lie over the icon.
    if (!(await tab.getAttribute('class'))?.includes('checked')) await tab.click();
    await this.page.locator('.sidebar .pane-header').first().waitFor({ timeout: WITHIN_MS });
  }

  /** A view of the open container by the title in its header. */
  view(title: string): Locator {
    const header = this.page.locator(`.pane-header[aria-label^="${title}"]`);
    return this.page.locator('.sidebar .pane').filter({ has: header });
  }

  /** Rows of a view in order, two spaces for each level, label and description in one. */
  async treeRows(title: string): Promise<string[]> {
    const rows = this.view(title).locator('.monaco-list-row');
    const found = await rows.evaluateAll((all) =>
      all.map((row) => ({
        top: row.getBoundingClientRect().top,
        level: Number(row.getAttribute('aria-level') ?? '1'),
        text: [...row.querySelectorAll('.label-name, .label-description')]
          .map((part) => part.textContent ?? '')
          .join(' '),
      })),
    );
    return found
      .sort((a, b) => a.top - b.top)
      .map(({ level, text }) => '  '.repeat(level - 1) + plain(text));
  }

  treeRow(title: string, text: string | RegExp): Locator {
    return this.view(title).locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** What a view says where it has no rows, with its buttons; and its message. */
  async viewWords(title: string): Promise<string> {
    const words = this.view(title).locator(
      '.welcome-view-content, .message, .tree-explorer-message',
    );
    return plain((await words.allInnerTexts()).join(' '));
  }

  /** Types into the open input box or quick pick. */
  async typeInput(text: string): Promise<void> {
    await this.#fillQuickInput(text);
  }

  rows(pane: string): Locator {
    return this.page.locator(`${pane} .monaco-list-row`);
  }

  /** Writes `screenshots/NAME.png`, which Git ignores, and says where. */
  async screenshot(name: string): Promise<string> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const path = join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** The editor writes U+00A0 for spaces, and pads. */
function plain(text: string): string {
  return text
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Remote resources come as `…/vscode-remote-resource?path=/abs/media/name.svg`. */
function iconName(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://none');
  const path = searchParams.get('path') ?? decodeURIComponent(pathname);
  return path.split('/').at(-1) ?? path;
}
