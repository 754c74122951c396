import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../../src/cli/commandLine.ts';

describe('the command line', () => {
  it('knows every option of a look', () => {
    const line =
      'diff --repo r --path p --kubeconfig k --context c -n n --revision HEAD~1 --server-checks off --json';
    expect(parseCommandLine(line.split(' '))).toEqual({
      command: 'diff',
      repo: 'r',
      path: 'p',
      kubeconfig: 'k',
      context: 'c',
      namespace: 'n',
      revision: 'HEAD~1',
      serverChecks: 'off',
      json: true,
    });
  });

  it('knows every option of a sync, objects repeatedly', () => {
    const line = 'sync --object Deployment/a --object=Service/b --force --dry-run --yes';
    expect(parseCommandLine(line.split(' '))).toEqual({
      command: 'sync',
      objects: ['Deployment/a', 'Service/b'],
      force: true,
      dryRun: true,
      yes: true,
      json: false,
    });
  });

  it.each([
    [[], { command: 'help' }],
    [['--help'], { command: 'help' }],
    [['help', 'sync'], { command: 'help', topic: 'sync' }],
    [['watch', '-h'], { command: 'help', topic: 'watch' }],
    [['--version'], { command: 'version' }],
    [['status'], { command: 'status', json: false }],
  ])('%j is %j', (args, expected) => {
    expect(parseCommandLine(args)).toEqual(expected);
  });

  it.each([
    [['sink'], 'There is no command "sink"'],
    [['--json'], 'A command is missing'],
    [['status', '--jsn'], "'--jsn'"],
    [['status', 'x'], 'takes no argument, but got "x"'],
    [['status', '--force'], 'status has no option --force; only sync has'],
    [['status', '--context', ''], '--context is empty'],
    [['status', '--server-checks=maybe'], 'not "maybe"'],
    [['status', '--json=yes'], '--json'],
  ])('%j is refused in a sentence', (args, words) => {
    expect(() => parseCommandLine(args)).toThrow(UsageError);
    expect(() => parseCommandLine(args)).toThrow(words);
  });
});
