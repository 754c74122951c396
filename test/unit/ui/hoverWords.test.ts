import { describe, expect, it } from 'vitest';
import type { Finding, Writer } from '../../../src/core/model/finding.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import {
  findingHover,
  ignoredHover,
  objectHover,
  type HoverFacts,
} from '../../../src/ui/hoverWords.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const writer: Writer = {
  manager: 'kubectl-edit',
  class: 'hand',
  operation: 'Update',
  subresource: 'scale',
  time: '2026-11-25T11:58:00Z',
};
const facts: HoverFacts = {
  folder: 'file:///shop',
  now: new Date('2026-11-25T12:00:00Z'),
  blame: [
    { commit: 'ffffffff', subject: 'First', author: 'Nobody', time: '2026-01-01T00:00:00Z' },
    {
      commit: 'a1b2c3d4e5',
      subject: 'Scale for the launch',
      author: 'Ann Example',
      time: '2026-11-22T12:00:00Z',
    },
  ],
};

function hover(over: Partial<Finding>, object: Partial<ObjectStatus> = {}): string {
  const finding = sampleFinding('spec.replicas', { git: 3, live: 5, line: 2, writer, ...over });
  const status = sampleObject('a', 'drifted', { findings: [finding], ...object });
  return read(findingHover({ finding, object: status, line: 1 }, facts));
}

/** As a person reads it, with the commands of its links. */
function read(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\(command:([\w.]+)\?[^)]*\)/g, '<$1: $2>')
    .replaceAll('&nbsp;', ' ')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/ +/g, ' ');
}

describe('findingHover', () => {
  it('tells both values, both authors, and what can be done', () => {
    expect(hover({})).toBe(
      [
        '**≠** `spec.replicas` Git `3` · live `5` ',
        '*Cluster* kubectl edit · `kubectl-edit` · 2 minutes ago at the latest · on /scale ',
        '*Git* Ann Example · 3 days ago · `a1b2c3d` Scale for the launch',
        '',
        '<Apply from Git: driftline.apply> · <Capture live to commit: driftline.capture> · <Ignore: driftline.ignoreField>',
      ].join('\n'),
    );
  });

  it('names nobody for a removal, and no commit for what Git does not declare', () => {
    const absent = { kind: 'absent', git: 3 } as const;
    const { live: _, writer: __, ...gone } = sampleFinding('spec.x', { ...absent, line: 2 });
    const object = sampleObject('a', 'drifted', { findings: [gone] });
    const text = read(findingHover({ finding: gone, object, line: 2 }, facts));
    expect(text).toContain('Git `3` · not in the cluster');
    expect(text).toContain('a removal leaves no trace of who made it');
    const added = hover({ kind: 'added' });
    expect(added).toContain('not in Git · live `5`');
    expect(added).not.toContain('Ann Example');
  });

  it('says of a secret only that it differs, and offers no capture', () => {
    const { git: _, live: __, ...masked } = sampleFinding('data.x', { masked: true, line: 2 });
    const object = sampleObject('a', 'drifted', { findings: [masked] });
    const text = read(findingHover({ finding: masked, object, line: 2 }, facts));
    expect(text).toContain('live differs from Git (secret, not shown)');
    expect(text).not.toContain('driftline.capture');
  });

  it('offers nothing that would be refused', () => {
    const owned = hover({}, { owner: 'Argo CD application shop' });
    expect(owned).toContain('Managed by Argo CD application shop');
    expect(owned).not.toContain('driftline.apply');
    const pending = hover({ pending: true });
    expect(pending).toContain('**↓**');
    expect(pending).not.toContain('driftline.capture');
    expect(pending).not.toContain('driftline.ignoreField');
    const away = hover({}, { since: '2026-11-25T11:00:00Z' });
    expect(away).not.toMatch(/driftline\.(?:apply|capture)/);
  });

  it('shows of a text of many lines those that differ', () => {
    const text = hover({ git: 'a\nlevel = 1\n```\nz\n', live: 'a\nlevel = 2\n````\nz\n' });
    expect(text).toContain('`spec.replicas` Git − · live +');
    expect(text).toContain('`````diff\n- level = 1\n- ```\n+ level = 2\n+ ````\n`````');
    const many = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
    expect(hover({ git: '', live: many })).toContain('… 19 more lines');
  });

  it('gives long values lines of their own, and leaves out their middle', () => {
    const text = hover({ git: 'x'.repeat(100), live: 'y'.repeat(200_000) });
    expect(text).toContain(`\nGit \`${'x'.repeat(100)}\``);
    expect(text).toMatch(/\nlive `y+…y+`/);
    expect(text.length).toBeLessThan(1500);
  });
});

describe('objectHover', () => {
  it('says what the object is, why fields are no findings, and which are ignored', () => {
    const ignored = { ...sampleFinding('spec.x'), rule: '.driftline.yaml:4: /spec/x' };
    const object = sampleObject('a', 'inSync', { message: 'An HPA sets it', ignored: [ignored] });
    const text = read(objectHover(object, facts));
    expect(text).toBe(
      [
        '**✓** Deployment agent is in sync. ',
        'An HPA sets it. ',
        'Ignored: `spec.x`, by `.driftline.yaml:4: /spec/x`',
      ].join('\n'),
    );
    expect(read(ignoredHover(ignored))).toContain('No finding: ignored by `.driftline.yaml:4');
  });

  it('offers to create what is missing', () => {
    const text = read(objectHover(sampleObject('a', 'missing'), facts));
    expect(text).toContain('<Create from Git: driftline.apply>');
  });
});
