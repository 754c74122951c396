import type { AuditEntry } from '../core/model/audit.ts';

/** What is asked of the log; all parts must hold. */
export interface AuditQuery {
  readonly repository?: string;
  /** RFC 3339: entries at or after it. */
  readonly since?: string;
}

/** The log of acts in the state folder, shared by the editor and the command line. */
export interface AuditLog {
  /** Never fails an act: what cannot be logged is said in the process's own log. */
  append(entry: AuditEntry): Promise<void>;
  /** Oldest first; lines that are none are passed over. */
  read(query: AuditQuery): Promise<readonly AuditEntry[]>;
}
