import type { PanelPlace } from './panelPicture.ts';
import type { Chosen, Consent, PageMessage, PanelCall, PanelCalls } from './protocol.ts';

/** A message that is none of the protocol's; with an `id` it is answered by an error. */
export interface BadMessage {
  readonly bad: string;
  readonly id?: number;
}

/** Reads what came from the page, which is never trusted: anything else is a `BadMessage`. */
export function readPageMessage(message: unknown): PageMessage | BadMessage {
  if (!isRecord(message)) return { bad: 'not an object' };
  const { id, call, params, cancel } = message;
  if (isId(cancel)) return { cancel };
  if (!isId(id)) return { bad: 'no id' };
  if (typeof call !== 'string' || !isCall(call)) return { bad: 'no such call', id };
  const read = readers[call](isRecord(params) ? params : {});
  if (read === undefined) return { bad: `${call} with parameters that are none`, id };
  return { id, call, params: read } as PageMessage;
}

type Reader<K extends PanelCall> = (
  params: Readonly<Record<string, unknown>>,
) => PanelCalls[K]['params'] | undefined;

/** Longest text that a person may send: a commit message is shorter. */
const LONGEST = 100_000;
const MOST_CHOICES = 50_000;

const readers: { readonly [K in PanelCall]: Reader<K> } = {
  begin: ({ place }) => {
    if (place === undefined) return {};
    const read = readPlace(place);
    return read && { place: read };
  },
  rest: () => ({}),
  planApply: ({ choices, consents }) => withConsents(choices, consents),
  draftCommit: ({ choices }) => withChoices(choices),
  commit: ({ choices, token, message, branch }) => {
    const read = readChoices(choices);
    if (read === undefined || !isText(token) || !isText(message)) return undefined;
    if (branch !== undefined && !isText(branch)) return undefined;
    return { choices: read, token, message, ...(branch === undefined ? {} : { branch }) };
  },
  apply: ({ choices, consents, token }) => {
    const read = withConsents(choices, consents);
    return read && isText(token) ? { ...read, token } : undefined;
  },
  stopApply: () => ({}),
  openLink: ({ what }) => (what === 'review' ? { what } : undefined),
  push: ({ branch }) => (isText(branch) ? { branch } : undefined),
  sides: ({ key }) => (isText(key) ? { key } : undefined),
  openFile: ({ key, path }) => {
    if (!isText(key) || (path !== undefined && !isText(path))) return undefined;
    return { key, ...(path === undefined ? {} : { path }) };
  },
  openDiff: ({ key }) => (isText(key) ? { key } : undefined),
  refresh: () => ({}),
};

function isCall(call: string): call is PanelCall {
  return Object.hasOwn(readers, call);
}

/** A place as a page, or a stored state, names it. */
export function readPlace(place: unknown): PanelPlace | undefined {
  if (!isRecord(place)) return undefined;
  const { folder, file, key } = place;
  if (!isText(folder)) return undefined;
  if ((file !== undefined && !isText(file)) || (key !== undefined && !isText(key))) {
    return undefined;
  }
  return { folder, ...(file === undefined ? {} : { file }), ...(key === undefined ? {} : { key }) };
}

function withChoices(choices: unknown): { readonly choices: readonly Chosen[] } | undefined {
  const read = readChoices(choices);
  return read && { choices: read };
}

function withConsents(
  choices: unknown,
  consents: unknown,
): PanelCalls['planApply']['params'] | undefined {
  const read = readChoices(choices);
  const allowed = readConsents(consents);
  return read && allowed && { choices: read, consents: allowed };
}

/** All of them or none, as with choices. */
function readConsents(consents: unknown): readonly Consent[] | undefined {
  if (!Array.isArray(consents) || consents.length > MOST_CHOICES) return undefined;
  const read = consents.flatMap((one: unknown) => readConsent(one) ?? []);
  return read.length === consents.length ? read : undefined;
}

function readConsent(one: unknown): Consent | undefined {
  if (!isRecord(one)) return undefined;
  const { key, takeOver, recreate } = one;
  if (!isText(key) || (recreate !== undefined && recreate !== true)) return undefined;
  if (takeOver !== undefined && !(Array.isArray(takeOver) && takeOver.every(isText))) {
    return undefined;
  }
  return {
    key,
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(recreate === undefined ? {} : { recreate }),
  };
}

/** All of them or none: a choice that can't be read must not turn into fewer writes unseen. */
function readChoices(choices: unknown): readonly Chosen[] | undefined {
  if (!Array.isArray(choices) || choices.length > MOST_CHOICES) return undefined;
  const read = choices.flatMap((one: unknown) => readChoice(one) ?? []);
  return read.length === choices.length ? read : undefined;
}

function readChoice(one: unknown): Chosen | undefined {
  if (!isRecord(one)) return undefined;
  const { key, path, choice } = one;
  if (!isText(key) || !isText(path) || (choice !== 'git' && choice !== 'live')) return undefined;
  return { key, path, choice };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
