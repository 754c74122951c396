import { describe, expect, it } from 'vitest';
import type { PanelObject, PanelRow } from '../../../src/shared/panelPicture.ts';
import {
  commonChoice,
  leftByAll,
  picksForAll,
  refusedForAll,
} from '../../../webview/diff/allChoice.ts';
import { ChoiceBook, rowId } from '../../../webview/diff/choiceBook.ts';
import { readMemory } from '../../../webview/diff/pageMemory.ts';
import { changeWords, pictureChange } from '../../../webview/diff/pictureChange.ts';
import { stepsFace, type StepsFacts } from '../../../webview/diff/stepsFace.ts';
import { localPanelWords } from '../../../src/ui/panels/localPanelWords.ts';

const words = localPanelWords();

function row(path: string, over: Partial<PanelRow> = {}): PanelRow {
  return {
    ...{ path, words: path.split('.'), kind: 'changed', pending: false, masked: false },
    git: { text: '3', form: 'scalar' },
    live: { text: '5', form: 'scalar' },
    refused: {},
    inAll: true,
    ...over,
  };
}

function object(key: string, rows: readonly PanelRow[]): PanelObject {
  return {
    ...{ key, kind: 'Deployment', name: key, status: 'drifted', statusWord: 'Drifted' },
    ...{ health: 'healthy', healthWord: 'healthy', notes: [], rows },
  };
}

const live = (text: string) => ({ live: { text, form: 'scalar' as const } });

describe('choices', () => {
  it('start at leave, and are what was chosen', () => {
    const book = new ChoiceBook();
    expect(book.of('k', 'a')).toBe('leave');
    book.set('k', row('a'), 'git');
    expect(book.of('k', 'a')).toBe('git');
    book.set('k', row('a'), 'leave');
    expect(book.chosen()).toEqual([]);
  });

  it('are not taken where they are not offered', () => {
    const book = new ChoiceBook();
    expect(book.set('k', row('a', { refused: { live: 'no' } }), 'live')).toBe(false);
    expect(book.of('k', 'a')).toBe('leave');
  });

  it('stay while they mean the same', () => {
    const book = new ChoiceBook();
    book.set('k', row('a'), 'git');
    book.set('k', row('b'), 'live');
    expect(book.reconcile([object('k', [row('a', live('7')), row('b')])])).toEqual([]);
    // Live's own value is another now: capturing it was never agreed to.
    expect(book.reconcile([object('k', [row('a'), row('b', live('7'))])])).toEqual(['b']);
    expect(book.chosen()).toEqual([{ key: 'k', path: 'a', choice: 'git' }]);
    expect(book.reconcile([])).toEqual(['a']);
  });

  it('rest, uncounted, while nobody can tell of their object, and come back with it', () => {
    const away = { ...object('k', []), status: 'unknown' as const };
    for (const pause of [[away], 'notLookedAt'] as const) {
      const book = new ChoiceBook();
      book.set('k', row('a'), 'git');
      book.set('k', row('b'), 'live');
      expect(book.reconcile(pause)).toEqual([]);
      expect(book.chosen()).toEqual([]);
      expect(book.stored()).toHaveLength(2);
      expect(book.reconcile([object('k', [row('a'), row('b', live('7'))])])).toEqual(['b']);
      expect(book.chosen()).toEqual([{ key: 'k', path: 'a', choice: 'git' }]);
    }
  });

  it('of objects that are not shown here rest, and count again where they are shown', () => {
    const book = new ChoiceBook([], 'shop');
    book.set('a', row('x'), 'git');
    book.set('b', row('y'), 'live');
    const [a, b] = [object('a', [row('x')]), object('b', [row('y', live('7'))])];
    expect(book.reconcile([a], (key) => key === 'a')).toEqual([]);
    expect(book.chosen()).toEqual([{ key: 'a', path: 'x', choice: 'git' }]);
    expect(book.reconcile([b], (key) => key === 'b')).toEqual(['y']);
    expect(book.chosen()).toEqual([]);
    expect(book.reconcile([a, b])).toEqual([]);
    expect(book.chosen()).toEqual([{ key: 'a', path: 'x', choice: 'git' }]);
    // What was to be shown here and is not is settled.
    expect(book.reconcile([b])).toEqual(['x']);
  });

  it('are of one folder: another may have an object of that name', () => {
    const book = new ChoiceBook([], 'shop');
    book.set('k', row('a'), 'git');
    book.turnTo('billing');
    expect(book.reconcile([object('k', [row('a')])])).toEqual([]);
    expect(book.of('k', 'a')).toBe('leave');
    expect(book.reconcile([])).toEqual([]);
    const again = new ChoiceBook(readMemory({ choices: book.stored() }).choices, 'shop');
    expect(again.reconcile([object('k', [row('a')])])).toEqual([]);
    expect(again.chosen()).toEqual([{ key: 'k', path: 'a', choice: 'git' }]);
  });

  it('are stored without values', () => {
    const book = new ChoiceBook();
    book.set('k', row('a', live('hunter2')), 'live');
    expect(JSON.stringify(book.stored())).not.toContain('hunter2');
    const again = new ChoiceBook(readMemory({ choices: book.stored() }).choices);
    expect(again.reconcile([object('k', [row('a', live('hunter2'))])])).toEqual([]);
    expect(again.of('k', 'a')).toBe('live');
  });

  it('for all leave out what refuses them, and what is not of "all"', () => {
    const objects = [
      object('k', [
        row('a'),
        row('b', { refused: { live: 'pending' } }),
        row('c', { inAll: false }),
      ]),
    ];
    expect(picksForAll(objects, 'live').map(([, { path }]) => path)).toEqual(['a']);
    expect(picksForAll(objects, 'git').map(([, { path }]) => path)).toEqual(['a', 'b']);
    const left = [object('k', [row('a'), row('b', { refused: { live: 'no' } })])];
    expect(leftByAll(left, 'live')).toEqual({ count: 1, why: 'no' });
    expect([leftByAll(left, 'git'), leftByAll(left, 'leave')]).toEqual([undefined, undefined]);
    expect(refusedForAll(objects)).toEqual({});
    expect(refusedForAll([object('k', [row('b', { refused: { live: 'pending' } })])])).toEqual({
      live: 'pending',
    });
    const of = (_key: string, path: string) => (path === 'c' ? 'leave' : 'git');
    expect(commonChoice(objects, of)).toBe('git');
    expect(commonChoice(objects, (_key, path) => (path === 'a' ? 'git' : 'live'))).toBeUndefined();
  });
});

