import { formatPath } from '../model/fieldPath.ts';
import type { Writer, WriterClass } from '../model/finding.ts';
import { isJsonObject } from '../model/json.ts';
import { managedFieldsOf, type KubeObject, type ManagedFieldsEntry } from '../model/kubeObject.ts';
import { ownedPaths } from './ownedPaths.ts';

/** What one tool wrote into one object, as far as it still stands there. */
export interface LiveWrite {
  /** Its time is that of the tool's latest write: for each of the fields "at the latest". */
  readonly writer: Writer;
  readonly fields: readonly string[];
}

/**
 * Writes from outside that a live object still shows, by its managedFields. Controllers are left
 * out, and so is Driftline: the audit log tells of that with more.
 */
export function liveWrites(
  live: KubeObject,
  classify: (entry: ManagedFieldsEntry) => WriterClass,
  seenAt: (entry: ManagedFieldsEntry) => string | undefined,
): readonly LiveWrite[] {
  return managedFieldsOf(live).flatMap((entry): readonly LiveWrite[] => {
    const { manager = '', operation = 'Update', subresource, time, fieldsV1 } = entry;
    const seen = seenAt(entry);
    const writerClass = classify(entry);
    if (writerClass === 'controller' || manager === 'driftline' || subresource === 'status') {
      return [];
    }
    const fields = isJsonObject(fieldsV1) ? ownedPaths(fieldsV1).map(formatPath) : [];
    const writer = {
      manager,
      class: writerClass,
      operation,
      ...(subresource === undefined ? {} : { subresource }),
      ...(time === undefined ? {} : { time }),
      ...(seen === undefined ? {} : { seenAt: seen }),
    };
    return fields.length === 0 ? [] : [{ writer, fields }];
  });
}
