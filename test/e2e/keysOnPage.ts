import type { Page } from 'playwright-core';

const PICK = '.quick-input-widget:not(.hidden)';
const WITHIN_MS = 40_000;
/** Farther away than that nobody walks. */
const MOST_STEPS = 40;

/** What a person does who has no mouse, and what a screen reader says to them. */
export class KeysOnPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  /** Presses a key until what is heard fits, and answers with it; throws with all that was heard. */
  async step(key: string, wanted: RegExp, hear: () => Promise<string>): Promise<string> {
    const heard: string[] = [];
    for (let step = 0; step < MOST_STEPS; step++) {
      // The focus follows the key a frame or two later.
      await this.#page.waitForTimeout(80);
      const now = await hear();
      if (wanted.test(now)) return now;
      heard.push(now);
      await this.press(key);
    }
    throw new Error(`${wanted.source} was not reached by ${key}, but:\n${heard.join('\n')}`);
  }

  /** Runs a command from the palette by its whole title, as soon as that is offered. */
  async run(title: string): Promise<void> {
    const row = this.#page.locator(`${PICK} .monaco-list-row.focused .label-name`);
    for (let attempt = 1; ; attempt++) {
      await this.press('F1');
      try {
        await this.#page.locator(`${PICK} input`).first().fill(`>${title}`);
        await row
          .filter({ hasText: title })
          .first()
          .waitFor({ timeout: WITHIN_MS / 4 });
        return await this.press('Enter');
      } catch (error) {
        // The palette shows what could be done when it opened.
        if (attempt === 4) throw error;
        await this.press('Escape');
      }
    }
  }

  /** The focused row of a tree as it is read aloud. */
  focusedRow(): Promise<string> {
    return this.#page.evaluate(() => {
      const list = document.activeElement?.closest('.monaco-list');
      const id = list?.getAttribute('aria-activedescendant');
      const row = (id && document.getElementById(id)) || list?.querySelector('.focused');
      return row?.getAttribute('aria-label') ?? '';
    });
  }

  focusedMenuItem(): Promise<string> {
    return this.#page.evaluate(() => {
      // Menus of the workbench are drawn in a shadow root.
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const item = active?.closest('[role^="menuitem"]') ?? active?.querySelector('.focused');
      return item?.textContent?.trim() ?? '';
    });
  }

  /** The focused row of the open quick pick. */
  async focusedPick(): Promise<string> {
    const row = this.#page.locator(`${PICK} .monaco-list-row.focused`);
    return (await row.count()) === 0 ? '' : (await row.first().innerText()).trim();
  }

  /** Accepts what the input box proposes that asks for it. */
  async enter(question: RegExp): Promise<void> {
    const box = this.#page.locator(PICK).filter({ hasText: question });
    await box.waitFor({ timeout: WITHIN_MS });
    await this.press('Enter');
  }

  /** Presses a button of the open modal dialog. */
  async pressButton(words: string): Promise<void> {
    await this.#page.locator('.monaco-dialog-box').waitFor({ timeout: WITHIN_MS });
    await this.#pressFocused(words);
  }

  /** Presses a button of a notification, whether that still pops up or waits behind the bell. */
  async pressInNotification(words: RegExp, button: string): Promise<void> {
    const all = this.#page.locator('.notification-list-item').filter({ hasText: words });
    await all.first().waitFor({ timeout: WITHIN_MS });
    await this.run('Notifications: Show Notifications');
    await this.#pressFocused(button);
  }

  async #pressFocused(words: string): Promise<void> {
    const focused = () =>
      this.#page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await this.step('Tab', new RegExp(`^${words}$`), focused);
    await this.press('Enter');
  }
}
