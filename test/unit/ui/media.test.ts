import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawIcon, drawMarks } from '../../../scripts/drawIcons.mjs';
import { findingPresentation, statusPresentation } from '../../../src/ui/presentation.ts';

const media = path.join(import.meta.dirname, '..', '..', '..', 'media');
const marks = path.join(media, 'marks');

describe('media', () => {
  it('is what the drawing script draws', () => {
    const drawn = drawMarks();
    expect(readdirSync(marks).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, text] of drawn) {
      expect(readFileSync(path.join(marks, name), 'utf8'), name).toBe(text);
    }
    expect(readFileSync(path.join(media, 'icon.svg'), 'utf8')).toBe(drawIcon());
  });

  it('has a light and a dark mark for all that the presentation names', () => {
    const findings = Object.values(findingPresentation).map(({ icon }) => icon);
    const statuses = Object.values(statusPresentation).map(({ icon }) => icon);
    const names = [
      ...statuses.map((icon) => `${icon}-edited`),
      ...statuses,
      ...['drifted', 'behind'].flatMap((status) => findings.map((icon) => `${status}-${icon}`)),
    ];
    const wanted = names.flatMap((name) =>
      ['', '-hollow'].flatMap((form) =>
        ['dark', 'light'].map((theme) => `${name}${form}-${theme}.svg`),
      ),
    );
    const present = new Set(readdirSync(marks));
    expect(wanted.filter((name) => !present.has(name))).toEqual([]);
    expect(present).toContain('edited-dark.svg');
  });
});
