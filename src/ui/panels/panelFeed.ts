import { l10n } from 'vscode';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { LineBlame } from '../../engine/repository.ts';
import type {
  PanelEmpty,
  PanelObject,
  PanelPicture,
  PanelPlace,
} from '../../shared/panelPicture.ts';
import { syncPlace } from '../commands/applyPlan.ts';
import type { Situation } from '../statusBarFace.ts';
import { unpushedOf } from '../unpushedWords.ts';
import type { Opened, Workspace } from '../workspace.ts';
import type { BlameBook } from './blameBook.ts';
import type { InSyncSince } from './inSyncSince.ts';
import { panelObject } from './panelObject.ts';
import { selectObjects, type PlaceObjects } from './selectObjects.ts';

/** What pictures are made of, beside the store. */
export interface FeedParts {
  readonly workspace: Workspace;
  readonly since: InSyncSince;
  readonly blame: BlameBook;
}

interface Made {
  readonly status: ObjectStatus;
  readonly blame: readonly LineBlame[];
  readonly object: PanelObject;
}

/** What the page has of an object. */
interface Sent {
  readonly object: PanelObject;
  readonly text: string;
}

/** Makes the panel's pictures from the store; an object is made, and sent, when it has changed. */
export class PanelFeed {
  readonly #parts: FeedParts;
  #made = new Map<ObjectKey, Made>();
  #sent = new Map<ObjectKey, Sent>();

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** The page has nothing: it is a new one, or shows another place. */
  startAnew(): void {
    this.#made = new Map();
    this.#sent = new Map();
  }

  /** @param most So many objects are in it at most; the next picture has the others. */
  picture(place: PanelPlace, most = Number.POSITIVE_INFINITY): PanelPicture {
    const opened = this.#parts.workspace.of(place.folder);
    if (opened === undefined) return this.#closed(place);
    const found = lookedAt(opened, place);
    const now = found.shown.slice(0, most);
    const objects = now.map(([key, status]) => this.#object(opened, key, status));
    const empty = now.length === 0 ? this.#empty(opened, place, found) : undefined;
    return {
      ...headOf(opened, place, found),
      order: found.shown.map(([key]) => key),
      objects: this.#unsent(objects),
      ...(empty === undefined ? {} : { empty }),
    };
  }

  #object(opened: Opened, key: ObjectKey, status: ObjectStatus): PanelObject {
    const { session } = opened;
    const file = status.source?.file;
    const blame = file === undefined ? [] : this.#parts.blame.lines(session, file);
    const known = this.#made.get(key);
    if (known?.status === status && known.blame === blame) return known.object;
    const { namespace } = session.store.state.target;
    const object = panelObject(key, status, { namespace, blame });
    this.#made.set(key, { status, blame, object });
    return object;
  }

  #unsent(objects: readonly PanelObject[]): readonly PanelObject[] {
    const before = this.#sent;
    this.#sent = new Map(objects.map((object) => [object.key, sentOf(object, before)]));
    return objects.filter(({ key }) => before.get(key)?.text !== this.#sent.get(key)?.text);
  }

  #empty(opened: Opened, place: PanelPlace, { all }: PlaceObjects): PanelEmpty {
    const { phase, revision, message } = opened.session.store.state;
    if (phase === 'failed') return { kind: 'nothing', message: message ?? '' };
    if (phase === 'looking') return { kind: 'looking' };
    if (all.length > 0) {
      return {
        kind: 'inSync',
        since: this.#parts.since.of(
          opened,
          all.map(([key]) => key),
        ),
      };
    }
    const at = revision?.ref ?? opened.session.store.state.target.revision;
    return { kind: 'nothing', message: nothingThere(place, at) };
  }

  #closed(place: PanelPlace): PanelPicture {
    const { situations } = this.#parts.workspace;
    const here = situations.find(({ folder }) => folder.uri.toString() === place.folder);
    return {
      ...{ place, title: titleOf(place, undefined), scope: scopeOf(place) },
      ...{ context: '', namespace: '', target: here?.folder.name ?? '', revision: '' },
      ...{ order: [], objects: this.#unsent([]), empty: emptyBy(here?.situation) },
    };
  }
}

/** Half of a first look is no picture: what it lacks would be taken for gone. */
function lookedAt({ session: { store } }: Opened, place: PanelPlace): PlaceObjects {
  if (store.state.phase === 'looking') return { shown: [], all: [] };
  return selectObjects(store, place);
}

/** The same object is not written out twice: it may hold a megabyte. */
function sentOf(object: PanelObject, before: ReadonlyMap<ObjectKey, Sent>): Sent {
  const known = before.get(object.key);
  return known?.object === object ? known : { object, text: JSON.stringify(object) };
}

function headOf(
  opened: Opened,
  place: PanelPlace,
  { all }: PlaceObjects,
): Omit<PanelPicture, 'order' | 'objects' | 'empty'> {
  const { state } = opened.session.store;
  const { context, namespace, revision } = syncPlace(opened);
  const { since, message, target } = state;
  const operation = state.revision?.operation;
  const held = operation && l10n.t('A {0} is under way: finish or abort it first.', operation);
  const unpushed = unpushedOf(state.revision);
  const isAway = (state.phase === 'stale' || state.phase === 'asleep') && since !== undefined;
  return {
    ...{ place, title: titleOf(place, all[0]?.[1]), scope: scopeOf(place) },
    ...{ context, namespace, revision },
    target: target.path === '' ? opened.folder.name : target.path,
    ...(isAway ? { stale: { since, message: message ?? '' } } : {}),
    ...(held === undefined ? {} : { held }),
    ...(unpushed?.published === undefined
      ? {}
      : { unpushed: { branch: unpushed.branch, commits: unpushed.published } }),
  };
}

function scopeOf({ key, file }: PanelPlace): PanelPicture['scope'] {
  if (key !== undefined) return 'object';
  return file === undefined ? 'all' : 'file';
}

/** An object by its name, also when it is gone: its key ends with it. */
export function titleOf({ key, file }: PanelPlace, status: ObjectStatus | undefined): string {
  if (key !== undefined) {
    const [, kind = '', , name = ''] = key.split('/');
    return status === undefined ? `${kind} ${name}` : `${status.ref.kind} ${status.ref.name}`;
  }
  return file ?? l10n.t('All drift');
}

function nothingThere({ key, file }: PanelPlace, at: string): string {
  if (key !== undefined) return l10n.t('{0} declares this object no more.', at);
  if (file !== undefined) return l10n.t('{0} declares nothing in {1}.', at, file);
  return l10n.t('{0} declares nothing that is compared with a cluster.', at);
}

function emptyBy(situation: Situation | undefined): PanelEmpty {
  switch (situation?.kind) {
    case undefined:
      return {
        kind: 'nothing',
        message: l10n.t('The folder is not open in this window any more.'),
      };
    case 'opening':
    case 'looking':
      return { kind: 'looking' };
    case 'untrusted':
      return {
        kind: 'nothing',
        message: l10n.t('This workspace is not trusted: nothing is read from a cluster.'),
      };
    case 'noRepository':
    case 'unbound':
    case 'failed':
      return { kind: 'nothing', message: situation.message };
  }
}
