import { describe, expect, it } from 'vitest';
import { redact, redactInvalidValues } from '../../../../src/adapters/kubernetes/redact.ts';

describe('redact', () => {
  it.each([
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_-123 back', 'eyJ'],
    ['Authorization: Bearer abcdef0123456789', 'abcdef'],
    ['password=hunter2 was wrong', 'hunter2'],
    ['{"access_token": "abc123def456"}', 'abc123'],
    [`key ${'A'.repeat(60)}`, 'AAAA'],
  ])('hides what looks like a credential in %s', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it('keeps ordinary words, on one line, and the end of a long text', () => {
    expect(redact('Your session\n has expired. ')).toBe('Your session has expired.');
    expect(redact(`${'word '.repeat(100)}the end`, 20)).toMatch(/^….*the end$/);
  });
});

describe('redactInvalidValues', () => {
  it('hides values and keeps the rest', () => {
    expect(
      redactInvalidValues(
        'data[a]: Invalid value: "se\\"cret": must be x, b: Invalid value: 12: no',
      ),
    ).toBe('data[a]: Invalid value: ***: must be x, b: Invalid value: ***: no');
  });
});
