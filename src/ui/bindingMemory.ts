import { isNamespaceName } from './namespacePicks.ts';
import type { ClusterBinding } from './session.ts';

/** The part of VS Code's memory of a workspace that is needed here. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** What a person has chosen for one folder. */
export interface FolderChoice {
  readonly binding?: ClusterBinding;
  readonly namespace?: string;
}

const CHOICES = 'driftline.choices';
/** Up to 0.1 a workspace had one binding. */
const OLD_BINDING = 'driftline.binding';

/**
 * Where a folder's choice is kept, by the setting `driftline.context` (`''`: not set). What the
 * setting names has a place of its own: the person's choice comes back when it is taken out.
 */
export function choicePlace(folder: string, set: string): string {
  return set === '' ? folder : `${folder}#driftline.context`;
}

/** Remembers for the workspace which cluster and namespace each folder was bound to. */
export class BindingMemory {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** @param folder the folder's address, or its `choicePlace`. What an older version wrote, or broke, binds nothing. */
  of(folder: string): FolderChoice {
    const own = this.#all()[folder];
    if (own !== undefined) return readChoice(own);
    const old = readBinding(this.#memory.get(OLD_BINDING));
    return old === undefined ? {} : { binding: old };
  }

  /** The cluster that answered before to the context that counts now, or was chosen for it. */
  boundTo(folder: string, set: string): ClusterBinding | undefined {
    const chosen = this.of(folder).binding;
    if (set === '') return chosen;
    const named = this.of(choicePlace(folder, set)).binding;
    return named?.context === set ? named : chosen;
  }

  async bind(folder: string, binding: ClusterBinding): Promise<void> {
    const { namespace, binding: before } = this.of(folder);
    const isSame = before === undefined || before.context === binding.context;
    const stays = isSame && namespace !== undefined;
    await this.#set(folder, stays ? { binding, namespace } : { binding });
  }

  /** `undefined`: the context's own again. */
  async useNamespace(folder: string, namespace: string | undefined): Promise<void> {
    const { binding } = this.of(folder);
    await this.#set(folder, {
      ...(binding === undefined ? {} : { binding }),
      ...(namespace === undefined ? {} : { namespace }),
    });
  }

  async #set(folder: string, choice: FolderChoice): Promise<void> {
    await this.#memory.update(CHOICES, { ...this.#all(), [folder]: choice });
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.#memory.get(CHOICES);
    return typeof all === 'object' && all !== null ? (all as Record<string, unknown>) : {};
  }
}

function readChoice(value: unknown): FolderChoice {
  if (typeof value !== 'object' || value === null) return {};
  const { binding, namespace } = value as Record<string, unknown>;
  const bound = readBinding(binding);
  return {
    ...(bound === undefined ? {} : { binding: bound }),
    ...(typeof namespace === 'string' && isNamespaceName(namespace) ? { namespace } : {}),
  };
}

function readBinding(value: unknown): ClusterBinding | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { context, server, uid } = value as Record<string, unknown>;
  if (typeof context !== 'string' || typeof server !== 'string') return undefined;
  return { context, server, ...(typeof uid === 'string' ? { uid } : {}) };
}
