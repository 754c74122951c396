import type { PreviewConsent } from '../../src/shared/panelPreview.ts';
import type { Chosen, Consent } from '../../src/shared/protocol.ts';

/**
 * What the person allowed for single objects, as long as Git's value is chosen for them here. It is
 * kept nowhere: a page that is shown anew asks anew.
 */
export class ConsentBook {
  readonly #given = new Map<string, Omit<Consent, 'key'>>();

  set(key: string, allows: PreviewConsent['allows'], isGiven: boolean): void {
    const { takeOver, recreate } = this.#given.get(key) ?? {};
    const kept =
      'recreate' in allows
        ? takeOver === undefined
          ? {}
          : { takeOver }
        : recreate === undefined
          ? {}
          : { recreate };
    this.#given.set(key, isGiven ? { ...kept, ...allows } : kept);
  }

  /** Consents for those choices; what was given for others is taken back. */
  keepFor(choices: readonly Chosen[]): void {
    const wanted = new Set(choices.map(({ key }) => key));
    for (const key of this.#given.keys()) if (!wanted.has(key)) this.#given.delete(key);
  }

  clear(): void {
    this.#given.clear();
  }

  all(): readonly Consent[] {
    return [...this.#given]
      .filter(([, of]) => Object.keys(of).length > 0)
      .map(([key, of]) => ({ key, ...of }));
  }
}
