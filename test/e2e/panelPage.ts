import { AxeBuilder } from '@axe-core/playwright';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a person sees and does in the diff panel. */
export class PanelOnPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The page inside the panel's webview, which is the only one. */
  get frame(): FrameLocator {
    return this.#page
      .frameLocator('iframe.webview.ready >> nth=-1')
      .frameLocator('iframe#active-frame');
  }

  /** Brings an object into view: what is far from it is not drawn. */
  async reach(object: string): Promise<void> {
    const section = this.frame.locator('section.object', { hasText: object }).first();
    await section.evaluate((element) => element.scrollIntoView());
  }

  row(path: string): Locator {
    return this.frame.locator(`li.row[data-path=${JSON.stringify(path)}]`);
  }

  async rows(): Promise<readonly string[]> {
    const rows = this.frame.locator('li.row');
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-path') ?? ''));
  }

  /** Sections by their whole name, `Deployment task-agent, Drifted`. */
  async objects(): Promise<readonly string[]> {
    const sections = this.frame.locator('section.object');
    return sections.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  }

  async choose(path: string, choice: 'git' | 'live' | 'leave'): Promise<void> {
    await this.row(path).locator(`.pick.${choice}`).click({ timeout: 20_000 });
  }

  /** What is chosen for each row, by its path. */
  async choices(): Promise<Readonly<Record<string, string>>> {
    const rows = await this.frame
      .locator('li.row')
      .evaluateAll((all) =>
        all.map((row) => [row.getAttribute('data-path'), row.getAttribute('data-choice')]),
      );
    return Object.fromEntries(rows) as Record<string, string>;
  }

  /** The button of a step; pressed by its words. */
  step(words: string | RegExp): Locator {
    return this.frame.locator('.bar vscode-button').filter({ hasText: words });
  }

  async pane(name: 'cluster' | 'commit'): Promise<string> {
    return words(await this.frame.locator(`.pane.${name}`).innerText());
  }

  async results(): Promise<string> {
    const lists = await this.frame.locator('.results').allInnerTexts();
    return words(lists.join(' '));
  }

  /** What is said beside the steps: progress, or why a press did nothing yet. */
  async said(): Promise<string> {
    return words(await this.frame.locator('.bar .told').innerText());
  }

  async empty(): Promise<string> {
    const empty = this.frame.locator('.empty');
    return (await empty.isVisible()) ? words(await empty.innerText()) : '';
  }

  async text(): Promise<string> {
    return words(await this.frame.locator('body').innerText());
  }

  /** Where the focus is: the row's path and the button's words, or a field's label. */
  async focus(): Promise<string> {
    return this.frame.locator('body').evaluate(() => {
      const active = document.activeElement;
      if (active === document.body) return '';
      const row = active?.closest('li.row')?.getAttribute('data-path');
      const label = active instanceof HTMLInputElement ? active.labels?.[0] : undefined;
      const said = (label ?? active)?.textContent?.trim() ?? '';
      return row === null || row === undefined ? said : `${row} ${said}`;
    });
  }

  /** What axe-core finds wrong in the panel's own frame. */
  async faults(): Promise<readonly string[]> {
    const { violations } = await new AxeBuilder({ page: this.#page })
      .include(['iframe.webview.ready', 'iframe#active-frame', 'body'])
      // A page in a frame of an editor: the editor has the landmarks of the window.
      .disableRules(['bypass'])
      .analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  }
}

function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
