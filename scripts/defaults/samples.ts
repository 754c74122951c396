import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';

/** One manifest of `test/fixtures/defaults`. */
export interface Sample {
  /** `workloads.yaml Deployment rich` */
  readonly title: string;
  readonly object: KubeObject;
}

/** All manifests of a folder's YAML files, by file name. Throws on YAML that can't be read. */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  const samples = await Promise.all(files.map((file) => readFileSamples(folder, file)));
  return samples.flat();
}

async function readFileSamples(folder: string, file: string): Promise<readonly Sample[]> {
  const documents = parseAllDocuments(await readFile(join(folder, file), 'utf8'));
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${file}: ${error.message}`);
    const object = document.toJS() as KubeObject;
    return { title: `${file} ${object.kind} ${object.metadata.name ?? ''}`, object };
  });
}
