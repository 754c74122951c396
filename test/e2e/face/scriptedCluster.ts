import { readFileSync, watchFile, unwatchFile } from 'node:fs';
import process from 'node:process';
import type { AuditEntry } from '../../../src/core/model/audit.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { Plan } from '../../../src/core/model/plan.ts';
import { scriptedPlan, type Obstacle } from './scriptedPlan.ts';
import { statusKey, StatusStore, type TargetState } from '../../../src/engine/statusStore.ts';
import type { TimelineEvent } from '../../../src/core/model/timeline.ts';
import type { HealState } from '../../../src/engine/healingDesk.ts';
import type { ObjectSides } from '../../../src/engine/readSides.ts';
import type { CommittedChange, LineBlame } from '../../../src/engine/repository.ts';
import type { BranchState } from '../../../src/engine/committer.ts';
import type { SyncReport } from '../../../src/engine/syncReport.ts';
import type {
  ContextChoice,
  Session,
  SessionOpener,
  SessionOptions,
} from '../../../src/ui/session.ts';

/**
 * What the scripted engine shows, plans and answers: the file that `DRIFTLINE_FACE` names, read
 * again whenever it changes. It stands in for `cluster.cjs`, so that every state can be seen in a
 * real VS Code, those too that no real cluster is easily brought into.
 */
export interface FaceScript {
  readonly contexts: readonly ContextChoice[];
  readonly state: TargetState;
  readonly objects: readonly ObjectStatus[];
  /** Committed texts by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Absent: what was asked for is planned by the objects' findings. */
  readonly plan?: Plan;
  /** What stands against an apply, by key. */
  readonly obstacles?: Readonly<Record<string, Obstacle>>;
  /** Plans are thought about for as long as this stands. */
  readonly holdsPlans?: boolean;
  readonly report?: SyncReport;
  /** Authors of lines by path. */
  /** `null`: who wrote the file's lines is never known. */
  readonly blame?: Readonly<Record<string, readonly LineBlame[] | null>>;
  /** Both sides by key. */
  readonly sides?: Readonly<Record<string, ObjectSides>>;
  /** What an edited file would change, by path. */
  readonly judged?: Readonly<Record<string, readonly ObjectStatus[]>>;
  readonly timeline?: readonly TimelineEvent[];
  /** What commits changed, by id. */
  readonly commitFiles?: Readonly<Record<string, readonly CommittedChange[]>>;
  readonly healing?: HealState;
  readonly namespaces?: readonly string[];
  readonly acts?: readonly AuditEntry[];
  /** The text of a file after what was picked is captured; absent: captures fail. */
  readonly captured?: Readonly<Record<string, string>>;
  readonly branches?: BranchState;
  /** What `open` fails with. */
  readonly failure?: string;
}

const file = process.env['DRIFTLINE_FACE'] ?? '';

function read(): FaceScript {
  return JSON.parse(readFileSync(file, 'utf8')) as FaceScript;
}

/** What `src/cluster.ts` offers to the extension. */
export function sessionOpener(): SessionOpener {
  return {
    contexts: () => Promise.resolve(read().contexts),
    watchContexts: () => Promise.resolve({ dispose: () => undefined }),
    open: (options) => {
      const { failure } = read();
      if (failure !== undefined) return Promise.reject(new Error(failure));
      return Promise.resolve(openSession(options));
    },
  };
}

/** As the script says, but of the cluster and the namespace that were chosen. */
function stateFor({ binding, namespace }: SessionOptions): TargetState {
  const { state } = read();
  const { cluster, target } = state;
  return {
    ...state,
    target: namespace === undefined ? target : { ...target, namespace },
    ...(cluster && binding ? { cluster: { ...cluster, ...binding } } : {}),
  };
}

function openSession(options: SessionOptions): Session {
  const store = new StatusStore(stateFor(options));
  const show = () => {
    const { objects } = read();
    const state = stateFor(options);
    const set = objects.map((object) => [statusKey(object), object] as const);
    const kept = new Set(set.map(([key]) => key));
    const remove = [...store.entries()].map(([key]) => key).filter((key) => !kept.has(key));
    store.publish({ state, set, remove });
  };
  show();
  watchFile(file, { interval: 50 }, show);
  return {
    store,
    lookedAt: new Date(),
    isLive: true,
    commits: scriptedCommits,
    prefix: '',
    committedText: (path) => Promise.resolve(read().texts[path]),
    rest: () => Promise.resolve(),
    wake: () => Promise.resolve(),
    refresh: () => Promise.resolve(show()),
    blame: (path) => {
      const lines = read().blame?.[path];
      return lines === null ? new Promise(() => undefined) : Promise.resolve(lines ?? []);
    },
    sides: (key) => Promise.resolve(read().sides?.[key] ?? {}),
    judgeText: (path) => Promise.resolve(read().judged?.[path] ?? []),
    timeline: () => Promise.resolve(read().timeline ?? []),
    commitFiles: (commit) => Promise.resolve(read().commitFiles?.[commit] ?? []),
    healing: scriptedHealing,
    namespaces: () => Promise.resolve(read().namespaces ?? []),
    acts: () => Promise.resolve(read().acts ?? []),
    planSync: async (request, signal) => {
      while (read().holdsPlans === true && signal?.aborted !== true) await nextPoll();
      const { plan, objects, obstacles } = read();
      return plan ?? scriptedPlan(objects, request, obstacles);
    },
    carryOut: () => Promise.resolve(read().report ?? { results: [], cancelled: false }),
    dispose: () => unwatchFile(file, show),
  };
}

function nextPoll(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

const scriptedHealing: Session['healing'] = {
  get state() {
    return read().healing ?? { kind: 'off' };
  },
  terms: () => Promise.reject(new Error('A scripted session asks for nothing')),
  allow: () => Promise.resolve(),
  forbid: () => Promise.resolve(),
  pause: () => Promise.resolve(),
  resume: () => Promise.resolve(),
  onDidChange: () => ({ dispose: () => undefined }),
  check: () => undefined,
};

/** The scripted repository is never written to. */
const scriptedCommits: Session['commits'] = {
  branches: () => Promise.resolve(read().branches ?? { offersNewBranch: false }),
  history: () => Promise.resolve([]),
  draftCapture: (selections) => {
    const { captured, texts } = read();
    if (captured === undefined) {
      return Promise.reject(new Error('A scripted session captures nothing'));
    }
    const message = `capture(task-agent): ${selections.length} from staging\n\nCaptured-From: staging/task`;
    const files = Object.entries(captured).map(([path, after]) => {
      const before = texts[path];
      return { file: path, after, ...(before === undefined ? {} : { before }) };
    });
    const commit = () => Promise.reject(new Error('A scripted session commits nothing'));
    return Promise.resolve({
      message,
      refusals: [],
      secretLooking: [],
      files,
      differing: [],
      commit,
    });
  },
  draftRollback: () => Promise.reject(new Error('A scripted session rolls nothing back')),
  push: () => Promise.reject(new Error('A scripted session pushes nothing')),
};
