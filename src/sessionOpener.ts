import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { GitRepository } from './adapters/git/gitRepository.ts';
import { ManifestParser } from './adapters/git/manifestParser.ts';
import { openCommitter } from './adapters/git/openCommitter.ts';
import { openRepository } from './adapters/git/openRepository.ts';
import { AuditFile } from './adapters/host/auditFile.ts';
import { foldersOf } from './adapters/host/folders.ts';
import { StateFile } from './adapters/host/stateFile.ts';
import { nodeEnvironment } from './adapters/host/nodeEnvironment.ts';
import { listContexts, openCluster, watchContexts } from './adapters/kubernetes/openCluster.ts';
import { formatPath } from './core/model/fieldPath.ts';
import type { Finding } from './core/model/finding.ts';
import { objectKey, type ObjectKey, type ObjectRef } from './core/model/objectRef.ts';
import type { ObjectStatus } from './core/model/objectStatus.ts';
import type { Plan } from './core/model/plan.ts';
import type { Target } from './core/model/target.ts';
import type { SyncChoice } from './core/plan/objectFacts.ts';
import { ActLog } from './engine/actLog.ts';
import { auditedSync } from './engine/auditedSync.ts';
import { CommitDesk, type CommitDeskParts } from './engine/commitDesk.ts';
import { ClusterError, type Cluster } from './engine/cluster.ts';
import type { TargetPart } from './engine/desiredState.ts';
import { Engine } from './engine/engine.ts';
import type { Environment, Log } from './engine/environment.ts';
import { Executor, type PreparedSync } from './engine/executor.ts';
import { HealingDesk } from './engine/healingDesk.ts';
import { readSides } from './engine/readSides.ts';
import { readTimeline } from './engine/readTimeline.ts';
import { ShownGit } from './engine/shownGit.ts';
import type {
  CommitPort,
  ContextChoice,
  Session,
  SessionOpener,
  SessionOptions,
  SyncRequest,
} from './ui/session.ts';

/** A text of more characters, edited in the editor, would hold up the keys if it were read there. */
const READ_WHILE_TYPING = 20_000;

/** A log that also takes what went wrong for good. */
interface SessionLog extends Log {
  error(message: string): void;
}

/** Composition root of the extension's engine: adapters → engine → what the editor draws from. */
export function sessionOpener(log: SessionLog): SessionOpener {
  return {
    contexts: readContexts,
    watchContexts: (kubeconfig, onChange) =>
      Promise.resolve(watchContexts({ env: process.env, ...optional({ kubeconfig }) }, onChange)),
    open: (options) => openSession(options, log),
  };
}

async function readContexts(kubeconfig: string | undefined): Promise<readonly ContextChoice[]> {
  const found = await listContexts({ env: process.env, ...optional({ kubeconfig }) });
  return found.flatMap(({ server, namespace = 'default', ...context }) =>
    server === undefined ? [] : [{ ...context, server, namespace }],
  );
}

