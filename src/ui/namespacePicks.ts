import { l10n } from 'vscode';

/** A namespace to choose; `undefined` is the context's own. */
export interface NamespacePick {
  readonly label: string;
  readonly description?: string;
  readonly namespace: string | undefined;
  /** It only says why what was typed cannot be chosen. */
  readonly isNoName?: true;
  /** Shown whatever was typed. */
  readonly alwaysShow?: true;
}

/** The present one first, then those that manifests name, then the cluster's, each once. */
export function namespacePicks(facts: {
  readonly present: string;
  /** The kubeconfig's, for this context. */
  readonly own: string;
  readonly declared: ReadonlySet<string>;
  readonly listed: readonly string[];
}): readonly NamespacePick[] {
  const { present, own, declared, listed } = facts;
  const rank = (name: string): number => (name === present ? 0 : declared.has(name) ? 1 : 2);
  const names = [...new Set([present, ...declared, ...listed])].filter((name) => name !== own);
  const others = names
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name) => pick(name, name, facts));
  const ownPick = pick(own, undefined, facts);
  return own === present
    ? [ownPick, ...others]
    : [...others.slice(0, 1), ownPick, ...others.slice(1)];
}

function pick(
  label: string,
  namespace: string | undefined,
  { present, declared, own }: Parameters<typeof namespacePicks>[0],
): NamespacePick {
  const words = [
    ...(label === present ? [l10n.t('now')] : []),
    ...(label === own ? [l10n.t('the context’s own')] : []),
    ...(declared.has(label) ? [l10n.t('named in manifests')] : []),
  ];
  const description = words.join(' · ');
  return { label, namespace, ...(description === '' ? {} : { description }) };
}

/** What a text that was typed adds to the choice: itself, or why it cannot be a namespace. */
export function typedPicks(
  picks: readonly NamespacePick[],
  text: string,
): readonly NamespacePick[] {
  if (picks.some(({ label }) => label === text)) return [];
  if (isNamespaceName(text)) {
    return [{ label: text, description: l10n.t('use this name'), namespace: text }];
  }
  // It may be on its way to one of the list.
  if (picks.some(({ label }) => label.includes(text))) return [];
  const label = l10n.t('“{0}” cannot be a namespace', text);
  const description = l10n.t('lower-case letters, digits and dashes, 63 at most');
  return [{ label, description, namespace: undefined, isNoName: true, alwaysShow: true }];
}

/** The rule of the API server for names of namespaces. */
export function isNamespaceName(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}
