import type { JsonObject } from '../core/model/json.ts';
import { noObjects } from '../engine/statusStore.ts';
import type { LookOptions } from './commandLine.ts';

const noSteps = {
  done: 0,
  nothing: 0,
  planned: 0,
  refused: 0,
  moved: 0,
  unsettled: 0,
  failed: 0,
  notRun: 0,
};

/** Commands whose JSON is one document, failed or not. */
export type JsonCommand = 'status' | 'diff' | 'sync' | 'rollback';

/** The document of a run that failed before anything could be told. */
export function failedJson(
  options: LookOptions & { readonly command: JsonCommand },
  message: string,
): JsonObject {
  const target = {
    name: 'default',
    ...(options.context === undefined ? {} : { context: options.context }),
    namespace: options.namespace ?? 'default',
  };
  const problems = [{ severity: 'error', message }];
  switch (options.command) {
    case 'sync':
      return { targets: [{ target, steps: [], notes: [], problems, summary: noSteps }] };
    case 'rollback':
      return { targets: [{ target, rollback: { outcome: 'nothing' }, objects: [], problems }] };
    case 'status':
    case 'diff':
      return { targets: [{ target, objects: [], problems, summary: noObjects }] };
  }
}
