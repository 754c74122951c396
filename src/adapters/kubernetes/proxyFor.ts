type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server: the kubeconfig's `proxy-url`, else `HTTPS_PROXY`/`HTTP_PROXY` unless
 * `NO_PROXY` or a loopback address says otherwise, by Go's rules. Lower case names count too.
 */
export function proxyFor(
  server: string,
  proxyUrl: string | undefined,
  env: Environment,
): string | undefined {
  if (proxyUrl !== undefined) return withScheme(proxyUrl);
  const url = new URL(server);
  if (isLoopback(url.hostname)) return undefined;
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isExempt(url, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return withScheme(proxy);
}

/** The address is on this machine: 127.0.0.0/8, ::1, localhost. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}

function withScheme(proxy: string): string {
  const url = proxy.includes('://') ? proxy : `http://${proxy}`;
  return url.replace(/^socks5h:/, 'socks5:');
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule !== '' && matchesRule(rule, host, port));
}

function matchesRule(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  if (rule.includes('/')) return isInNetwork(host, rule);
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? [];
  const isAddress = rule.split(':').length > 2;
  if (!isAddress && rulePort !== undefined && rulePort !== port) return false;
  const wanted = isAddress ? rule.replace(/^\[|\]$/g, '') : name;
  if (wanted.startsWith('*.')) return host.endsWith(wanted.slice(1));
  if (wanted.startsWith('.')) return host.endsWith(wanted);
  return host === wanted || host.endsWith(`.${wanted}`);
}

function isInNetwork(host: string, rule: string): boolean {
  const [network = '', bits = ''] = rule.split('/');
  const address = ipv4(host);
  const base = ipv4(network);
  if (address === undefined || base === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(base / size);
}

function ipv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
