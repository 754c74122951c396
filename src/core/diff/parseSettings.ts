import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Problem } from '../model/objectStatus.ts';
import {
  noSettings,
  type IgnoreRule,
  type MaskRule,
  type ObjectPattern,
  type RepositorySettings,
  type TargetSettings,
  type WriterRule,
} from '../model/settings.ts';
import { settingsFile } from '../model/settingsFile.ts';
import type { WriterClass } from '../model/finding.ts';
import type { ServerChecks } from '../model/target.ts';

/**
 * Reads `.driftline.yaml`. What cannot be read is a problem at its line and has no effect; the
 * rest counts.
 */
export function parseSettings(text: string): {
  readonly settings: RepositorySettings;
  readonly problems: readonly Problem[];
} {
  return new SettingsReader(text).read();
}

class SettingsReader {
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly #problems: Problem[] = [];

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  read(): { readonly settings: RepositorySettings; readonly problems: readonly Problem[] } {
    for (const error of this.#document.errors) {
      this.#problem(this.#lines.linePos(error.pos[0]).line, `${settingsFile}: ${error.message}`);
    }
    const root = this.#document.contents;
    if (this.#document.errors.length > 0 || root === null) return this.#done(noSettings);
    if (!isMap(root)) {
      this.#problemAt(root, `${settingsFile} must be a map with ignore, writers, mask or targets`);
      return this.#done(noSettings);
    }
    const fields = this.#fields(root, ['ignore', 'writers', 'mask', 'targets', 'version']);
    const target = this.#target(fields.get('targets'));
    return this.#done({
      ignore: this.#list(fields.get('ignore')).flatMap((node) => this.#ignoreRule(node)),
      mask: this.#list(fields.get('mask')).flatMap((node) => this.#maskRule(node)),
      writers: this.#writers(fields.get('writers')),
      ...(target === undefined ? {} : { target }),
    });
  }

  #done(settings: RepositorySettings): {
    readonly settings: RepositorySettings;
    readonly problems: readonly Problem[];
  } {
    return { settings, problems: this.#problems };
  }

  #ignoreRule(node: Node): readonly IgnoreRule[] {
    const fields = this.#fields(node, [...patternKeys, 'jsonPointers', 'managers', 'reason']);
    const pointers = this.#pointers(fields.get('jsonPointers'));
    const managers = this.#strings(fields.get('managers'));
    if (pointers.length === 0 && managers.length === 0) {
      this.#problemAt(node, `An ignore rule needs jsonPointers or managers; it hides nothing`);
      return [];
    }
    return [{ ...this.#pattern(fields), pointers, managers, line: this.#lineOf(node) }];
  }

  #maskRule(node: Node): readonly MaskRule[] {
    const fields = this.#fields(node, [...patternKeys, 'jsonPointers']);
    return [{ ...this.#pattern(fields), pointers: this.#pointers(fields.get('jsonPointers')) }];
  }

  #pointers(node: Node | undefined): readonly string[] {
    return this.#strings(node).filter((pointer) => {
      if (pointer.startsWith('/')) return true;
      this.#problemAt(node, `"${pointer}" is no JSON pointer: it starts with "/"`);
      return false;
    });
  }

  #pattern(fields: ReadonlyMap<string, Node>): ObjectPattern {
    const pattern: Record<string, string> = {};
    for (const key of patternKeys) {
      const value = this.#string(fields.get(key));
      if (value !== undefined) pattern[key] = value;
    }
    return pattern;
  }

  #writers(node: Node | undefined): readonly WriterRule[] {
    if (node === undefined) return [];
    const fields = this.#fields(node, [...writerClasses]);
    return writerClasses.flatMap((writerClass) =>
      this.#strings(fields.get(writerClass)).map((name) => ({ name, class: writerClass })),
    );
  }

  #target(node: Node | undefined): TargetSettings | undefined {
    const [first, second] = this.#list(node);
    if (second !== undefined) {
      this.#problemAt(second, `${settingsFile}: only one target is read as yet; this one is not`);
    }
    if (first === undefined) return undefined;
    const fields = this.#fields(first, [...targetKeys, 'serverChecks', 'policy']);
    const target: Record<string, string> = {};
    for (const key of targetKeys) {
      const value = this.#string(fields.get(key));
      if (value !== undefined) target[key] = value;
    }
    const serverChecks = this.#serverChecks(fields.get('serverChecks'));
    const policy = this.#policy(fields.get('policy'));
    return {
      ...target,
      ...(serverChecks === undefined ? {} : { serverChecks }),
      ...(policy === undefined ? {} : { policy }),
    };
  }

  #policy(node: Node | undefined): TargetSettings['policy'] {
    if (node === undefined) return undefined;
    const fields = this.#fields(node, ['selfHeal', 'autoSync']);
    return {
      selfHeal: this.#flag(fields.get('selfHeal')),
      autoSync: this.#flag(fields.get('autoSync')),
    };
  }

  #flag(node: Node | undefined): boolean {
    if (node === undefined) return false;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.#problemAt(node, 'true or false is expected here');
    return false;
  }

  #serverChecks(node: Node | undefined): ServerChecks | undefined {
    const value = isScalar(node) && node.value === false ? 'off' : this.#string(node);
    if (value === undefined || value === 'full' || value === 'confirm' || value === 'off') {
      return value;
    }
    this.#problemAt(node, `serverChecks is "full", "confirm" or "off", not "${value}"`);
    return undefined;
  }

  #fields(node: Node, known: readonly string[]): ReadonlyMap<string, Node> {
    const fields = new Map<string, Node>();
    if (!isMap(node)) {
      this.#problemAt(node, `A map with ${known.join(', ')} is expected here`);
      return fields;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!known.includes(name)) {
        this.#problemAt(key as Node, `"${name}" is not known here; known are ${known.join(', ')}`);
      } else if (value !== null) fields.set(name, value as Node);
    }
    return fields;
  }

  #list(node: Node | undefined): readonly Node[] {
    if (node === undefined || (isScalar(node) && node.value === null)) return [];
    if (isSeq(node)) return node.items as readonly Node[];
    this.#problemAt(node, 'A list is expected here');
    return [];
  }

  #strings(node: Node | undefined): readonly string[] {
    return this.#list(node).flatMap((item) => this.#string(item) ?? []);
  }

  #string(node: Node | undefined): string | undefined {
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    if (isScalar(node) && typeof node.value === 'number') return String(node.value);
    this.#problemAt(node, 'A text is expected here');
    return undefined;
  }

  #lineOf(node: Node | undefined): number {
    return this.#lines.linePos(node?.range?.[0] ?? 0).line;
  }

  #problemAt(node: Node | undefined, message: string): void {
    this.#problem(this.#lineOf(node), message);
  }

  #problem(line: number, message: string): void {
    this.#problems.push({ file: settingsFile, line, severity: 'error', message });
  }
}

const patternKeys = ['group', 'kind', 'namespace', 'name'] as const;
const targetKeys = ['name', 'path', 'context', 'namespace', 'revision'] as const;
const writerClasses: readonly WriterClass[] = ['hand', 'applier', 'controller', 'unknown'];
