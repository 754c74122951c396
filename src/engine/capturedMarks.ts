import type { FieldPath } from '../core/model/fieldPath.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import {
  markCaptured,
  readCaptured,
  type CapturedDocument,
  type CapturedRecords,
} from './captureBook.ts';
import type { DesiredState } from './desiredState.ts';
import type { Log } from './environment.ts';
import type { Repository } from './repository.ts';

/** What the marks are read with. */
export interface CapturedMarksParts {
  readonly repository: Repository;
  /** Without them nothing carries `capturedIn`. */
  readonly records: CapturedRecords | undefined;
  readonly keyOf: (document: ManifestDocument) => ObjectKey;
  readonly log: Log;
}

/** Which findings other branches have captured, as of the latest look; see drift.md 2. */
export class CapturedMarks {
  readonly #parts: CapturedMarksParts;
  #documents: ReadonlyMap<ObjectKey, readonly CapturedDocument[]> = new Map();
  #complaint = '';

  constructor(parts: CapturedMarksParts) {
    this.#parts = parts;
  }

  /** Reads the tips of the branches that captures went to. */
  async read(desired: DesiredState): Promise<void> {
    const { repository, records, keyOf } = this.#parts;
    const { sha } = desired.revision;
    if (records === undefined || sha === undefined) {
      this.#documents = new Map();
      return;
    }
    this.#documents = await readCaptured({
      ...{ repository, records: this.#readable(records), sha, target: desired.target.name, keyOf },
      desiredOf: (key) => desired.documents.get(key)?.document,
    });
  }

  /** Where they cannot be read nothing carries a mark, and all that differs counts as drift. */
  #readable(records: CapturedRecords): CapturedRecords {
    const captured = async () => {
      try {
        return await records.captured();
      } catch (error) {
        this.#complain(error instanceof Error ? error.message : String(error));
        return [];
      }
    };
    return { captured, removeCaptured: (isGone) => records.removeCaptured(isGone) };
  }

  /** Once, not at each look. */
  #complain(reason: string): void {
    if (reason !== this.#complaint) this.#parts.log.warn(`No capture is marked: ${reason}`);
    this.#complaint = reason;
  }

  /**
   * With the branches whose tips declare what live has.
   *
   * @param differing where live differs from a document; `undefined` where nobody can tell.
   */
  mark(
    key: ObjectKey,
    status: ObjectStatus,
    differing: (document: ManifestDocument) => readonly FieldPath[] | undefined,
  ): ObjectStatus {
    const captures = this.#documents.get(key);
    return captures === undefined ? status : markCaptured(captures, status, differing);
  }
}
