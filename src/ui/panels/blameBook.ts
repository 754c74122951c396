import type { LineBlame } from '../../engine/repository.ts';
import type { Session } from '../session.ts';

const none: readonly LineBlame[] = [];

/** Who wrote each line of files at a session's revision: what is not known yet is looked for. */
export class BlameBook {
  readonly #onKnown: () => void;
  readonly #onFailure: (error: unknown) => void;
  #known = new Map<string, readonly LineBlame[]>();
  #of: { readonly session: Session; readonly sha: string | undefined } | undefined;

  constructor(onKnown: () => void, onFailure: (error: unknown) => void) {
    this.#onKnown = onKnown;
    this.#onFailure = onFailure;
  }

  /** Answers at once, with nothing before it is known. */
  lines(session: Session, file: string): readonly LineBlame[] {
    const sha = session.store.state.revision?.sha;
    if (this.#of?.session !== session || this.#of.sha !== sha) {
      this.#of = { session, sha };
      this.#known = new Map();
    }
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    this.#known.set(file, none);
    void this.#look(session, file, this.#known);
    return none;
  }

  async #look(
    session: Session,
    file: string,
    known: Map<string, readonly LineBlame[]>,
  ): Promise<void> {
    try {
      known.set(file, await session.blame(file));
    } catch (error) {
      this.#onFailure(error);
      return;
    }
    if (known === this.#known) this.#onKnown();
  }
}
