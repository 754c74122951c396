import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { Frame, Page } from 'playwright-core';

/** The forms in which a value could be met, by a name that may be printed. */
export type Forms = ReadonlyMap<string, string>;

export function formsOf(values: Readonly<Record<string, string>>): Forms {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => [
      [name, value],
      [`${name} in base64`, Buffer.from(value).toString('base64').replace(/=+$/, '')],
      [`${name} in hex`, Buffer.from(value).toString('hex')],
    ]),
  );
}

/** Names of the forms that are there, with what stands before them. */
export function tracesIn(content: Buffer, where: string, forms: Forms): string[] {
  return [...forms].flatMap(([name, form]) => {
    const at = content.indexOf(form);
    if (at < 0) return [];
    const before = content.subarray(Math.max(0, at - 100), at).toString('latin1');
    return [`${name} in ${where} after ${JSON.stringify(before)}`];
  });
}

/** Everything that crosses between the extension host and the window, as it comes and goes. */
export class Wire {
  #parts: Buffer[] = [];

  /** Hears of connections that are opened from now on. */
  constructor(page: Page) {
    const take = ({ payload }: { readonly payload: string | Buffer }): void => {
      this.#parts.push(typeof payload === 'string' ? Buffer.from(payload) : payload);
    };
    page.on('websocket', (socket) => {
      socket.on('framereceived', take);
      socket.on('framesent', take);
    });
  }

  /** What has crossed since the last time it was asked. */
  take(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    return all;
  }
}

/** All that the window and its webviews hold: markup, texts, fields, shadow trees, style rules. */
export async function windowContent(page: Page): Promise<Buffer> {
  const texts: string[] = [];
  for (const frame of page.frames()) texts.push(await frameContent(frame));
  return Buffer.from(texts.join('\n'));
}

function frameContent(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    const texts: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      const sheets = [...root.styleSheets, ...root.adoptedStyleSheets];
      const own = sheets.filter(({ href }) => href === null);
      texts.push(...own.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)));
      texts.push(root instanceof Document ? root.documentElement.outerHTML : root.innerHTML);
      texts.push(root instanceof Document ? root.documentElement.innerText : '');
      for (const element of root.querySelectorAll('*')) {
        if ('value' in element) texts.push(String(element.value));
        if (element.shadowRoot !== null) visit(element.shadowRoot);
      }
    };
    visit(document);
    return texts.join('\n');
  });
}

/** What the browser keeps for the workbench: memories of workspaces, backups, settings. */
export async function browserStorage(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    const readable = (_key: string, value: unknown): unknown =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    const texts = [JSON.stringify({ ...localStorage })];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = await done(database.transaction(store).objectStore(store).getAll());
        texts.push(`${name}/${store}`, JSON.stringify(all, readable));
      }
      database.close();
    }
    return texts.join('\n');
  });
  return Buffer.from(text);
}

/** Forms in any file below the folders, in what is compressed too. */
export async function tracesOnDisk(folders: readonly string[], forms: Forms): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      found.push(...tracesIn(unpacked(await readFile(file)), file, forms));
    }
  }
  return found;
}

function unpacked(content: Buffer): Buffer {
  const [first, second] = content;
  if (first === 0x1f && second === 0x8b) return gunzipSync(content);
  if (first === 0x78 && (second === 0x01 || second === 0x9c)) return inflateSync(content);
  return content;
}
