import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/core/model/audit.ts';
import { auditText } from '../../../src/ui/auditWords.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name: 'agent' };
const place = { repository: '/shop', target: 'default', context: 'staging' };
// Local times: what is shown is this machine's clock.
const at = (minute: number): string => new Date(2026, 10, 5, 9, minute, 7).toISOString();

function linesOf(...entries: readonly AuditEntry[]): readonly string[] {
  return auditText('shop', entries).text.split('\n');
}

it('tells when, who, what, where, by which commit, on which fields, and why not; newest first', () => {
  const who = { name: 'Ann', email: 'ann@example.com' };
  const captured: AuditEntry = {
    ...{ ...place, time: at(1), act: 'capture', who, commit: 'a1b2c3d4e5', outcome: 'done' },
    objects: [{ ref, fields: ['spec.replicas', 'spec.paused'], outcome: 'done' }],
    message: 'replicas 3 → 5',
  };
  const applied: AuditEntry = {
    ...{ ...place, time: at(2), act: 'apply', outcome: 'partial' },
    objects: [
      { ref, fields: [], outcome: 'done' },
      {
        ref: { apiVersion: 'v1', kind: 'Node', name: 'n' },
        fields: [],
        outcome: 'refused',
        message: 'managed by Argo CD',
      },
    ],
  };
  expect(linesOf(captured, applied)).toEqual([
    'What was done in shop, newest first; the same as JSON lines.',
    '',
    '2026-11-05 09:02:07  somebody (not recorded)  In part: Applied from Git',
    '    Cluster: staging',
    '    Deployment agent (task)',
    '    Node n: refused: managed by Argo CD',
    '',
    '2026-11-05 09:01:07  Ann <ann@example.com>  Captured live to commit',
    '    Cluster: staging',
    '    Commit: a1b2c3d',
    '    Deployment agent (task): spec.replicas, spec.paused',
    '    replicas 3 → 5',
    '',
  ]);
});

it('says where its link stands, and shows what others wrote as what it is', () => {
  const entry: AuditEntry = {
    ...{ ...place, time: 'whenever', act: 'pause', outcome: 'done', objects: [] },
    message: 'until \u001b[31mred',
  };
  const { text, link } = auditText('as JSON lines', [entry]);
  expect(text.slice(link.start, link.end)).toBe('as JSON lines');
  expect(link.start).toBeGreaterThan(text.indexOf('as JSON lines'));
  expect(text).toContain('whenever');
  expect(text).not.toContain('\u001b');
});

it('says what became of each object in words, and what another version wrote as it is', () => {
  const outcomes = ['unsettled', 'notRun', 'moved', 'unknown', 'elsewhere'];
  const objects = outcomes.map((outcome) => ({ ref, fields: [], outcome }));
  const lines = linesOf({ ...place, time: at(1), act: 'apply', outcome: 'failed', objects });
  expect(lines.slice(4, -1)).toEqual([
    '    Deployment agent (task): written, but the same again',
    '    Deployment agent (task): not begun',
    '    Deployment agent (task): changed meanwhile, not written',
    '    Deployment agent (task): not known',
    '    Deployment agent (task): elsewhere',
  ]);
});

it.each([
  ['withdraw', 'self-heal forbidden', []],
  ['resume', 'self-heal resumed', []],
  ['consent', 'self-heal allowed: undoes what hands change', ['    undoes what hands change']],
  ['pause', 'self-heal paused until 20:14', ['    until 20:14']],
  ['rollback', 'self-heal paused until 20:14', ['    self-heal paused until 20:14']],
] as const)('says of %s once what was done: %s', (act, message, below) => {
  const lines = linesOf({ ...place, time: at(1), act, outcome: 'done', objects: [], message });
  expect(lines.slice(4, -1)).toEqual(below);
});
