import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/core/model/audit.ts';
import type { TimelineEvent } from '../../../../src/core/model/timeline.ts';
import { historyRows } from '../../../../src/ui/historyView/historyRows.ts';

const now = new Date('2026-11-22T12:00:00Z');
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name: 'task-agent' };

const commit: TimelineEvent = {
  kind: 'commit',
  time: '2026-11-22T10:00:00Z',
  commit: 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2',
  subject: 'Scale for the launch',
  message: 'Scale for the launch\n\nThree: one a zone.',
  who: { name: 'Ann Example', email: 'ann@example.com' },
};

const act = (over: Partial<AuditEntry> = {}): TimelineEvent => ({
  kind: 'act',
  time: '2026-11-20T10:00:00Z',
  entry: {
    time: '2026-11-20T10:00:00Z',
    act: 'apply',
    who: { name: 'Ben', email: 'ben@example.com' },
    repository: '/shop',
    target: 'default',
    context: 'staging',
    commit: 'feedbeef00',
    objects: [{ ref, fields: ['spec.replicas'], outcome: 'done' }],
    outcome: 'done',
    ...over,
  },
});

const write = (writerClass: 'hand' | 'applier' | 'controller' | 'unknown'): TimelineEvent => ({
  kind: 'write',
  time: '2026-11-22T11:58:00Z',
  writer: { manager: 'kubectl', class: writerClass, operation: 'Update', subresource: 'scale' },
  ref,
  fields: ['spec.replicas'],
});

const shown = (...events: TimelineEvent[]) =>
  historyRows('file:///shop', events, now).map(({ label, description }) => [label, description]);

describe('historyRows', () => {
  it('says who, what and when of each kind of event, in the order they come', () => {
    expect(shown(write('hand'), commit, act())).toEqual([
      ['task-agent replicas', 'kubectl scale · 2 min'],
      ['Scale for the launch', 'Ann Example · 2 h'],
      ['Applied task-agent', 'Ben · Nov 20'],
    ]);
  });

  it('says why in the tooltip, with the exact time', () => {
    const [row] = historyRows('f', [commit], now);
    expect(row?.lines).toContain('Three: one a zone.');
    expect(row?.lines).toContain('Ann Example <ann@example.com>');
    expect(row?.lines.join('\n')).toMatch(/2026/);
  });

  it('leaves out what appliers and controllers wrote, not what nobody knows', () => {
    expect(shown(write('applier'), write('controller'))).toEqual([]);
    expect(shown(write('unknown'))).toHaveLength(1);
  });

  it('says when an act was not done, and why', () => {
    const failed = act({ outcome: 'refused', message: 'Managed by Argo CD.' });
    const [row] = historyRows('f', [failed], now);
    expect(row?.label).toBe('Refused: task-agent');
    expect(row?.lines).toContain('Managed by Argo CD.');
    expect(row?.icon).toMatchObject({ codicon: 'error' });
  });

  it('leaves room for who and when in a narrow view, whatever there is to say', () => {
    const long = 'Move the agents of all three regions to the new queue 🚚🚚';
    const events = [
      { ...commit, subject: long } as TimelineEvent,
      { ...write('hand'), fields: ['spec.replicas', 'spec.paused'] } as TimelineEvent,
      act({ objects: Array.from({ length: 9 }, () => ({ ref, fields: [], outcome: 'done' })) }),
    ];
    for (const [label] of shown(...events)) expect([...(label ?? '')].length).toBeLessThan(21);
    expect(shown(events[0] as TimelineEvent)[0]?.[0]).toBe('Move the agents of…');
    const [row] = historyRows('f', [{ ...commit, subject: long, message: long } as never], now);
    expect(row?.lines[0]).toBe(long);
    // Who hears it gets all of it.
    expect(row?.spoken).toBe(`${long}, ${row?.description}`);
  });

  it('shows a commit of ours once, by what was done', () => {
    const subject = 'capture(task-agent): replicas 3 → 5 from staging';
    const mine = { ...commit, subject, message: subject } as TimelineEvent;
    const made = { commit: 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2', message: subject };
    const capture = act({ act: 'capture', ...made });
    expect(shown(capture, mine)).toEqual([['Captured task-agent', 'Ann Example · 2 h']]);
    const [row] = historyRows('f', [mine, capture], now);
    expect(row).toMatchObject({ icon: { codicon: 'repo-pull' }, context: 'driftline.commit' });
    expect(row?.spoken).toBe(`Captured task-agent, ${subject}, Ann Example · 2 h`);
    expect(row?.lines.join('\n')).toMatch(/spec\.replicas[^]*Cluster: staging[^]*a1b2c3d4/);
    // What a person wrote says why; an apply of a commit is another thing than the commit.
    const why = { ...commit, subject: 'Five for the launch' } as TimelineEvent;
    expect(shown(capture, why).map(([label]) => label)).toEqual(['Five for the launch']);
    const [own] = historyRows('f', [why, capture], now);
    expect(own?.spoken).toBe('Five for the launch, Captured task-agent, Ann Example · 2 h');
    expect(shown(act({ ...made }), commit)).toHaveLength(2);
    // A commit into a branch that does not count yet is not among those of the path.
    expect(shown(capture)).toHaveLength(1);
  });

  it('gives what commands take, and an id of its own to each of equal events', () => {
    const rows = historyRows('file:///shop', [commit, act(), act(), write('hand')], now);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
    expect(rows[0]).toMatchObject({ folder: 'file:///shop', context: 'driftline.commit' });
    expect(rows[1]?.commit).toBe('feedbeef00');
    expect(rows[3]?.key).toBe('apps/Deployment/task/task-agent');
  });

  it('writes out what would steer or hide', () => {
    const odd = { ...commit, subject: 'To \u202egnp\u001b[2J' } as TimelineEvent;
    expect(shown(odd)[0]?.[0]).toBe('To \\u202egnp\\x1b[2J');
  });
});
