import { describe, expect, it } from 'vitest';
import { reviewLink } from '../../../../src/adapters/git/reviewLink.ts';

describe('a review link', () => {
  it.each([
    ['git@github.com:o/r.git', 'https://github.com/o/r/pull/new/a/b%23c'],
    ['https://user:secret@github.com/o/r', 'https://github.com/o/r/pull/new/a/b%23c'],
    ['ssh://git@ssh.github.com:443/o/r.git', 'https://github.com/o/r/pull/new/a/b%23c'],
    [
      'git@gitlab.com:g/s/r.git',
      'https://gitlab.com/g/s/r/-/merge_requests/new?merge_request%5Bsource_branch%5D=a%2Fb%23c',
    ],
    [
      'https://gitlab.example.com:8443/g/r.git',
      'https://gitlab.example.com:8443/g/r/-/merge_requests/new?merge_request%5Bsource_branch%5D=a%2Fb%23c',
    ],
    [
      'ssh://git@gitlab.example.com:2222/g/r.git',
      'https://gitlab.example.com/g/r/-/merge_requests/new?merge_request%5Bsource_branch%5D=a%2Fb%23c',
    ],
    [
      'https://me@bitbucket.org/o/r.git',
      'https://bitbucket.org/o/r/pull-requests/new?source=a%2Fb%23c',
    ],
    ['git@bitbucket.org:o/r.git', 'https://bitbucket.org/o/r/pull-requests/new?source=a%2Fb%23c'],
    [
      'ssh://git@bitbucket.example.com:7999/prj/r.git',
      'https://bitbucket.example.com/projects/prj/repos/r/pull-requests?create&sourceBranch=refs%2Fheads%2Fa%2Fb%23c',
    ],
    [
      'https://bitbucket.example.com/scm/prj/r.git',
      'https://bitbucket.example.com/projects/prj/repos/r/pull-requests?create&sourceBranch=refs%2Fheads%2Fa%2Fb%23c',
    ],
    [
      'git@ssh.dev.azure.com:v3/o/p/r',
      'https://dev.azure.com/o/p/_git/r/pullrequestcreate?sourceRef=a%2Fb%23c',
    ],
    [
      'https://o@dev.azure.com/o/p/_git/r',
      'https://dev.azure.com/o/p/_git/r/pullrequestcreate?sourceRef=a%2Fb%23c',
    ],
    [
      'o@vs-ssh.visualstudio.com:v3/o/p/r',
      'https://dev.azure.com/o/p/_git/r/pullrequestcreate?sourceRef=a%2Fb%23c',
    ],
    [
      'https://o.visualstudio.com/p/_git/r',
      'https://o.visualstudio.com/p/_git/r/pullrequestcreate?sourceRef=a%2Fb%23c',
    ],
    ['git@example.com:o/r.git', undefined],
    ['file:///srv/github/r.git', undefined],
    ['C:\\git\\github', undefined],
    ['../github', undefined],
  ])('of %s', (url, link) => expect(reviewLink(url, 'a/b#c')).toBe(link));
});
