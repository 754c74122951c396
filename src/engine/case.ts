import type { KubeObject } from '../core/model/kubeObject.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { KnownKind } from './kindCatalog.ts';

/** One object as it is to be judged: what Git declares and what the cluster has. */
export interface Case {
  readonly entry: DesiredDocument;
  readonly kind: KnownKind;
  /** As the server sent it, Secrets masked already. */
  readonly live: KubeObject;
}
