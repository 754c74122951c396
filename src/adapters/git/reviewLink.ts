/** A remote's address, whichever way it is written. */
interface RemoteAddress {
  readonly host: string;
  /** Without slashes around it and without `.git`. */
  readonly path: string;
  readonly ssh: boolean;
}

/**
 * The page that opens a pull request for a branch: GitHub, GitLab, Bitbucket (cloud and server)
 * and Azure DevOps, by https or ssh. `undefined` where the server is another. Holds no credentials.
 */
export function reviewLink(remoteUrl: string, branch: string): string | undefined {
  const address = parseRemote(remoteUrl);
  if (address === undefined) return undefined;
  const { host } = address;
  const known = forges.find(({ hosts }) => hosts.test(host));
  return known?.link(address, branch);
}

const forges: readonly {
  readonly hosts: RegExp;
  readonly link: (address: RemoteAddress, branch: string) => string | undefined;
}[] = [
  { hosts: /^(?:ssh\.)?dev\.azure\.com$/, link: azure },
  { hosts: /\.visualstudio\.com$/, link: visualStudio },
  { hosts: /^(?:altssh\.)?bitbucket\.org$/, link: bitbucket },
  { hosts: /bitbucket|^stash\./, link: bitbucketServer },
  { hosts: /gitlab/, link: gitlab },
  { hosts: /github/, link: github },
];

function parseRemote(url: string): RemoteAddress | undefined {
  const short = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(url);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const ssh = short !== null || parsed?.protocol === 'ssh:' || parsed?.protocol === 'git+ssh:';
  if (parsed !== undefined && /^(?:https?|ssh|git\+ssh|git):$/.test(parsed.protocol)) {
    const port = /^https?:$/.test(parsed.protocol) && parsed.port !== '' ? `:${parsed.port}` : '';
    return { host: `${parsed.hostname.toLowerCase()}${port}`, path: trimmed(parsed.pathname), ssh };
  }
  const [, host = '', path = ''] = short ?? [];
  return host.length < 2 ? undefined : { host: host.toLowerCase(), path: trimmed(path), ssh };
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}

function github({ host, path }: RemoteAddress, branch: string): string {
  const web = host === 'ssh.github.com' ? 'github.com' : host;
  return `https://${web}/${path}/pull/new/${branch.split('/').map(encodeURIComponent).join('/')}`;
}

function gitlab({ host, path }: RemoteAddress, branch: string): string {
  const web = host === 'altssh.gitlab.com' ? 'gitlab.com' : host;
  const query = `merge_request%5Bsource_branch%5D=${encodeURIComponent(branch)}`;
  return `https://${web}/${path}/-/merge_requests/new?${query}`;
}

function bitbucket({ path }: RemoteAddress, branch: string): string {
  return `https://bitbucket.org/${path}/pull-requests/new?source=${encodeURIComponent(branch)}`;
}

/** `scm/PROJECT/repo` by https, `PROJECT/repo` by ssh; a person's own is `~name`. */
function bitbucketServer({ host, path }: RemoteAddress, branch: string): string | undefined {
  const [, before = '', project, repo] = /^(.*\/)?([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (project === undefined || repo === undefined) return undefined;
  const context = before.replace(/(?:^|\/)scm\/$/, '/').replace(/^\/?/, '/');
  const owner = project.startsWith('~') ? `users/${project.slice(1)}` : `projects/${project}`;
  const source = encodeURIComponent(`refs/heads/${branch}`);
  return `https://${host}${context}${owner}/repos/${repo}/pull-requests?create&sourceBranch=${source}`;
}

/** `org/project/_git/repo` by https, `v3/org/project/repo` by ssh. */
function azure({ path }: RemoteAddress, branch: string): string | undefined {
  const web = /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  const repository = web === null ? path : `${web[1]}/${web[2]}/_git/${web[3]}`;
  if (!repository.includes('_git/')) return undefined;
  return `https://dev.azure.com/${repository}/pullrequestcreate?sourceRef=${encodeURIComponent(branch)}`;
}

/** The older addresses of the same service. */
function visualStudio({ host, path }: RemoteAddress, branch: string): string | undefined {
  const ssh = /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  if (ssh !== null) return azure({ host, path, ssh: true }, branch);
  if (!path.includes('_git/')) return undefined;
  return `https://${host}/${path}/pullrequestcreate?sourceRef=${encodeURIComponent(branch)}`;
}
