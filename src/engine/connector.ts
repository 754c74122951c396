import type { ObjectKey } from '../core/model/objectRef.ts';
import { ClusterError } from './cluster.ts';
import { closeConnection, openConnection, type Connection } from './connection.ts';
import type { EngineParts } from './engine.ts';

/** Keeps the one connection of an engine, to the cluster that it was bound to and no other. */
export class Connector {
  readonly #parts: Pick<EngineParts, 'connect' | 'environment' | 'boundUid'>;
  readonly #onChange: (keys: readonly ObjectKey[]) => void;
  #connection: Connection | undefined;
  #disposed = false;

  constructor(
    parts: Pick<EngineParts, 'connect' | 'environment' | 'boundUid'>,
    onChange: (keys: readonly ObjectKey[]) => void,
  ) {
    this.#parts = parts;
    this.#onChange = onChange;
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Connects, or says why not: the repository is shown all the same. */
  async connect(): Promise<Connection | ClusterError> {
    try {
      this.#connection ??= await this.#open();
      const identity = await this.#connection.cluster.identify();
      const { boundUid } = this.#parts;
      if (boundUid !== undefined && identity.uid !== undefined && identity.uid !== boundUid) {
        return new ClusterError(
          'otherCluster',
          `Another cluster answers as ${identity.context} (${identity.server}): bind this folder to it first`,
        );
      }
      return this.#connection;
    } catch (error) {
      if (error instanceof ClusterError) return error;
      throw error;
    }
  }

  /** Ends the connection, if any; the next `connect` makes another. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) await closeConnection(connection);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.close();
  }

  /** What is opened after the end is closed at once: nobody else will. */
  async #open(): Promise<Connection> {
    const { connect, environment } = this.#parts;
    const connection = await openConnection(await connect(), environment, this.#onChange);
    if (!this.#disposed) return connection;
    await closeConnection(connection);
    throw new ClusterError('aborted', 'The engine was disposed of');
  }
}
