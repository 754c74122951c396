import { formatPath } from '../../core/model/fieldPath.ts';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { CaptureSelection } from '../../engine/commitDesk.ts';
import type { StatusStore } from '../../engine/statusStore.ts';
import type { Chosen, Consent } from '../../shared/protocol.ts';
import type { SyncRequest } from '../session.ts';

/**
 * What is to be applied: exactly the chosen findings that are still there, and what was allowed
 * for their objects.
 */
export function syncRequestOf(
  store: StatusStore,
  choices: readonly Chosen[],
  consents: readonly Consent[],
): SyncRequest {
  const paths = pathsByKey(store, choices, 'git');
  const only = new Map<ObjectKey, ReadonlySet<string>>();
  for (const [key, of] of paths) if (of !== 'whole') only.set(key, new Set(of));
  const own = consents.filter(({ key }) => paths.has(key));
  return {
    ...{ keys: [...paths.keys()], only },
    ...(own.length === 0 ? {} : { consents: new Map(own.map(({ key, ...of }) => [key, of])) }),
  };
}

/**
 * What is to be captured. What looks like a secret is in it: the person is asked before it is
 * written, and sees no value until then.
 */
export function selectionsOf(
  store: StatusStore,
  choices: readonly Chosen[],
): readonly CaptureSelection[] {
  const secret = new Set(secretChoices(store, choices).map(({ key }) => key));
  return [...pathsByKey(store, choices, 'live')].map(([key, paths]) => ({
    key,
    ...(paths === 'whole' ? {} : { paths }),
    ...(secret.has(key) ? { showsSecrets: true as const } : {}),
  }));
}

/** Choices that would bring into Git what looks like a secret. */
export function secretChoices(
  store: StatusStore,
  choices: readonly Chosen[],
): readonly { readonly key: ObjectKey; readonly path: string }[] {
  return choices.filter(({ key, path, choice }) => {
    const found = store.get(key)?.findings.find((one) => formatPath(one.path) === path);
    return choice === 'live' && found?.masked === true;
  });
}

type Paths = readonly string[] | 'whole';

function pathsByKey(
  store: StatusStore,
  choices: readonly Chosen[],
  wanted: Chosen['choice'],
): ReadonlyMap<ObjectKey, Paths> {
  const found = new Map<ObjectKey, Paths>();
  for (const { key, path, choice } of choices) {
    const status = store.get(key);
    if (choice !== wanted || status === undefined || !isThere(status, path)) continue;
    const known = found.get(key) ?? [];
    if (path === '' || known === 'whole') found.set(key, 'whole');
    else found.set(key, [...known, path]);
  }
  return found;
}

/** A whole object may be named only where it is missing: else it would mean more than was shown. */
function isThere({ status, findings }: ObjectStatus, path: string): boolean {
  if (path === '') return status === 'missing';
  return findings.some((finding) => formatPath(finding.path) === path);
}
