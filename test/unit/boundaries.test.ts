import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const builtin = 'node:';

/** house.md's table: what a room may import, beside itself. */
const rooms: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly libraries: readonly string[] }>
> = {
  'src/core': { rooms: [], libraries: ['yaml', 'dequal', 'diff', 'picomatch'] },
  'src/engine': { rooms: ['src/core'], libraries: ['p-limit'] },
  'src/adapters/kubernetes': {
    rooms: ['src/engine', 'src/core'],
    libraries: ['@kubernetes/client-node', 'undici', 'p-limit', builtin],
  },
  'src/adapters/git': { rooms: ['src/engine', 'src/core'], libraries: ['simple-git', builtin] },
  'src/adapters/render': { rooms: ['src/engine', 'src/core'], libraries: ['yaml', builtin] },
  'src/adapters/host': { rooms: ['src/engine', 'src/core'], libraries: ['vscode', builtin] },
  'src/cli': { rooms: ['src/engine', 'src/core'], libraries: ['diff', builtin] },
  'src/shared': { rooms: ['src/core'], libraries: [] },
  'src/ui': {
    rooms: ['src/engine', 'src/core', 'src/shared', 'src/contributions.ts'],
    libraries: ['vscode'],
  },
  'src/contributions.ts': { rooms: [], libraries: [] },
  webview: { rooms: ['src/shared', 'src/core'], libraries: ['@vscode/webview-ui-toolkit', 'diff'] },
};

function filesBelow(folder: string): string[] {
  const absolute = path.join(root, folder);
  let entries: string[];
  try {
    entries = statSync(absolute).isDirectory() ? readdirSync(absolute) : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(root, file)).isDirectory()) return filesBelow(file);
    return name.endsWith('.ts') ? [file] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function roomOf(file: string): string | undefined {
  return Object.keys(rooms)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function violation(file: string, specifier: string): string | undefined {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : rooms[room];
  if (room === undefined || rule === undefined) return undefined;
  if (specifier.startsWith('.')) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    const allowed = [room, ...rule.rooms].some(
      (name) => target === name || target.startsWith(`${name}/`),
    );
    return allowed ? undefined : `${file} → ${target}`;
  }
  const allowed = rule.libraries.some((name) =>
    name === builtin
      ? specifier.startsWith(builtin)
      : specifier === name || specifier.startsWith(`${name}/`),
  );
  return allowed ? undefined : `${file} → ${specifier}`;
}

describe('the rooms of the house', () => {
  const files = [...filesBelow('src'), ...filesBelow('webview')];

  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it('keeps to its doors', () => {
    const found = files.flatMap((file) =>
      importsOf(file).flatMap((specifier) => violation(file, specifier) ?? []),
    );
    expect(found).toEqual([]);
  });

  it('notices a door that is not there', () => {
    expect(violation('src/core/diff/x.ts', 'node:fs')).toBeDefined();
    expect(violation('src/core/diff/x.ts', '../../engine/cluster.ts')).toBeDefined();
    expect(violation('src/ui/x.ts', '../adapters/git/y.ts')).toBeDefined();
    expect(violation('src/engine/x.ts', 'vscode')).toBeDefined();
    expect(violation('src/engine/x.ts', '../core/model/json.ts')).toBeUndefined();
  });

  it('keeps the toolkit in one file of the webview', () => {
    const users = filesBelow('webview').filter((file) =>
      importsOf(file).some((specifier) => specifier.startsWith('@vscode/webview-ui-toolkit')),
    );
    expect(users.filter((file) => file !== 'webview/toolkit.ts')).toEqual([]);
  });
});
