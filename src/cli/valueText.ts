import type { Finding } from '../core/model/finding.ts';
import type { Json } from '../core/model/json.ts';

const longest = 48;

/** A value on one line, cut where it is long; a string stands bare where that is clear. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function isPlain(text: string): boolean {
  return /^[A-Za-z0-9][\w./:@+-]*$/.test(text) && !/^(true|false|null|[\d.]+)$/.test(text);
}

/** What a finding says, from Git to the cluster: `3 → 5`, `added true`. */
export function differenceText(finding: Finding): string {
  const secret = finding.masked === true;
  switch (finding.kind) {
    case 'changed':
      return secret ? 'changed (secret)' : `${valueText(finding.git)} → ${valueText(finding.live)}`;
    case 'absent':
      return secret ? 'gone (secret)' : `${valueText(finding.git)} is gone`;
    case 'added':
      return secret ? 'added (secret)' : `added ${valueText(finding.live)}`;
    case 'stale':
      return secret ? 'left over (secret)' : `left over ${valueText(finding.live)}`;
  }
}

/** What settling a finding does to the cluster: `5 → 3`, `remove`. */
export function settlementText(finding: Finding): string {
  const secret = finding.masked === true;
  switch (finding.kind) {
    case 'changed':
      return secret
        ? 'set to the value in Git (secret)'
        : `${valueText(finding.live)} → ${valueText(finding.git)}`;
    case 'absent':
      return secret ? 'put back (secret)' : `put back ${valueText(finding.git)}`;
    case 'added':
    case 'stale':
      return secret ? 'remove (secret)' : `remove ${valueText(finding.live)}`;
  }
}
