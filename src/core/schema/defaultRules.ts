import { isJsonArray, type Json } from '../model/json.ts';

/** Reads live at a path of the value that the rule hangs on. */
export type ReadLive = (path: string) => Json | undefined;

/** Defaults that are neither a constant nor a copy of another field. */
export type RuleName = 'imagePullPolicy' | 'ipFamilies';

/** Whether a leaf is what the server computes. One function for each rule that the table names. */
export const namedRules: Readonly<Record<RuleName, (leaf: Json, read: ReadLive) => boolean>> = {
  imagePullPolicy: (leaf, read) => leaf === pullPolicyOf(read('image')),
  // Which family a cluster has, and which comes first, is how its service network was set up.
  ipFamilies: (leaf) =>
    isJsonArray(leaf) && leaf.length > 0 && leaf.every((one) => one === 'IPv4' || one === 'IPv6'),
};

/** `Always` for `latest` and no tag; a digest pins as well as a tag does. */
function pullPolicyOf(image: Json | undefined): string {
  if (typeof image !== 'string') return 'IfNotPresent';
  const [reference = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  if (tag === undefined && digest !== undefined) return 'IfNotPresent';
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}
