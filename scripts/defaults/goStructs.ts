import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One field of a Go struct as JSON knows it. */
export interface GoField {
  /** Empty for an embedded struct whose fields count as its parent's own. */
  readonly json: string;
  /** `*int32`, `[]Container`, `metav1.Time` */
  readonly type: string;
  /** `omitempty` never leaves a struct out, `omitzero` does. */
  readonly omits: 'empty' | 'zero' | 'never';
}

/** OpenAPI type name → fields, and the names by which they refer to other packages. */
export interface GoStruct {
  readonly fields: readonly GoField[];
  /** Prefix of the OpenAPI names of the struct's own package: `io.k8s.api.core.v1.` */
  readonly prefix: string;
  /** Import alias → prefix of OpenAPI names. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Declared types of all packages: structs with their fields, others as the type behind them. */
export interface GoTypes {
  readonly structs: ReadonlyMap<string, GoStruct>;
  /** `io.k8s.api.core.v1.Protocol` → `string` */
  readonly named: ReadonlyMap<string, string>;
}

const run = promisify(execFile);

const modules: readonly string[] = [
  'k8s.io/api',
  'k8s.io/apimachinery',
  'k8s.io/apiextensions-apiserver',
  'k8s.io/kube-aggregator',
];

/** Reads the types of the Kubernetes modules which the test cluster is built from. */
export async function readGoStructs(root: string): Promise<GoTypes> {
  const structs = new Map<string, GoStruct>();
  const named = new Map<string, string>();
  const cwd = join(root, 'test', 'cluster');
  for (const module of modules) {
    const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd });
    for (const file of await typeFiles(stdout.trim())) {
      const folder = join(module, file.folder).replaceAll('\\', '/');
      readTypes(await readFile(file.path, 'utf8'), folder, structs, named);
    }
  }
  return { structs, named };
}

interface TypeFile {
  readonly path: string;
  readonly folder: string;
}

async function typeFiles(module: string): Promise<readonly TypeFile[]> {
  const entries = await readdir(module, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^types.*\.go$|^intstr\.go$/.test(entry.name))
    .map((entry) => ({
      path: join(entry.parentPath, entry.name),
      folder: entry.parentPath.slice(module.length),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readTypes(
  text: string,
  folder: string,
  structs: Map<string, GoStruct>,
  named: Map<string, string>,
): void {
  const prefix = openApiPrefix(folder);
  const imports = importsOf(text);
  for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    structs.set(prefix + name, { fields: fieldsOf(body), prefix, imports });
  }
  for (const [, name = '', type = ''] of text.matchAll(
    /^(?:type|\t)\s*(\w+) ([\w.[\]*]+)(?: *\/\/.*)?$/gm,
  )) {
    if (type !== 'struct' && type !== 'interface') named.set(prefix + name, type);
  }
}

/** `k8s.io/api/core/v1` → `io.k8s.api.core.v1.` */
function openApiPrefix(folder: string): string {
  return `${folder.replace(/^k8s\.io\//, 'io.k8s.').replaceAll('/', '.')}.`;
}

function importsOf(text: string): Readonly<Record<string, string>> {
  const block = /^import \(([\s\S]*?)^\)/m.exec(text)?.[1] ?? '';
  const found: Record<string, string> = {};
  for (const [, alias, path = ''] of block.matchAll(/^\s*(\w+)?\s*"([^"]+)"/gm)) {
    found[alias ?? path.split('/').at(-1) ?? ''] = openApiPrefix(path);
  }
  return found;
}

function fieldsOf(body: string): readonly GoField[] {
  return [...body.matchAll(/^\t(?:(\w+)\s+)?([\w.[\]*]+)\s+`json:"([^"]*)"/gm)].flatMap(
    ([, name, type = '', tag = '']) => {
      const [json = '', ...options] = tag.split(',');
      if (json === '-') return [];
      const omits = options.includes('omitzero')
        ? 'zero'
        : options.includes('omitempty')
          ? 'empty'
          : 'never';
      const isInline = options.includes('inline') || (json === '' && name === undefined);
      return [{ json: isInline ? '' : json || (name ?? ''), type, omits }];
    },
  );
}
