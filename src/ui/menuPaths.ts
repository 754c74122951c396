import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { actsOnFinding, actsOnObject } from './offeredActs.ts';

/** Files by what a menu may offer on them: paths from the repository's root. */
export interface MenuPaths {
  readonly manifests: ReadonlySet<string>;
  readonly apply: ReadonlySet<string>;
  readonly capture: ReadonlySet<string>;
  readonly ignore: ReadonlySet<string>;
}

/** A file offers what at least one of its objects offers; one that declares none offers nothing. */
export function menuPaths(objects: Iterable<ObjectStatus>): MenuPaths {
  const manifests = new Set<string>();
  const apply = new Set<string>();
  const capture = new Set<string>();
  const ignore = new Set<string>();
  for (const object of objects) {
    const file = object.source?.file;
    if (file === undefined) continue;
    manifests.add(file);
    const acts = actsOnObject(object);
    if (acts.apply !== 'none') apply.add(file);
    if (acts.capture) capture.add(file);
    if (object.findings.some((finding) => actsOnFinding(object, finding).ignore)) ignore.add(file);
  }
  return { manifests, apply, capture, ignore };
}
