import { afterEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import type { ClusterError, ObserverSink, ResourceKind } from '../../../../src/engine/cluster.ts';
import { type Answer, FakeApi, json, status } from './fakeApi.ts';

const pods: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  namespaced: true,
  verbs: [],
  subresources: [],
};

let api: FakeApi;

afterEach(async () => {
  await api.stop();
});

async function start(answer: Answer): Promise<FakeApi> {
  api = await FakeApi.start(answer);
  return api;
}

function pod(name: string, resourceVersion = '1'): object {
  return { metadata: { name, namespace: 'a', resourceVersion } };
}

function list(items: object[], metadata: object = { resourceVersion: '10' }): object {
  return { kind: 'PodList', apiVersion: 'v1', metadata, items };
}

const isPods = (url: URL): boolean => url.pathname.endsWith('/pods');
const isWatch = (url: URL): boolean => url.searchParams.has('watch');

describe('requests that meet a busy server', () => {
  it('sends a read again after Retry-After', async () => {
    let tries = 0;
    await start((_, response, url) => {
      if (!isPods(url)) return;
      tries += 1;
      if (tries < 3) status(response, tries === 1 ? 429 : 503, {}, { 'retry-after': '1' });
      else json(response, 200, list([pod('p')]));
    });
    const startedAt = Date.now();
    const found = await (await api.connect()).list(pods, {});
    expect(found.items).toEqual([{ apiVersion: 'v1', kind: 'Pod', ...pod('p') }]);
    expect(Date.now() - startedAt).toBeGreaterThan(1900);
  });

  it('gives up in the end, or when told to come back too late, and never repeats a write', async () => {
    await start((request, response, url) => {
      if (request.method === 'PATCH')
        status(response, 429, { message: 'slow down' }, { 'retry-after': '1' });
      else if (isPods(url)) status(response, 503, { message: 'busy' }, { 'retry-after': '60' });
    });
    const cluster = await api.connect();
    await expect(cluster.list(pods, {})).rejects.toMatchObject({
      reason: 'unreachable',
      code: 503,
    });
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'a' } };
    await expect(cluster.apply(pods, object, { dryRun: false, force: true })).rejects.toMatchObject(
      { code: 429 },
    );
    expect(api.asked(/PATCH/)).toHaveLength(1);
  });

  it('says so where something else answers', async () => {
    await start((_, response, url) => {
      if (isPods(url)) response.writeHead(200).end('<html>login</html>');
      if (url.pathname.endsWith('/x')) response.writeHead(502).end('<html>bad gateway</html>');
    });
    const cluster = await api.connect();
    await expect(cluster.list(pods, {})).rejects.toThrow(/not JSON/);
    await expect(cluster.get(pods, 'a', 'x')).rejects.toThrow(/Bad gateway \(502\)/);
  });

  it('gives up on a server that never answers', async () => {
    api = await FakeApi.start((_request, response) => {
      response.writeHead = () => response;
      response.end = () => response;
    });
    const cluster = await api.connect({ timeouts: { read: 300 } });
    await expect(cluster.identify()).rejects.toThrow(/no answer within 1 s/);
  });

  it('ends what is under way when it is closed', async () => {
    await start((_, response, url) => {
      if (isPods(url)) response.flushHeaders();
    });
    const cluster = await api.connect();
    const pending = cluster.list(pods, {});
    const failed = expect(pending).rejects.toMatchObject({ reason: 'aborted' });
    await expect.poll(() => api.asked(/pods/).length).toBe(1);
    await cluster.close();
    await failed;
    await expect(cluster.list(pods, {})).rejects.toMatchObject({ reason: 'aborted' });
  });
});

describe('lists', () => {
  it('begins again when the snapshot expired, and asks in one piece in the end', async () => {
    await start((_, response, url) => {
      if (!isPods(url)) return;
      if (url.searchParams.has('continue')) status(response, 410, { reason: 'Expired' });
      else if (url.searchParams.has('limit')) {
        json(response, 200, list([pod('a')], { resourceVersion: '1', continue: 'next' }));
      } else json(response, 200, list([pod('a'), pod('b')]));
    });
    const found = await (await api.connect()).list(pods, {});
    expect(found.items.map((item) => item.metadata.name)).toEqual(['a', 'b']);
    expect(api.asked(/continue=next/)).toHaveLength(2);
    expect(api.asked(/pods$/)).toHaveLength(1);
  });

  it('counts itself where the server does not say how many remain', async () => {
    await start((_, response, url) => {
      if (!isPods(url)) return;
      const isOne = url.searchParams.get('limit') === '1';
      json(response, 200, isOne ? list([pod('a')], { continue: 'x' }) : list([pod('a'), pod('b')]));
    });
    expect(await (await api.connect()).count(pods, {})).toBe(2);
  });
});

