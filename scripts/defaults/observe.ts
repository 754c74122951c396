import { isJsonArray, isJsonObject, type Json } from '../../src/core/model/json.ts';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';
import type { SchemaNode } from '../../src/core/schema/schemaNode.ts';
import { readAnswer, type ServerAnswer } from './declaredPlaces.ts';
import type { DryRun } from './dryRun.ts';
import type { Sample } from './samples.ts';
import { variantsOf, zeroVariantsOf, type ZeroVariant } from './variants.ts';

/** What the server made of an object that it accepted. */
export interface Observation extends ServerAnswer {
  readonly sent: KubeObject;
  readonly live: KubeObject;
}

/** What the server made of a sample and its variants, or why it refused the sample itself. */
export type SampleAnswer =
  { readonly observations: readonly Observation[] } | { readonly refused: string };

export async function observe(server: DryRun, sample: Sample): Promise<SampleAnswer> {
  const schema = await server.schemaOf(sample.object);
  const first = await observeOne(server, sample.object, schema);
  if ('refused' in first) return first;
  const [, ...variants] = variantsOf(sample.object, schema, (node, key) =>
    enumOf(server, node, key),
  );
  const others = await Promise.all(variants.map((one) => observeOne(server, one, schema)));
  const accepted = others.filter((one): one is Observation => !('refused' in one));
  return { observations: [first, ...accepted] };
}

export async function observeOne(
  server: DryRun,
  sent: KubeObject,
  schema: SchemaNode,
): Promise<Observation | { readonly refused: string }> {
  const answer = await server.create(sent);
  if (answer.object === undefined) return answer;
  return { sent, live: answer.object, ...readAnswer(sent, answer.object, schema) };
}

/** What became of one field's zero value. */
export interface ZeroObservation extends ZeroVariant {
  readonly kept: boolean;
}

/** Declares each field of a sample as zero, and says which of those the server kept. */
export async function observeZeros(
  server: DryRun,
  sample: Sample,
): Promise<readonly ZeroObservation[]> {
  const whole = await server.create(sample.object);
  // Fields of features that this server has switched off vanish in any case.
  const variants = zeroVariantsOf(sample.object, await server.schemaOf(sample.object)).filter(
    ({ path }) => valueAt(whole.object, path) !== undefined,
  );
  const answers = await Promise.all(
    variants.map(async (variant) => {
      const { object } = await server.create(variant.object);
      if (object === undefined) return [];
      return [{ ...variant, kept: isSameZero(variant.zero, valueAt(object, variant.path)) }];
    }),
  );
  return answers.flat();
}

/** An object that was sent empty and came back with defaults inside was kept. */
function isSameZero(zero: Json, live: Json | undefined): boolean {
  if (isJsonObject(zero)) return isJsonObject(live);
  if (isJsonArray(zero)) return isJsonArray(live);
  return live === zero;
}

function valueAt(root: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let value = root;
  for (const step of path) {
    if (isJsonArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) ? value[step] : undefined;
  }
  return value;
}

function enumOf(server: DryRun, node: SchemaNode, key: string): readonly Json[] {
  const properties = server.schemas.get(node.typeName ?? '')?.['properties'];
  const property = isJsonObject(properties) ? properties[key] : undefined;
  const values = isJsonObject(property) ? property['enum'] : undefined;
  return isJsonArray(values) ? values : [];
}
