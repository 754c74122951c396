import type { AuditEntry } from '../core/model/audit.ts';
import type { AuditLog } from './auditLog.ts';
import type { Clock } from './environment.ts';
import type { Repository } from './repository.ts';
import type { TargetState } from './statusStore.ts';

/** What an act says of itself; who, when and where are filled in. */
export type ActWords = Pick<AuditEntry, 'act' | 'objects' | 'outcome'> &
  Pick<Partial<AuditEntry>, 'commit' | 'message'>;

/** Writes the acts of one process on one repository into the audit log. */
export class ActLog {
  readonly #audit: AuditLog;
  readonly #repository: Pick<Repository, 'root' | 'identity'>;
  readonly #clock: Clock;

  constructor(parts: {
    readonly audit: AuditLog;
    readonly repository: Pick<Repository, 'root' | 'identity'>;
    readonly clock: Clock;
  }) {
    this.#audit = parts.audit;
    this.#repository = parts.repository;
    this.#clock = parts.clock;
  }

  /**
   * @param state the target as it was acted on: its revision's commit is the entry's, unless the
   * act names another one.
   */
  async append(state: TargetState, words: ActWords): Promise<void> {
    const who = await this.#repository.identity();
    const { cluster, revision, target } = state;
    const { act, outcome, objects, ...rest } = words;
    await this.#audit.append({
      // What was done comes first: a person reads the beginnings of the lines.
      ...{ time: this.#clock.now().toISOString(), act, outcome, objects },
      ...(who === undefined ? {} : { who }),
      repository: this.#repository.root,
      target: target.name,
      ...(cluster === undefined ? {} : { context: cluster.context, server: cluster.server }),
      ...(cluster?.uid === undefined ? {} : { clusterUid: cluster.uid }),
      ...(revision?.sha === undefined ? {} : { commit: revision.sha }),
      ...rest,
    });
  }

  /**
   * Acts on this repository, oldest first.
   *
   * @param since RFC 3339: those at or after it.
   */
  entries(since?: string): Promise<readonly AuditEntry[]> {
    const { root } = this.#repository;
    return this.#audit.read({ repository: root, ...(since === undefined ? {} : { since }) });
  }
}
