import type { DefaultsTable } from '../../src/core/schema/defaultsTable.ts';

/** What the generator can't find out from samples, each with its reason. */
export interface KnownRules {
  /** Rules that are given; they have to explain what they are for like any other. */
  readonly types: DefaultsTable['types'];
  /**
   * Type name → paths which the server leaves alone in some objects for a reason that live does not
   * show. A rule is made from the others: where a hand puts the very same value, it goes unseen.
   */
  readonly sometimes: Readonly<Record<string, readonly string[]>>;
}

const core = 'io.k8s.api.core.v1.';

export const knownRules: KnownRules = {
  types: {
    // By the image's tag.
    [`${core}Container`]: { imagePullPolicy: [{ rule: 'imagePullPolicy' }] },
    // Test clusters are IPv4 only; others may be set up otherwise.
    [`${core}ServiceSpec`]: { ipFamilies: [{ rule: 'ipFamilies' }] },
  },
  sometimes: {},
};
