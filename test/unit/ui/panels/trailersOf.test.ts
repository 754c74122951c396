import { expect, it } from 'vitest';
import { joinTrailers, splitTrailers } from '../../../../src/ui/panels/trailersOf.ts';

const message = 'capture(a): 3 → 5\n\n- more\n\nCaptured-From: x/y\nLive-Writer: kubectl: Update';

it('keeps trailers apart from what a person writes', () => {
  expect(splitTrailers(message)).toEqual({
    body: 'capture(a): 3 → 5\n\n- more',
    trailers: 'Captured-From: x/y\nLive-Writer: kubectl: Update',
  });
  expect(joinTrailers({ body: 'Mine\n\n', trailers: 'A: b' })).toBe('Mine\n\nA: b\n');
});

it('takes a subject for no trailer', () => {
  expect(splitTrailers('Fix: this')).toEqual({ body: 'Fix: this', trailers: '' });
  expect(splitTrailers('One\n\nSome words.')).toEqual({ body: 'One\n\nSome words.', trailers: '' });
  expect(joinTrailers({ body: 'One', trailers: '' })).toBe('One\n');
});