describe('discovery', () => {
  it('goes group by group where the server knows no other way, past one that is down', async () => {
    await start((_, response, url) => {
      switch (url.pathname) {
        case '/api':
          return json(response, 200, { kind: 'APIVersions', versions: ['v1'] });
        case '/api/v1':
          return json(response, 200, {
            resources: [
              { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
              { name: 'pods/status', kind: 'Pod', namespaced: true, verbs: ['get'] },
            ],
          });
        case '/apis':
          return json(response, 200, {
            kind: 'APIGroupList',
            groups: [
              {
                name: 'x.example.com',
                versions: [{ version: 'v1' }, { version: 'v2' }],
                preferredVersion: { version: 'v2' },
              },
              { name: 'down.example.com', versions: [{ version: 'v1' }] },
            ],
          });
        case '/apis/x.example.com/v1':
        case '/apis/x.example.com/v2':
          return json(response, 200, {
            resources: [{ name: 'xs', kind: 'X', namespaced: false, verbs: ['list'] }],
          });
        case '/apis/down.example.com/v1':
          return status(response, 503, {}, { 'retry-after': '60' });
      }
    });
    const kinds = await (await api.connect()).discover();
    expect(kinds.map((kind) => `${kind.group}/${kind.version} ${kind.kind}`)).toEqual([
      '/v1 Pod',
      'x.example.com/v2 X',
      'x.example.com/v1 X',
    ]);
    expect(kinds[0]).toMatchObject({ subresources: ['status'], namespaced: true });
  });

  it('marks the kinds of an API service that is down, and does not keep them on disk', async () => {
    const version = (name: string, freshness: string, resources: object[]): object => ({
      metadata: { name },
      versions: [{ version: 'v1', freshness, resources }],
    });
    const thing = { resource: 'things', responseKind: { kind: 'Thing' }, scope: 'Cluster' };
    await start((_, response, url) => {
      const kind = 'APIGroupDiscoveryList';
      if (url.pathname === '/api') json(response, 200, { kind, items: [] });
      if (url.pathname === '/apis') {
        const items = [
          version('good.example.com', 'Current', [thing]),
          version('down.example.com', 'Stale', [thing]),
          version('gone.example.com', 'Stale', []),
        ];
        json(response, 200, { kind, items });
      }
    });
    const cluster = await api.connect();
    const kinds = await cluster.discover();
    expect(kinds.map((found) => [found.group, found.stale])).toEqual([
      ['good.example.com', undefined],
      ['down.example.com', true],
    ]);
    await cluster.discover({ refresh: true });
    expect(api.asked(/ \/apis$/)).toHaveLength(2);
  });

  it('asks with the etag it has', async () => {
    const etags: (string | undefined)[] = [];
    await start((request, response, url) => {
      if (url.pathname !== '/api' && url.pathname !== '/apis') return;
      etags.push(request.headers['if-none-match']);
      const body = { kind: 'APIGroupDiscoveryList', items: [] };
      if (request.headers['if-none-match'] === '"e"') response.writeHead(304).end();
      else json(response, 200, body, { etag: '"e"' });
    });
    const cluster = await api.connect();
    await cluster.discover();
    await cluster.discover({ refresh: true });
    expect(etags).toEqual([undefined, undefined, '"e"', '"e"']);
  });
});

class Sink implements ObserverSink {
  readonly told: string[] = [];
  readonly errors: ClusterError[] = [];
  wants(): boolean {
    return true;
  }
  replace(items: readonly KubeObject[]): void {
    this.told.push(`replace ${items.map((item) => item.metadata.name).join()}`);
  }
  upsert(item: KubeObject): void {
    this.told.push(`upsert ${item.metadata.name}`);
  }
  remove(item: KubeObject): void {
    this.told.push(`remove ${item.metadata.name}`);
  }
  away(error: ClusterError): void {
    this.errors.push(error);
    this.told.push(`away ${error.reason}`);
  }
  current(): void {
    this.told.push('current');
  }
}

function frame(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

const limits = { backoff: { first: 20, most: 100 } };

describe('a watch', () => {
  it('resumes from the last version, bookmarks included, and lists again after 410', async () => {
    let watches = 0;
    await start((_, response, url) => {
      if (!isPods(url)) return;
      if (!isWatch(url)) return json(response, 200, list([pod('a')], { resourceVersion: '10' }));
      watches += 1;
      response.writeHead(200);
      response.flushHeaders();
      if (watches === 1) {
        response.write(frame('MODIFIED', pod('a', '11')));
        response.write(frame('BOOKMARK', { metadata: { resourceVersion: '15' } }));
        setTimeout(() => response.socket?.destroy(), 1200);
      } else if (watches === 2) {
        response.write(frame('ERROR', { kind: 'Status', code: 410, reason: 'Expired' }));
        response.end();
      }
    });
    const sink = new Sink();
    (await api.connect({ limits })).observe(pods, { namespace: 'a' }, sink);
    await expect.poll(() => api.asked(/watch=1/).length, { timeout: 5000 }).toBe(3);
    expect(api.asked(/watch=1/).map((url) => /resourceVersion=(\d+)/.exec(url)?.[1])).toEqual([
      '10',
      '15',
      '10',
    ]);
    expect(api.asked(/watch=1/)[0]).toContain('allowWatchBookmarks=true');
    expect(sink.told).toEqual(['replace a', 'current', 'upsert a', 'replace a']);
  });

  it('backs off while it is refused, and says so each time until it is back', async () => {
    let refused = 0;
    await start((_, response, url) => {
      if (!isPods(url)) return;
      if (!isWatch(url)) json(response, 200, list([]));
      else if (refused < 4) {
        refused += 1;
        status(response, 500, { message: 'etcd is away' });
      } else response.writeHead(200).flushHeaders();
    });
    const sink = new Sink();
    (await api.connect({ limits })).observe(pods, {}, sink);
    await expect.poll(() => sink.told.filter((told) => told === 'current').length).toBe(2);
    expect(sink.told).toEqual([
      'replace ',
      'current',
      ...Array.from({ length: 4 }, () => 'away unreachable'),
      'current',
    ]);
    expect(api.asked(/pods\?limit/)).toHaveLength(1);
  });

  it('does not spin on watches that end at once', async () => {
    await start((_, response, url) => {
      if (!isPods(url)) return;
      if (isWatch(url)) response.writeHead(200).end();
      else json(response, 200, list([]));
    });
    const sink = new Sink();
    const slow = { backoff: { first: 200, most: 1000 } };
    (await api.connect({ limits: slow })).observe(pods, {}, sink);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // Without waiting it would be hundreds; how many exactly depends on the machine.
    expect(api.asked(/watch=1/).length).toBeLessThan(30);
  });
});

describe('who answers', () => {
  it('is asked again after the connection broke', async () => {
    let uid = 'one';
    await start((request, response, url) => {
      if (url.pathname.endsWith('/kube-system')) json(response, 200, { metadata: { uid } });
      if (isPods(url)) json(response, 200, list([]));
      if (url.pathname.endsWith('/cut')) request.socket.destroy();
    });
    const cluster = await api.connect();
    expect((await cluster.identify()).uid).toBe('one');
    await cluster.list(pods, {});
    await expect(cluster.get(pods, 'a', 'cut')).rejects.toMatchObject({ reason: 'unreachable' });
    uid = 'two';
    await expect(cluster.list(pods, {})).rejects.toMatchObject({ reason: 'otherCluster' });
    expect((await cluster.identify()).uid).toBe('two');
    await expect(cluster.list(pods, {})).rejects.toMatchObject({ reason: 'otherCluster' });
    uid = 'one';
    await expect(cluster.get(pods, 'a', 'cut')).rejects.toBeDefined();
    await expect(cluster.list(pods, {})).resolves.toBeDefined();
  });
});

describe('a server that is back', () => {
  it('is told to all that wait, whatever their backoff', async () => {
    let isAway = true;
    await start((_, response, url) => {
      if (!url.pathname.endsWith('s')) return;
      if (isAway) status(response, 500, { message: 'away' });
      else if (isWatch(url)) response.writeHead(200).flushHeaders();
      else json(response, 200, list([]));
    });
    const cluster = await api.connect({ limits: { backoff: { first: 60_000, most: 60_000 } } });
    const sinks = Array.from({ length: 3 }, () => new Sink());
    const [first] = sinks.map((sink) => cluster.observe(pods, {}, sink));
    await expect
      .poll(() => sinks.every((sink) => sink.told.includes('away unreachable')))
      .toBe(true);
    expect(first?.isWatching).toBe(false);
    isAway = false;
    first?.retry();
    await expect.poll(() => sinks.every((sink) => sink.told.includes('current'))).toBe(true);
    expect(first?.isWatching).toBe(true);
  });

  it('is not watched where the kind knows no watch', async () => {
    let version = 10;
    await start((_, response, url) => {
      if (isPods(url))
        json(response, 200, list([pod(`p${version}`)], { resourceVersion: `${version++}` }));
    });
    const cluster = await api.connect({ limits: { pollMs: 50 } });
    const sink = new Sink();
    const polled = cluster.observe({ ...pods, verbs: ['list'] }, {}, sink);
    await expect
      .poll(() => sink.told.filter((told) => told.startsWith('replace')).length)
      .toBeGreaterThan(2);
    expect(api.asked(/watch=1/)).toEqual([]);
    expect(polled.isWatching).toBe(false);
  });
});

describe('a connection that is given up', () => {
  it('takes no younger request down with it', async () => {
    let isSilent = true;
    await start((_, response, url) => {
      if (!isPods(url) || !isSilent) return isPods(url) ? json(response, 200, list([])) : undefined;
      response.writeHead = () => response;
      response.end = () => response;
    });
    const cluster = await api.connect({ timeouts: { read: 600 } });
    await cluster.identify();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const old = cluster.list(pods, { namespace: 'old' });
    const refused = expect(old).rejects.toThrow(/no answer/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const young = cluster.list(pods, { namespace: 'young' });
    await expect.poll(() => api.asked(/young/).length).toBe(1);
    isSilent = false;
    await refused;
    await expect(young).resolves.toMatchObject({ items: [] });
    expect(api.asked(/young/)).toHaveLength(2);
  });
});
