import { describe, expect, it } from 'vitest';
import { logLines } from '../../../src/cli/logText.ts';
import type { AuditEntry } from '../../../src/core/model/audit.ts';
import type { TimelineEvent } from '../../../src/core/model/timeline.ts';

const now = new Date('2026-11-22T12:00:00Z');
const who = { name: 'Ann Example', email: 'ann@example.com' };
const subject = 'capture(web): replicas 3 → 5 from staging';
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'x', name: 'web' };

const commit: TimelineEvent = {
  ...{ kind: 'commit', time: '2026-11-22T11:00:00Z', commit: 'a1b2c3d4e5f6', who },
  ...{ subject, message: subject },
};

function act(over: Partial<AuditEntry>): TimelineEvent {
  const time = '2026-11-22T11:00:00.500Z';
  const objects = [{ ref, fields: ['spec.replicas'], outcome: 'done' }];
  const entry: AuditEntry = {
    ...{ time, act: 'capture', who, repository: '/shop', target: 'default', context: 'staging' },
    ...{ commit: 'a1b2c3d4e5f6', message: subject, objects, outcome: 'done' },
    ...over,
  };
  return { kind: 'act', time, entry };
}

const text = (...events: readonly TimelineEvent[]) =>
  logLines(events, { surface: { color: false, columns: 200 }, now }).map((line) =>
    line.map((part) => part.text).join(''),
  );

describe('the log as text', () => {
  it('tells of a commit of ours once', () => {
    const lines = text(act({}), commit);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /Ann Example.*captured live to commit · staging.*a1b2c3d.*spec\.replicas.*replicas 3 → 5/,
    );
  });

  it('tells apart a commit and what was done with it', () => {
    expect(text(act({ act: 'apply' }), commit)).toHaveLength(2);
    expect(text(act({ commit: 'feedbeef' }), commit)).toHaveLength(2);
    expect(text(act({ outcome: 'failed' }), commit)).toHaveLength(2);
  });
});
