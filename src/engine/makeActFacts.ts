import { valueAt } from '../core/diff/valueAt.ts';
import type { ActFinding } from '../core/plan/objectFacts.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ActFacts } from './actFacts.ts';
import type { KnownKind } from './kindCatalog.ts';
import type { Verdict } from './objectJudge.ts';

/** Joins a verdict, whose values may be masked, with the values that an act needs. */
export function makeActFacts(parts: {
  readonly verdict: Verdict;
  readonly desired: KubeObject;
  readonly live: KubeObject;
  readonly kind: KnownKind;
  readonly classify: ActFacts['classify'];
}): ActFacts {
  const { verdict, desired, live, kind, classify } = parts;
  const { schema } = kind;
  const findings = verdict.status.findings.map((finding): ActFinding => {
    const git = valueAt(desired, finding.path, schema);
    const current = valueAt(live, finding.path, schema);
    return {
      finding,
      ...(git === undefined ? {} : { git }),
      ...(current === undefined ? {} : { live: current }),
    };
  });
  return {
    status: verdict.status,
    desired,
    live,
    findings,
    carried: verdict.carried,
    ...(verdict.opaque ? { opaque: true as const } : {}),
    ...(schema === undefined ? {} : { schema }),
    kind: kind.resource,
    classify,
  };
}
