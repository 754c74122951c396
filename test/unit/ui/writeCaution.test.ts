import { describe, expect, it } from 'vitest';
import { isTyped, writeCaution } from '../../../src/ui/writeCaution.ts';

const at = (context: string, loopback = false) => ({ context, loopback });

describe('writeCaution', () => {
  it('asks plainly on this machine, by the name elsewhere', () => {
    expect(writeCaution(at('kind-staging', true), [])).toBe('plain');
    expect(writeCaution(at('staging'), [])).toBe('named');
    expect(writeCaution(at('staging'), ['*prod*'])).toBe('named');
  });

  it.each([
    ['*prod*', 'prod-eu'],
    ['*prod*', 'arn:aws:eks:eu-west-1:123456789012:cluster/prod-eu'],
    ['gke_*_prod', 'gke_shop_prod'],
    ['prod-{eu,us}', 'prod-us'],
    ['admin@prod', 'admin@prod'],
    ['team(a', 'team(a'],
  ])('has the name typed where %s protects %s', (glob, context) => {
    expect(writeCaution(at(context), [glob])).toBe('typed');
  });

  it('protects a context that leads to this machine (a tunnel) no less', () => {
    expect(writeCaution(at('prod-eu', true), ['prod-*'])).toBe('typed');
  });

  it.each([
    ['', 'prod'],
    ['prod', 'prod-eu'],
    ['!staging', 'prod'],
    ['PROD', 'prod'],
  ])('does not read %s as a glob for %s', (glob, context) => {
    expect(writeCaution(at(context), [glob])).toBe('named');
  });
});

describe('isTyped', () => {
  it('wants the whole name, in its own letters', () => {
    expect(isTyped(' prod-eu ', at('prod-eu'))).toBe(true);
    for (const text of ['', 'prod', 'Prod-eu', 'prod-eu2']) {
      expect(isTyped(text, at('prod-eu'))).toBe(false);
    }
  });
});