async function openSession(options: SessionOptions, log: SessionLog): Promise<Session> {
  const { cache, state } = foldersOf(process.env, homedir());
  const workerFile = path.join(__dirname, 'worker.cjs');
  const repository = await openRepository(options.folder, { cacheDir: cache, workerFile });
  const prefix = await prefixOf(options.folder, repository.root);
  const environment = nodeEnvironment({ cacheDir: cache, log });
  const decisions = new StateFile(state);
  const engine = new Engine({
    repository,
    connect: () => connect(options, cache, log),
    target: await targetOf(options, prefix),
    asked: askedParts(options, prefix),
    environment,
    reconcileInterval: options.reconcileSeconds * 1000,
    captured: decisions,
    ...optional({ boundUid: options.binding?.uid }),
  });
  const report = (error: unknown): void => log.error(wordsOf(error));
  engine.start().catch(report);
  const audit = new AuditFile(state, log);
  const acts = new ActLog({ audit, repository, clock: environment.clock });
  const healing = new HealingDesk({ engine, repository, state: decisions, acts, environment });
  const elsewhere = decisions.watch(() => healing.check());
  const parser = new ManifestParser(workerFile, READ_WHILE_TYPING);
  const prepared = new WeakMap<Plan, { readonly sync: PreparedSync; readonly shown: ShownGit }>();
  const { clock } = environment;
  return {
    store: engine.store,
    get isLive() {
      return engine.isLive;
    },
    get lookedAt() {
      return engine.lookedAt;
    },
    commits: commitPort({ engine, repository, audit, state: decisions, clock }),
    prefix,
    committedText: committedTexts(engine, repository),
    rest: () => engine.sleep(),
    wake: () => engine.wake(),
    refresh: () => engine.refresh(),
    blame: (file) => blameOf(engine, repository, file),
    sides: (key) => engine.awake(() => readSides(engine, key)),
    judgeText: async (file, text) =>
      engine.judgeDocuments(await parser.documents(file, text), text),
    timeline: (keys) => timelineOf({ engine, repository, acts }, keys),
    commitFiles: (commit) => repository.changesOf(commit, engine.store.state.target.path),
    healing,
    namespaces: () => engine.awake(() => namespacesOf(engine)),
    acts: () => acts.entries(),
    planSync: (request, signal) =>
      engine.awake(async () => {
        await engine.catchUp();
        const shown = new ShownGit(repository, engine.store.state, 'revision');
        const executor = executorOf(engine, environment);
        const entries = entriesOf(engine, request.keys);
        const sync = await executor.prepare(entries, choiceOf(request), { signal });
        prepared.set(sync.plan, { sync, shown });
        return sync.plan;
      }),
    carryOut: (plan, signal, onProgress) =>
      engine.awake(async () => {
        const { sync, shown } = prepared.get(plan) ?? {};
        if (!sync || !shown) {
          throw new Error('This plan is not of this session: plan the sync again.');
        }
        await requireGitAsShown(engine, shown);
        const record = { acts, state: engine.store.state };
        const executor = executorOf(engine, environment);
        return auditedSync(executor, sync, record, { signal, onProgress });
      }),
    dispose: () => {
      elsewhere.dispose();
      Promise.all([healing.dispose(), engine.dispose()]).catch(report);
    },
  };
}

/** All that a sync of everything takes, or the named ones. */
function entriesOf(
  { store }: Engine,
  keys: readonly ObjectKey[] | undefined,
): Iterable<readonly [ObjectKey, ObjectStatus]> {
  if (keys === undefined) return store.entries();
  return keys.flatMap((key) => {
    const status = store.get(key);
    return status === undefined ? [] : [[key, status] as const];
  });
}

function choiceOf({ keys, only, consents }: SyncRequest): SyncChoice {
  const chosen = (status: ObjectStatus, finding: Finding): boolean =>
    only?.get(objectKey(status.ref))?.has(formatPath(finding.path)) ?? true;
  return {
    force: false,
    ...optional({ consents }),
    ...(keys === undefined ? {} : { named: true }),
    ...(only === undefined ? {} : { only: chosen }),
  };
}

function blameOf(engine: Engine, repository: GitRepository, file: string) {
  const sha = engine.store.state.revision?.sha;
  return sha === undefined ? Promise.resolve([]) : repository.blame(sha, file);
}

function timelineOf(
  parts: Parameters<typeof readTimeline>[0],
  keys: readonly ObjectKey[] | undefined,
): ReturnType<typeof readTimeline> {
  const wanted = new Set(keys);
  const wants = (ref: ObjectRef): boolean => keys === undefined || wanted.has(objectKey(ref));
  return readTimeline(parts, { wants, narrowed: keys !== undefined });
}

