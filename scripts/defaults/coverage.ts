import { isJsonObject } from '../../src/core/model/json.ts';
import type { ServerAnswer } from './declaredPlaces.ts';
import type { DryRun } from './dryRun.ts';

/** `io.k8s.api.core.v1.Probe grpc`: fields that manifests may declare, and no sample does. */
export function undeclaredFields(
  server: Pick<DryRun, 'schemas'>,
  typeNames: ReadonlySet<string>,
  answers: readonly ServerAnswer[],
): readonly string[] {
  const declared = declaredFields(answers);
  return [...typeNames].sort().flatMap((typeName) => {
    const properties = server.schemas.get(typeName)?.['properties'];
    if (!isJsonObject(properties) || serversOwn.has(typeName)) return [];
    return Object.keys(properties)
      .filter((field) => field !== 'status' && !declared.has(`${typeName} ${field}`))
      .map((field) => `${typeName} ${field}`);
  });
}

/** Only the server writes what is in them. */
const serversOwn: ReadonlySet<string> = new Set(
  ['ObjectMeta', 'ManagedFieldsEntry', 'FieldsV1'].map(
    (name) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`,
  ),
);

function declaredFields(answers: readonly ServerAnswer[]): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const { typeName, declared, live } of answers.flatMap(({ places }) => places)) {
    if (!isJsonObject(declared) || !isJsonObject(live)) continue;
    for (const key of Object.keys(declared)) {
      if (live[key] !== undefined) fields.add(`${typeName} ${key}`);
    }
  }
  return fields;
}
