import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { statusKey } from '../engine/statusStore.ts';
import type { Place } from './place.ts';

/** Names an object of a folder, or some of its findings, for a command. */
export function objectPlace(
  folder: string,
  object: ObjectStatus,
  findings?: readonly Finding[],
): Place {
  return {
    folder,
    ...(object.source === undefined ? {} : { file: object.source.file }),
    key: statusKey(object),
    ...(findings === undefined ? {} : { paths: findings.map(({ path }) => formatPath(path)) }),
  };
}
