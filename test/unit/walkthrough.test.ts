import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands, settings, views } from '../../src/contributions.ts';
import { readManifest } from '../fixtures/readManifest.ts';

const root = path.join(import.meta.dirname, '..', '..');

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

const { contributes } = readManifest() as {
  readonly contributes: {
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
  };
};
const [walkthrough] = contributes.walkthroughs;
const steps = walkthrough?.steps ?? [];

/** Ids of ours that a text's command links name. */
function linkedCommands(text: string): readonly string[] {
  return [...text.matchAll(/\(command:(driftline\.[\w.]+)/g)].flatMap(([, id]) => id ?? []);
}
const focusing = Object.values(views).map((view) => `${view}.focus`);
const known = new Set([...Object.keys(commands), ...focusing]);

describe('the walkthrough', () => {
  it('has four steps, each with a picture of our own that follows the theme', () => {
    expect(steps.map(({ id }) => id)).toEqual(['see', 'who', 'settle', 'keep']);
    for (const { media } of steps) {
      const file = path.join(root, media.svg);
      expect(existsSync(file), media.svg).toBe(true);
      const svg = readFileSync(file, 'utf8');
      expect(svg).toContain('var(--vscode-editor-background');
      expect(svg).not.toMatch(/<script|href=|url\(/);
      expect(media.altText.length).toBeGreaterThan(20);
    }
  });

  it('is done by commands, views and settings that exist', () => {
    for (const event of steps.flatMap(({ completionEvents }) => completionEvents)) {
      const [kind, id = ''] = event.split(':');
      const ids = { onCommand: commands, onSettingChanged: settings, onView: undefined };
      const of = ids[kind as keyof typeof ids];
      expect(of ? Object.keys(of) : Object.values(views), event).toContain(id);
    }
  });

  it('links to commands that exist, as welcomes do', () => {
    const texts = [
      ...steps.map(({ description }) => description),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    const unknown = texts.flatMap(linkedCommands).filter((id) => !known.has(id));
    expect(unknown).toEqual([]);
  });
});

describe('welcomes', () => {
  it('has one for each that the view may ask for, with a button', () => {
    const asked = contributes.viewsWelcome.flatMap(
      ({ when }) => /driftline\.welcome == (\w+)/.exec(when)?.[1] ?? [],
    );
    const source = readFileSync(path.join(root, 'src', 'ui', 'welcome.ts'), 'utf8');
    const type = /export type Welcome =([^;]*);/.exec(source)?.[1] ?? '';
    const wanted = [...type.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(asked.toSorted()).toEqual(wanted.toSorted());
    for (const { contents, when } of contributes.viewsWelcome) {
      if (when.includes('welcome')) expect(contents, when).toMatch(/\]\(command:/);
    }
  });
});