/** Empty where they may not be listed: the person types the name then. */
async function namespacesOf({ cluster }: Engine): Promise<readonly string[]> {
  const kinds = await cluster?.discover();
  const kind = kinds?.find(({ group, kind: name }) => group === '' && name === 'Namespace');
  if (cluster === undefined || kind === undefined) return [];
  try {
    const { items } = await cluster.list(kind, {});
    return items.map(({ metadata }) => metadata.name ?? '').sort();
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

/** What a person saw is written or nothing: Git may have moved on while they looked at the plan. */
async function requireGitAsShown(engine: Engine, shown: ShownGit): Promise<void> {
  const why = await shown.whyMoved();
  if (why === undefined) return;
  await engine.catchUp();
  throw new Error(`Nothing was written: ${why}. Look at the new plan.`);
}

/** The committer is opened anew for each act: what Git is set to do may have changed. */
function commitPort(parts: Omit<CommitDeskParts, 'committer'>): CommitPort {
  const { engine } = parts;
  const open = (): ReturnType<typeof openCommitter> => openCommitter(parts.repository.root);
  const desk = async (): Promise<CommitDesk> =>
    new CommitDesk({ ...parts, committer: await open() });
  return {
    branches: async () => (await open()).branches(),
    push: async (branch) => {
      const pushed = await (await open()).push(branch);
      await engine.catchUp();
      return pushed;
    },
    history: async (limit) => (await desk()).history(limit),
    draftCapture: (selections, place) =>
      engine.awake(async () => {
        await engine.catchUp();
        return (await desk()).draftCapture(selections, place);
      }),
    draftRollback: (commit, options) =>
      engine.awake(async () => {
        await engine.catchUp();
        return (await desk()).draftRollback(commit, options);
      }),
  };
}

async function connect(options: SessionOptions, cacheDir: string, log: Log): Promise<Cluster> {
  const { binding, kubeconfig } = options;
  if (!binding) throw new ClusterError('config', 'No cluster is chosen for this folder yet.');
  return openCluster({
    context: binding.context,
    env: process.env,
    cacheDir,
    // Sessions are opened in trusted workspaces only.
    allowExec: true,
    log: (line) => log.info(line),
    ...optional({ kubeconfig }),
  });
}

/** What settings name goes before what the repository says of itself. */
function askedParts(options: SessionOptions, prefix: string): ReadonlySet<TargetPart> {
  const asked = new Set<TargetPart>();
  if (prefix !== '') asked.add('path');
  if (options.namespace !== undefined) asked.add('namespace');
  if (options.revision !== 'auto') asked.add('revision');
  if (options.serverChecks !== undefined) asked.add('serverChecks');
  return asked;
}

async function targetOf(options: SessionOptions, prefix: string): Promise<Target> {
  const { binding, kubeconfig, revision, serverChecks } = options;
  const contexts = binding ? await readContexts(kubeconfig) : [];
  const context = contexts.find(({ name }) => name === binding?.context);
  return {
    name: 'default',
    path: prefix,
    namespace: options.namespace ?? context?.namespace ?? 'default',
    revision,
    ...optional({ serverChecks }),
  };
}

/** The folder as seen from the repository's root, with `/`; both may be reached through links. */
async function prefixOf(folder: string, root: string): Promise<string> {
  const relative = path.relative(await realpath(root), await realpath(folder));
  return relative.split(path.sep).join('/');
}

/** Texts at the revision of the latest look, each read once. */
function committedTexts(engine: Engine, repository: GitRepository): Session['committedText'] {
  let texts = new Map<string, Promise<string | undefined>>();
  let of: string | undefined;
  return (file) => {
    const sha = engine.store.state.revision?.sha;
    if (sha === undefined) return Promise.resolve(undefined);
    if (sha !== of) texts = new Map();
    of = sha;
    const known = texts.get(file);
    if (known) return known;
    const text = repository.textAt(sha, file);
    text.catch(() => texts.delete(file));
    texts.set(file, text);
    return text;
  };
}

function executorOf(engine: Engine, environment: Environment): Executor {
  const { cluster } = engine;
  if (cluster) return new Executor({ cluster, source: engine, clock: environment.clock });
  const why = engine.store.state.message ?? 'The cluster has not answered yet.';
  throw new ClusterError('unreachable', `${why} Nothing was written; refresh and try again.`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The properties that are there, for types where absent and undefined differ. */
function optional<T extends object>(properties: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(properties).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
