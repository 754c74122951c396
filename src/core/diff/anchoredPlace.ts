import type { Json } from '../model/json.ts';
import type { DeclaredAncestor } from '../schema/defaultsTable.ts';
import type { ComparisonInput } from './comparison.ts';
import { valueAt } from './valueAt.ts';
import type { Place } from './walkPlace.ts';

/** A declared value around an undeclared place. Its path is made when a rule asks for it. */
export class AnchoredPlace implements DeclaredAncestor {
  readonly typeName: string | undefined;
  readonly live: Json;
  readonly #place: Place;
  readonly #depth: number;
  readonly #input: ComparisonInput;
  #relative: string | undefined;

  constructor(
    input: ComparisonInput,
    place: Place,
    anchor: { readonly typeName: string | undefined; readonly live: Json; readonly depth: number },
  ) {
    this.typeName = anchor.typeName;
    this.live = anchor.live;
    this.#place = place;
    this.#depth = anchor.depth;
    this.#input = input;
  }

  get relative(): string {
    this.#relative ??= this.#place.general.slice(this.#depth).join('.');
    return this.#relative;
  }

  declared(): Json | undefined {
    const { desired, schema } = this.#input;
    return valueAt(desired, this.#place.path.slice(0, this.#depth), schema);
  }
}
