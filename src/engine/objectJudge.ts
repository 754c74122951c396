import { isPending, type Candidate } from '../core/diff/base.ts';
import { isAutoscaled } from '../core/diff/autoscaler.ts';
import { WriterClassifier } from '../core/diff/classifyWriter.ts';
import type { Comparison, ComparisonInput, Difference } from '../core/diff/comparison.ts';
import { compareObjects } from '../core/diff/compareObjects.ts';
import { isDeletion } from '../core/diff/deletion.ts';
import { IgnoreRules } from '../core/diff/ignoreRules.ts';
import { valueAt } from '../core/diff/valueAt.ts';
import { isEqual } from '../core/model/equal.ts';
import { maskFinding, maskObject } from '../core/diff/maskObject.ts';
import { MaskRules } from '../core/diff/maskRules.ts';
import { normalizeDesired } from '../core/diff/normalizeDesired.ts';
import { isOpaquePlace, opaqueLeaves } from '../core/diff/opaqueLeaves.ts';
import { statusOfFindings } from '../core/diff/statusOfFindings.ts';
import { isLiteral } from '../core/diff/literalText.ts';
import { healthOf } from '../core/health/healthOf.ts';
import { formatPath, type FieldPath } from '../core/model/fieldPath.ts';
import type {
  Confirmation,
  Finding,
  IgnoredFinding,
  Writer,
  WriterClass,
} from '../core/model/finding.ts';
import type { KubeObject, ManagedFieldsEntry } from '../core/model/kubeObject.ts';
import type { ObjectStatus, Problem } from '../core/model/objectStatus.ts';
import type { RepositorySettings } from '../core/model/settings.ts';
import type { ClusterIdentity, ServerChecks } from '../core/model/target.ts';
import { ownerOf } from '../core/plan/ownerOf.ts';
import { pruneUnknown } from '../core/schema/pruneUnknown.ts';
import { allocatedPaths } from '../core/schema/allocated.ts';
import { defaultsFor, isTableOf, type DefaultsTable } from '../core/schema/defaultsTable.ts';
import type { Autoscalers } from './autoscalers.ts';
import { BaseFinder, behindOf, type FoundBase } from './baseFinder.ts';
import type { Case } from './case.ts';
import type { Confirmer } from './confirmer.ts';
import type { Environment } from './environment.ts';
import { historyGap } from './historyGap.ts';
import type { LineFinder } from './lineFinder.ts';
import type { PastRevision, PastRevisions } from './pastRevisions.ts';
import type { Prober } from './prober.ts';
import { RepositoryError } from './repository.ts';
import type { SeenWrites } from './seenWrites.ts';
import { unknownStatus } from './unknownStatus.ts';

/** A judged object, with what an act needs to know beside its status. */
export interface Verdict {
  readonly status: ObjectStatus;
  /** In the order of `status.findings`. */
  readonly differences: readonly Difference[];
  /** Something else fills text in that live does not hold: the object is never applied by us. */
  readonly opaque: boolean;
  /** Places where live's value stands: ignored, autoscaled. */
  readonly carried: readonly FieldPath[];
  readonly problems: readonly Problem[];
}

/** What a judge is made of, for one revision of the target on one cluster. */
export interface JudgeParts {
  readonly identity: ClusterIdentity;
  readonly settings: RepositorySettings;
  readonly serverChecks: ServerChecks;
  readonly environment: Environment;
  readonly prober: Prober;
  readonly confirmer: Confirmer;
  readonly past: PastRevisions;
  readonly lines: LineFinder;
  readonly autoscalers: Autoscalers;
  readonly writes: Pick<SeenWrites, 'at'>;
}

