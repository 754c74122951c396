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

  it('takes what looks like a secret by its own word alone', () => {
    const capture = ['capture', '--object', 'deployment/web', '--yes'];
    expect(parseCommandLine(capture)).toMatchObject({ yes: true, includeSecrets: false });
    expect(parseCommandLine([...capture, '--include-secrets'])).toMatchObject({
      includeSecrets: true,
    });
    expect(() => parseCommandLine(['sync', '--include-secrets'])).toThrow('only capture has');
  });

  it('knows what heals, pauses and resumes', () => {
    expect(parseCommandLine(['watch', '--heal', '--yes', '--json'])).toEqual({
      command: 'watch',
      heal: true,
      yes: true,
      json: true,
    });
    const pause = { command: 'pause', duration: 30 * 60_000, json: false };
    expect(parseCommandLine(['pause'])).toEqual(pause);
    expect(parseCommandLine(['pause', '--for', '90s'])).toEqual({ ...pause, duration: 90_000 });
    expect(parseCommandLine(['resume'])).toEqual({ command: 'resume', json: false });
    expect(parseCommandLine(['withdraw'])).toEqual({ command: 'withdraw', json: false });
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
    [['watch', '--yes'], '--yes is for --heal'],
    [['pause', '--for', 'ever'], 'not "ever"'],
    [['pause', '--for', '0m'], 'not "0m"'],
  ])('%j is refused in a sentence', (args, words) => {
    expect(() => parseCommandLine(args)).toThrow(UsageError);
    expect(() => parseCommandLine(args)).toThrow(words);
  });
});