describe('a memory', () => {
  it.each([undefined, 'x', 7, [], { choices: [[1, 2]], unfolded: [3], wish: 'x' }])(
    'of something else is none: %j',
    (state) => {
      expect(readMemory(state)).toEqual({ choices: [], unfolded: [], wish: {} });
    },
  );
});

describe('a picture that changed', () => {
  const map = (...objects: PanelObject[]) => new Map(objects.map((one) => [one.key, one]));
  const before = map(object('k', [row('a'), row('b'), row('c')]));
  const after = map(object('k', [row('a'), row('b', live('7')), row('d')]));

  it('is told by what came, went and is another', () => {
    const change = pictureChange(before, after, new Set());
    expect(change).toEqual({ fresh: 1, gone: 1, other: 1 });
    expect(changeWords(change, [], true, words)).toBe(
      'The picture changed while you were looking: 1 new, 1 gone, 1 with another value. Your choices stay.',
    );
  });

  it('has no news of an object that nobody can tell about', () => {
    const away = map({ ...object('k', []), status: 'unknown' });
    const none = { fresh: 0, gone: 0, other: 0 };
    expect(pictureChange(before, away, new Set())).toEqual(none);
    expect(pictureChange(away, before, new Set())).toEqual(none);
  });

  it('says nothing of what the person did', () => {
    const own = new Set(['b', 'c', 'd'].map((path) => rowId('k', path)));
    const change = pictureChange(before, after, own);
    expect(changeWords(change, [], true, words)).toBeUndefined();
  });
});

describe('the two buttons', () => {
  const chosen = [
    { key: 'k', path: 'a', choice: 'live' as const },
    { key: 'k', path: 'b', choice: 'git' as const },
    { key: 'k', path: 'c', choice: 'git' as const },
  ];
  const place = { context: 'staging', server: 'https://x', namespace: 'task' };
  const cluster = { cluster: place, steps: [], notes: [], writes: 1, token: '1' };
  const commit = {
    cluster: place,
    ...{
      files: [{ file: 'a', after: '' }],
      refusals: [],
      notes: [],
      message: 'm',
      trailers: '',
      token: '2',
    },
    branches: { current: 'main', offersNewBranch: false, proposed: 'x' },
  };
  const facts: StepsFacts = {
    picture: { context: 'staging' },
    ...{ chosen, terms: { message: 'm' }, busy: undefined, progress: '', words },
    cluster: { kind: 'known', value: cluster },
    commit: { kind: 'known', value: commit },
  };
  const whys = (over: Partial<StepsFacts>) => {
    const face = stepsFace({ ...facts, ...over });
    return [face.commit.why, face.apply.why];
  };

  it('count what was chosen, and can be pressed', () => {
    const face = stepsFace(facts);
    expect([face.commit.count, face.apply.count]).toEqual([1, 2]);
    expect(whys({})).toEqual([undefined, undefined]);
  });

  it('say why they rest', () => {
    expect(whys({ busy: 'apply' })).toEqual([words.busy, words.busy]);
    expect(whys({ picture: { context: 's', held: 'rebase' } })).toEqual(['rebase', 'rebase']);
    expect(whys({ terms: { message: ' ' } })[0]).toBe(words.needsMessage);
    expect(whys({ terms: { message: 'm', branch: '' } })[0]).toBe(words.needsBranch);
    expect(whys({ cluster: { kind: 'none' } })[1]).toBe(words.needsChoice);
    expect(whys({ cluster: { kind: 'looking', isSlow: false } })[1]).toBe(words.needsPreview);
    expect(whys({ cluster: { kind: 'failed', reason: 'away' } })).toEqual([undefined, 'away']);
    const looks = (over: Partial<StepsFacts>) =>
      stepsFace({ ...facts, cluster: { kind: 'looking', isSlow: false }, ...over }).apply.isLooking;
    expect([looks({}), looks({ busy: 'commit' })]).toEqual([true, false]);
    const refused = { ...cluster, writes: 0, steps: [{ refusal: 'held by Flux' } as never] };
    expect(whys({ cluster: { kind: 'known', value: refused } })[1]).toBe('held by Flux');
  });
});
