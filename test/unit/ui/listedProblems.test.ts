import { expect, it } from 'vitest';
import type { Problem } from '../../../src/core/model/objectStatus.ts';
import { listedProblems } from '../../../src/ui/listedProblems.ts';

const of = (
  file: string,
  line: number,
  severity: Problem['severity'],
  message: string,
): Problem => ({
  ...{ file, line, severity, message },
});

it('lists mistakes at their lines by file, each once, and nothing that is merely good to know', () => {
  const unknown = of('.driftline.yaml', 2, 'error', '"ingore" is not known here');
  const twice = of('a.yaml', 7, 'warning', 'the key "name" is there twice');
  const listed = listedProblems([
    unknown,
    twice,
    unknown,
    of('.driftline.yaml', 4, 'notice', 'this rule names nothing'),
    of('a.yaml', 1, 'notice', 'Service web is not committed yet: no verdict'),
    { file: 'link.yaml', severity: 'warning', message: 'a symlink is not followed' },
    { severity: 'error', message: 'The API server of staging refuses connections.' },
  ]);
  expect(Object.fromEntries(listed)).toEqual({
    '.driftline.yaml': [unknown, of('.driftline.yaml', 4, 'notice', 'this rule names nothing')],
    'a.yaml': [twice],
  });
});