/** diff of observe → diff → act: from one case to its status. Keeps nothing between cases. */
export class ObjectJudge {
  readonly #parts: JudgeParts;
  readonly #table: DefaultsTable;
  readonly #classifier: WriterClassifier;
  readonly #ignore: IgnoreRules;
  readonly #mask: MaskRules;
  readonly #bases: BaseFinder;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
    this.#table = defaultsFor(parts.identity.minor);
    this.#classifier = new WriterClassifier(
      parts.settings.writers.map((row) => ({ ...row, reason: '.driftline.yaml' })),
    );
    this.#ignore = new IgnoreRules(parts.settings.ignore);
    this.#mask = new MaskRules(parts.settings.mask);
    this.#bases = new BaseFinder({
      input: (one, desired) => this.#input(one, desired),
      opaque: (one, desired, past) => this.#opaquePaths(one, desired, past),
      isScaled: (one, difference) => this.#scaledBy(one, difference) !== undefined,
    });
  }

  /** Desired as it is applied and probed; a Secret's values are plain in it. */
  desiredOf(one: Pick<Case, 'entry' | 'kind'>): KubeObject {
    return pruneUnknown(this.#declaredOf(one), one.kind.schema);
  }

  /** Desired as it is compared: with the fields that this server does not know. */
  #declaredOf({ entry, kind }: Pick<Case, 'entry' | 'kind'>): KubeObject {
    return normalizeDesired(entry.document.object, entry.ref.namespace, kind.ownsStatus);
  }

  /** Tier 1 without any request. Synchronous: most objects of a repository in sync end here. */
  first(one: Case): Comparison {
    return compareObjects(this.#input(one, this.#declaredOf(one)));
  }

  /** The class of a writer, by the shipped table and the repository's settings. */
  get classify(): (entry: ManagedFieldsEntry) => WriterClass {
    return (entry) => this.#classifier.classify(entry);
  }

  /** A live object as it is compared: a Secret's values as digests. */
  masked(live: KubeObject): KubeObject {
    return maskObject(live, this.#parts.environment.digest);
  }

  /** The verdict on an object in which tier 1 sees nothing to ask; else `undefined`. */
  settleAtOnce(one: Case, first: Comparison): ObjectStatus | undefined {
    if (first.asksHistory || first.asksProbe || first.unknownFields.length > 0) return undefined;
    const { entry, live } = one;
    const owner = ownerOf(live);
    return {
      ref: entry.ref,
      source: entry.document.source,
      status: 'inSync',
      facets: [],
      health: healthOf(live),
      findings: [],
      ignored: [],
      ...(owner === undefined ? {} : { owner }),
    };
  }

  /** The whole verdict; `unknown` where it hangs on history that cannot be read. */
  async judge(one: Case, first: Comparison): Promise<Verdict> {
    try {
      return await this.#judge(one, first);
    } catch (error) {
      if (!(error instanceof RepositoryError)) throw error;
      return withoutHistory(one, `its history cannot be read: ${error.message}`);
    }
  }

  async #judge(one: Case, first: Comparison): Promise<Verdict> {
    const desired = this.desiredOf(one);
    const { comparison, probed, past } = await this.#compare(one, first);
    const opaque = this.#opaquePaths(one, desired, past);
    const seen = comparison.differences.filter(({ path }) => !isOpaquePlace(path, opaque));
    const scaled = seen.filter((difference) => this.#scaledBy(one, difference) !== undefined);
    const open = seen.filter((difference) => !scaled.includes(difference));
    const confirmed = await this.#confirm(one, desired, open, probed);
    const cleared = open.filter((difference) => !confirmed.has(difference));
    const kept = open.filter((difference) => confirmed.has(difference));
    const gap = historyGap(past, comparison, kept, this.#classifier);
    if (gap !== undefined) return withoutHistory(one, gapWords(gap));
    const base = this.#bases.find(one, past, { desired, kept, cleared });
    const findings = await this.#findings(one, kept, confirmed, base);
    const filledIn = opaque.some((path) => !this.#isSameThere(one, desired, path));
    return this.#verdict(one, { findings, base, scaled, comparison, filledIn });
  }

  /** Asks for probe and history where they could change the answer. */
  async #compare(
    one: Case,
    first: Comparison,
  ): Promise<{
    readonly comparison: Comparison;
    readonly probed: boolean;
    readonly past: readonly PastRevision[];
  }> {
    const declared = this.#declaredOf(one);
    const { comparison: told, probe } =
      this.#parts.serverChecks === 'full' && first.asksProbe
        ? await this.#probe(one, declared)
        : { comparison: first };
    let comparison = told;
    if (!comparison.asksHistory) return { comparison, probed: probe !== undefined, past: [] };
    const past = await this.#parts.past.of(one.entry.key, one.entry.document.source.file);
    const history = past.slice(1).flatMap(({ object }) => this.#pastDesired(one, object) ?? []);
    const input = { ...this.#input(one, declared), history };
    comparison = compareObjects(probe === undefined ? input : { ...input, probe });
    return { comparison, probed: probe !== undefined, past };
  }

  /** The comparison with all that the server taught, by other objects or by this one. */
  #probe(
    one: Case,
    declared: KubeObject,
  ): Promise<{ readonly comparison: Comparison; readonly probe?: KubeObject }> {
    const { prober } = this.#parts;
    return prober.inTurn(one.kind, one.entry.ref.namespace, async () => {
      const comparison = compareObjects(this.#input(one, declared));
      const probe = comparison.asksProbe
        ? await prober.ask(one.kind, this.desiredOf(one))
        : undefined;
      if (probe === undefined) return { comparison };
      return { comparison: compareObjects({ ...this.#input(one, declared), probe }), probe };
    });
  }

  #pastDesired({ entry, kind }: Case, object: KubeObject | undefined): KubeObject | undefined {
    if (object === undefined) return undefined;
    const desired = normalizeDesired(object, entry.ref.namespace, kind.ownsStatus);
    return maskObject(desired, this.#parts.environment.digest);
  }

  #input({ entry, kind, live }: Case, desired: KubeObject): ComparisonInput {
    const { volatile, learned } = this.#parts.prober.lessons(kind, entry.ref.namespace);
    return {
      desired: maskObject(desired, this.#parts.environment.digest),
      live,
      schema: kind.schema,
      table: this.#table,
      tableIsForeign:
        kind.schema?.typed === true && !isTableOf(this.#table, this.#parts.identity.minor),
      classifier: this.#classifier,
      skipStatus: kind.ownsStatus,
      allocated: allocatedPaths(entry.ref.apiVersion, entry.ref.kind),
      ...(this.#parts.serverChecks === 'full' ? { volatile, learned } : {}),
    };
  }

  #opaquePaths(
    one: Case,
    desired: KubeObject,
    past: readonly PastRevision[],
  ): readonly FieldPath[] {
    const encrypted = one.entry.document.encrypted === true;
    const leaves = opaqueLeaves(desired, one.kind.schema, encrypted);
    if (encrypted || leaves.length === 0) return leaves;
    return leaves.filter(
      (path) =>
        !isLiteral(
          path,
          one.live,
          past.flatMap(({ object }) => object ?? []),
          one.kind.schema,
        ),
    );
  }

  /** Live holds the declared text itself: then it is an ordinary leaf. */
  #isSameThere({ kind, live }: Case, desired: KubeObject, path: FieldPath): boolean {
    const { schema } = kind;
    return isEqual(valueAt(this.masked(desired), path, schema), valueAt(live, path, schema));
  }

  /** An object that is not there would be made with text that something else fills in. */
  holdsOpaque({ entry, kind }: Pick<Case, 'entry' | 'kind'>): boolean {
    const encrypted = entry.document.encrypted === true;
    return opaqueLeaves(this.desiredOf({ entry, kind }), kind.schema, encrypted).length > 0;
  }

  #scaledBy({ entry }: Case, difference: Difference): string | undefined {
    const scaler = this.#parts.autoscalers
      .of(entry.key)
      .find((one) => isAutoscaled(difference, one));
    return scaler === undefined ? undefined : `${scaler.kind} ${scaler.name}`;
  }

  /** Differences that stay, each with what confirmed it. */
  async #confirm(
    one: Case,
    desired: KubeObject,
    differences: readonly Difference[],
    probed: boolean,
  ): Promise<ReadonlyMap<Difference, Confirmation>> {
    const declared = differences.filter(({ kind }) => kind === 'changed' || kind === 'absent');
    const asks = this.#parts.serverChecks !== 'off' && declared.length > 0;
    const word = asks ? await this.#parts.confirmer.ask(one, desired, declared) : undefined;
    const confirmed = new Map<Difference, Confirmation>();
    for (const difference of differences) {
      if (!declared.includes(difference)) confirmed.set(difference, probed ? 'server' : 'local');
      else if (word === undefined) confirmed.set(difference, 'local');
      else if (word.has(difference)) confirmed.set(difference, 'server');
    }
    return confirmed;
  }

  async #findings(
    one: Case,
    kept: readonly Difference[],
    confirmed: ReadonlyMap<Difference, Confirmation>,
    base: Candidate | undefined,
  ): Promise<readonly (readonly [Difference, Finding])[]> {
    const lines = await this.#parts.lines.find(one.entry, kept);
    return kept.map((difference, index) => {
      const line = lines[index];
      const { owner, kind, path, git, live, inferred } = difference;
      const finding: Finding = {
        kind,
        path,
        ...(git === undefined ? {} : { git }),
        ...(live === undefined ? {} : { live }),
        ...(line === undefined ? {} : { line }),
        pending: base !== undefined && isPending(difference, base, this.#classifier),
        confirmedBy: confirmed.get(difference) ?? 'local',
        ...(owner === undefined ? {} : { writer: this.#writer(owner) }),
        ...(isRestart(path) ? { note: 'restarted by hand', leaveByDefault: true as const } : {}),
        ...(isDeletion(path) ? { note: 'being deleted' } : {}),
        ...(inferred === true ? inferredWords : {}),
      };
      return [
        difference,
        this.#mask.masks(one.entry.ref, finding) ? maskFinding(finding) : finding,
      ];
    });
  }

  #writer(owner: ManagedFieldsEntry): Writer {
    const seenAt = this.#parts.writes.at(owner);
    return { ...this.#classifier.writer(owner), ...(seenAt === undefined ? {} : { seenAt }) };
  }

  #verdict(
    one: Case,
    found: {
      readonly findings: readonly (readonly [Difference, Finding])[];
      readonly base: FoundBase | undefined;
      readonly scaled: readonly Difference[];
      readonly comparison: Comparison;
      readonly filledIn: boolean;
    },
  ): Verdict {
    const { ref } = one.entry;
    const ruled = found.findings.map(
      ([difference, finding]) => [difference, finding, this.#ignore.ruleFor(ref, finding)] as const,
    );
    const open = ruled.filter(([, , rule]) => rule === undefined);
    const ignored: IgnoredFinding[] = ruled.flatMap(([, finding, rule]) =>
      rule === undefined ? [] : [{ ...finding, rule }],
    );
    const findings = open.map(([, finding]) => finding);
    const pending = findings.some((finding) => finding.pending);
    const behind = found.base !== undefined && pending ? behindOf(found.base) : undefined;
    const owner = ownerOf(one.live);
    return {
      status: {
        ref,
        source: one.entry.document.source,
        ...this.#scaledMessage(one, found.scaled),
        ...statusOfFindings(findings, found.filledIn),
        facets: [],
        health: healthOf(one.live),
        findings,
        ignored,
        ...(behind === undefined ? {} : { behind }),
        ...(owner === undefined ? {} : { owner }),
      },
      differences: open.map(([difference]) => difference),
      opaque: found.filledIn,
      carried: [...found.scaled.map(({ path }) => path), ...ignored.map(({ path }) => path)],
      problems: found.comparison.unknownFields.map((path) => ({
        file: one.entry.document.source.file,
        line: one.entry.document.source.line,
        severity: 'warning' as const,
        message: `${ref.kind} ${ref.name}: this server does not know the field ${formatPath(path)}`,
      })),
    };
  }

  #scaledMessage(one: Case, scaled: readonly Difference[]): { readonly message?: string } {
    const [first] = scaled;
    if (first === undefined) return {};
    const scaler = this.#scaledBy(one, first);
    return { message: `${scaler ?? 'An autoscaler'} sets spec.replicas: no finding` };
  }
}

/** What it was before cannot be read: not good news, not drift, and nothing to act on. */
function withoutHistory({ entry }: Case, message: string): Verdict {
  const status = unknownStatus(entry, 'noHistory', message);
  return { status, differences: [], opaque: false, carried: [], problems: [] };
}

function gapWords({ commit: { commit, file } }: PastRevision): string {
  return `what it differs in may only be not applied yet, but ${file} as of ${commit.slice(0, 10)} is not in this partial clone: run "git fetch --refetch"`;
}

const inferredWords = {
  note: 'written in another API version, as it seems',
  leaveByDefault: true,
} as const;

function isRestart(path: FieldPath): boolean {
  const last = path.at(-1);
  return last !== undefined && 'key' in last && last.key === 'kubectl.kubernetes.io/restartedAt';
}
