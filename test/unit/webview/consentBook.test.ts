import { describe, expect, it } from 'vitest';
import { ConsentBook } from '../../../webview/diff/consentBook.ts';

const chosen = (...keys: readonly string[]) =>
  keys.map((key) => ({ key, path: 'spec.replicas', choice: 'git' as const }));

describe('consents', () => {
  it('are given for one object, each by itself, and can be taken back', () => {
    const book = new ConsentBook();
    book.set('a', { takeOver: ['flux'] }, true);
    book.set('a', { recreate: true }, true);
    book.set('b', { recreate: true }, true);
    expect(book.all()).toEqual([
      { key: 'a', takeOver: ['flux'], recreate: true },
      { key: 'b', recreate: true },
    ]);
    book.set('a', { recreate: true }, false);
    book.set('b', { recreate: true }, false);
    expect(book.all()).toEqual([{ key: 'a', takeOver: ['flux'] }]);
  });

  it('are of the managers that were shown, and of no others', () => {
    const book = new ConsentBook();
    book.set('a', { takeOver: ['flux'] }, true);
    book.set('a', { takeOver: ['flux', 'argocd-controller'] }, true);
    expect(book.all()).toEqual([{ key: 'a', takeOver: ['flux', 'argocd-controller'] }]);
  });

  it('end with the choice that they were given for', () => {
    const book = new ConsentBook();
    for (const key of ['a', 'b']) book.set(key, { recreate: true }, true);
    book.keepFor(chosen('b'));
    expect(book.all()).toEqual([{ key: 'b', recreate: true }]);
    book.keepFor(chosen('a', 'b'));
    expect(book.all()).toEqual([{ key: 'b', recreate: true }]);
    book.clear();
    expect(book.all()).toEqual([]);
  });
});
