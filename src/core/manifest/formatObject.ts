import { stringify } from 'yaml';
import type { KubeObject } from '../model/kubeObject.ts';

/** An object as YAML to read, in the order of its keys. For people: nothing is applied from it. */
export function formatObject(object: KubeObject): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
}
