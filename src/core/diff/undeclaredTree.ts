import type { FieldPath } from '../model/fieldPath.ts';
import type { Json } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kubeObject.ts';
import type { WriterClass } from '../model/finding.ts';

/**
 * What an undeclared leaf of live is. `none`: the server's own, or a controller's; it keeps its
 * parent from being one finding. `neutral`: goes with whatever surrounds it. `consequence`: the
 * default of a thing that somebody put there; a finding only where the thing shows nothing else.
 */
export type LeafVerdict = { readonly type: 'none' | 'neutral' } | FindingVerdict;

export interface FindingVerdict {
  readonly type: 'finding' | 'consequence';
  readonly kind: 'added' | 'stale';
  readonly class: WriterClass;
  readonly owner?: ManagedFieldsEntry;
  /** See `Difference`. */
  readonly inferred?: true;
}

/** An undeclared subtree of live with the verdict of each leaf. */
export interface UndeclaredTree {
  readonly path: FieldPath;
  readonly value: Json;
  /** Only on leaves. */
  readonly verdict?: LeafVerdict;
  readonly children: readonly UndeclaredTree[];
  /** A keyed list, a set or a free map: its members are findings of their own. */
  readonly collection: boolean;
  /** A list item or the entry of a free map: a finding's root at the largest. */
  readonly member: boolean;
}

/** One thing that came as a whole. */
export interface UndeclaredThing {
  readonly path: FieldPath;
  readonly value: Json;
  readonly kind: 'added' | 'stale';
  readonly owner?: ManagedFieldsEntry;
  readonly inferred?: true;
}

interface Summary {
  /** What all its leaves, neutral ones aside, agree on. */
  readonly agreed?: FindingVerdict;
  readonly neutral: boolean;
  readonly holdsCollection: boolean;
}

/** Folds leaves into things: one finding a thing (drift.md 2). */
export function foldTree(tree: UndeclaredTree): readonly UndeclaredThing[] {
  return fold(tree, hasFinding(tree) ? ['finding'] : ['finding', 'consequence']);
}

function hasFinding({ verdict, children }: UndeclaredTree): boolean {
  return verdict === undefined ? children.some(hasFinding) : verdict.type === 'finding';
}

/** `counts`: the verdicts that make a finding; consequences beside one do not. */
type Counts = readonly LeafVerdict['type'][];

function fold(tree: UndeclaredTree, counts: Counts): readonly UndeclaredThing[] {
  const { agreed, holdsCollection } = summarize(tree, counts);
  if (agreed !== undefined && !tree.collection && (tree.member || !holdsCollection)) {
    return [asThing(tree, agreed)];
  }
  return tree.children.flatMap((child) => fold(child, counts));
}

function summarize(tree: UndeclaredTree, counts: Counts): Summary {
  if (tree.verdict !== undefined) return summarizeLeaf(tree.verdict, counts);
  const parts = tree.children.map((child) => summarize(child, counts));
  const uniform = parts.every((part) => part.neutral || part.agreed !== undefined);
  const agreed = uniform ? merge(parts.flatMap((part) => part.agreed ?? [])) : undefined;
  return {
    ...(agreed === undefined ? {} : { agreed }),
    neutral: parts.every((part) => part.neutral),
    holdsCollection: tree.collection || parts.some((part) => part.holdsCollection),
  };
}

function summarizeLeaf(verdict: LeafVerdict, counts: Counts): Summary {
  switch (verdict.type) {
    case 'none':
    case 'neutral':
      return { neutral: verdict.type === 'neutral', holdsCollection: false };
    case 'finding':
    case 'consequence':
      return counts.includes(verdict.type)
        ? { agreed: verdict, neutral: false, holdsCollection: false }
        : { neutral: true, holdsCollection: false };
  }
}

/** One verdict for several, with the youngest owner; `undefined` where they disagree. */
function merge(verdicts: readonly FindingVerdict[]): FindingVerdict | undefined {
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const same = verdicts.every(
    (one) =>
      one.kind === first.kind && one.class === first.class && one.inferred === first.inferred,
  );
  if (!same) return undefined;
  return verdicts.reduce((best, one) =>
    (one.owner?.time ?? '') > (best.owner?.time ?? '') ? one : best,
  );
}

function asThing(tree: UndeclaredTree, verdict: FindingVerdict): UndeclaredThing {
  return {
    path: tree.path,
    value: tree.value,
    kind: verdict.kind,
    ...(verdict.owner === undefined ? {} : { owner: verdict.owner }),
    ...(verdict.inferred === true ? { inferred: true } : {}),
  };
}
