import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../fixtures/readManifest.ts';
import {
  colors,
  commands,
  contextKeys,
  selectedRows,
  settings,
  viewItems,
  views,
} from '../../src/contributions.ts';

const root = path.join(import.meta.dirname, '..', '..');

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly markdownDescription: string;
}

interface Manifest {
  readonly icon?: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly icon: string;
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
    readonly keybindings: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
      readonly when: string;
      readonly args?: string;
    }[];
    readonly colors: readonly {
      readonly id: string;
      readonly defaults: Readonly<Record<string, string>>;
    }[];
  };
}

const manifest = readManifest() as Manifest;
const { contributes } = manifest;

function sourceText(folder: string): string {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8'))
    .join('\n');
}

/** What VS Code itself does by F keys with Alt, and chords that start as ours: taken already. */
const takenKeys = ['alt+f1', 'alt+f2', 'alt+f3', 'alt+f5', 'alt+f6', 'alt+f8', 'alt+f9', 'alt+f10'];

describe('package.json', () => {
  it('takes no key that VS Code has given away', () => {
    const { keybindings } = contributes;
    const keys = keybindings.map(({ key }) => key);
    // One key may do two things, but never at one place.
    const places = keybindings.map(({ key, when }) => `${key} ${when}`);
    expect(places).toEqual([...new Set(places)]);
    for (const key of keys) {
      expect(takenKeys).not.toContain(key.replace('shift+', ''));
      // AltGr on many keyboards, and the desktop's own on others.
      expect(key).not.toMatch(/^ctrl\+alt\+.$/);
    }
  });

  it('lets a key of the Drift view mean the selected rows', () => {
    const inView = contributes.keybindings.filter(({ when }) => when.includes(`== ${views.drift}`));
    expect(inView.map(({ args }) => args)).toEqual([selectedRows]);
    const { key, command } = inView[0] ?? {};
    const elsewhere = contributes.keybindings.filter((one) => one.key === key && !one.args);
    expect(elsewhere).toMatchObject([
      { command, when: expect.stringContaining(`focusedView != ${views.drift}`) as string },
    ]);
  });

  it('declares exactly the commands of contributions.ts', () => {
    const declared = contributes.commands.map(({ command, title, category, icon }) => {
      expect(category).toBe('Driftline');
      return [command, { title, icon }];
    });
    expect(Object.fromEntries(declared)).toEqual(commands);
  });

  it('declares exactly the settings, with their defaults and limits', () => {
    const declared = contributes.configuration.properties;
    expect(Object.keys(declared)).toEqual(Object.keys(settings));
    for (const [key, setting] of Object.entries(settings)) {
      const property = declared[key];
      expect(property, key).toMatchObject({
        type: Array.isArray(setting.default) ? 'array' : typeof setting.default,
        default: setting.default,
      });
      expect(property?.enum, key).toEqual(setting.values);
      expect(property?.minimum, key).toBe(setting.minimum);
      expect(property?.markdownEnumDescriptions?.length, key).toBe(setting.values?.length);
      expect(property?.markdownDescription.length, key).toBeGreaterThan(20);
    }
  });

  it('takes from untrusted workspaces every setting that chooses a server or a program', () => {
    const restricted = Object.entries(settings)
      .filter(([, setting]) => setting.restricted)
      .map(([key]) => key);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(restricted);
  });

  it('declares exactly the colours, for every kind of theme', () => {
    const wanted = Object.entries(colors).map(([id, start]) => {
      const { dark, light } = typeof start === 'string' ? { dark: start, light: start } : start;
      return { id, defaults: { dark, light, highContrast: dark, highContrastLight: light } };
    });
    expect(contributes.colors.map(({ id, defaults }) => ({ id, defaults }))).toEqual(wanted);
  });

  it('declares nothing that no code uses, and code uses nothing else', () => {
    const text = sourceText('src/ui') + readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    for (const id of [...Object.keys(commands), ...Object.keys(settings)]) {
      expect(text, id).toContain(`'${id}'`);
    }
    const known = new Set([
      ...Object.keys(commands),
      ...Object.keys(settings),
      ...Object.keys(colors),
      ...Object.values(contextKeys),
      ...Object.values(views),
      'driftline.panel',
      ...Object.values(viewItems),
      // Ids of things that are not declared: a status bar item, keys of the workspace's memory.
      'driftline.status',
      'driftline.binding',
      'driftline.choices',
    ]);
    const used = [...text.matchAll(/'(driftline\.[\w.]+)'/g)].map(([, id]) => id);
    expect(used.filter((id) => id !== undefined && !known.has(id))).toEqual([]);
  });

  it('has a square icon of its own', () => {
    if (manifest.icon === undefined) throw new Error('package.json names no icon');
    const file = path.join(root, manifest.icon);
    expect(existsSync(file)).toBe(true);
    const png = readFileSync(file);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
  });
});
