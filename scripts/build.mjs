// Bundles the entries: the extension's host (small, loaded at activation), the cluster client
// (loaded when first needed), the worker, the command line, and the page of the webview.
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const production = process.argv.includes('--production');
const asked = process.argv.indexOf('--outdir');
const out = path.resolve(root, asked < 0 ? 'dist' : process.argv[asked + 1]);
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

const common = {
  absWorkingDir: root,
  bundle: true,
  outdir: out,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  define: { DRIFTLINE_VERSION: JSON.stringify(version) },
  metafile: true,
  logLevel: 'warning',
};

const node = {
  ...common,
  platform: 'node',
  target: 'node22.19',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Entries load each other at run time, never by inlining.
  external: ['vscode', './cluster.cjs', './worker.cjs', './cli.cjs'],
};

// client-node is loaded when a kubeconfig asks for one of its authenticators, and never sends a
// request of its own: undici, half of its bundle, is left out.
const signInApart = {
  name: 'sign-in-apart',
  setup(builder) {
    builder.onResolve({ filter: /clientNodeSignIn\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './signIn.cjs', external: true } : undefined,
    );
  },
};
// The same for what reads manifests' text in the editor: it brings the YAML library.
const manifestTextApart = {
  name: 'manifest-text-apart',
  setup(builder) {
    builder.onResolve(
      { filter: /(hideSecretText|addIgnoreRule|askForSelfHeal)\.ts$/ },
      ({ kind }) =>
        kind === 'dynamic-import' ? { path: './manifestText.cjs', external: true } : undefined,
    );
  },
};
const withoutUndici = {
  name: 'without-undici',
  setup(builder) {
    builder.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'none' }));
    builder.onLoad({ filter: /.*/, namespace: 'none' }, () => ({
      contents: 'module.exports = {}',
    }));
  },
};
// undici's index brings its fetch, mocks and caches: half of its size and of its time to load. What
// is left is a file of its own, which the editor's bundle and the command line's share.
const undiciParts = {
  stdin: {
    resolveDir: path.join(root, 'node_modules/undici'),
    contents: `
      Object.assign(require('./lib/dispatcher/dispatcher').prototype, require('./lib/api'));
      module.exports = {
        get Pool() { return require('./lib/dispatcher/pool'); },
        get ProxyAgent() { return require('./lib/dispatcher/proxy-agent'); },
      };`,
  },
  outdir: undefined,
  outfile: path.join(out, 'undici.cjs'),
};
const undiciApart = {
  name: 'undici-apart',
  setup(builder) {
    builder.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.cjs', external: true }));
  },
};
const plugins = (name) =>
  name === 'signIn' ? [withoutUndici] : [signInApart, manifestTextApart, undiciApart];

const entries = {
  extension: 'src/extension.ts',
  cluster: 'src/cluster.ts',
  signIn: 'src/signIn.ts',
  worker: 'src/worker.ts',
  manifestText: 'src/manifestText.ts',
  cli: 'src/cli.ts',
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const metafiles = {};
for (const [name, entry] of Object.entries(entries)) {
  if (!existsSync(path.join(root, entry))) continue;
  const result = await build({
    ...node,
    entryPoints: { [name]: entry },
    plugins: plugins(name),
  });
  metafiles[name] = result.metafile;
}
const { outExtension: _named, ...shared } = node;
await build({ ...shared, ...undiciParts });
if (existsSync(path.join(root, 'webview'))) {
  const pages = { diff: 'diff/main.ts', overview: 'overview/main.ts', toolkit: 'toolkit.ts' };
  for (const [page, file] of Object.entries(pages)) {
    const entry = `webview/${file}`;
    if (!existsSync(path.join(root, entry))) continue;
    await build({
      ...common,
      platform: 'browser',
      target: 'es2024',
      format: 'iife',
      outdir: path.join(out, 'webview'),
      entryPoints: { [page]: entry },
      loader: { '.css': 'css' },
    });
  }
}
// The command's first file runs on any Node, so that an older one gets a sentence, no stack trace.
await writeFile(
  path.join(out, 'driftline.cjs'),
  await readFile(path.join(root, 'scripts/launcher.cjs')),
);
await chmod(path.join(out, 'driftline.cjs'), 0o755);
if (!production) {
  await writeFile(path.join(out, 'meta.json'), JSON.stringify(metafiles));
}
