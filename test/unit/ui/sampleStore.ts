import type { FieldPath } from '../../../src/core/model/fieldPath.ts';
import type { Finding } from '../../../src/core/model/finding.ts';
import { parsePath } from '../../../src/core/model/parsePath.ts';
import type { ObjectStatus, Status } from '../../../src/core/model/objectStatus.ts';
import { statusKey, StatusStore, type TargetState } from '../../../src/engine/statusStore.ts';

const cluster = {
  context: 'staging',
  server: 'https://127.0.0.1:6443',
  uid: '1',
  version: 'v1.36.3',
  major: 1,
  minor: 36,
  loopback: true,
};

/** A target that has been looked at, with what differs laid over it. */
export function sampleState(over: Partial<TargetState> = {}): TargetState {
  return {
    target: { name: 'default', path: '', namespace: 'task', revision: 'auto' },
    cluster,
    revision: { sha: 'a1b2c3d4e5f6', ref: 'origin/main' },
    problems: [],
    phase: 'current',
    ...over,
  };
}

/** A Deployment of a file with a status. */
export function sampleObject(
  file: string,
  status: Status,
  over: Partial<ObjectStatus> & { readonly name?: string; readonly line?: number } = {},
): ObjectStatus {
  const { name = 'agent', line = 1, ...rest } = over;
  return {
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name },
    source: { file, document: 0, line },
    status,
    facets: [],
    health: 'healthy',
    findings: [],
    ignored: [],
    ...rest,
  };
}

export function sampleFinding(path: string, over: Partial<Finding> = {}): Finding {
  return {
    kind: 'changed',
    path: pathOf(path),
    pending: false,
    confirmedBy: 'local',
    ...over,
  };
}

function pathOf(text: string): FieldPath {
  const path = parsePath(text);
  if (!path) throw new Error(`${text} is no path`);
  return path;
}

export function storeOf(objects: readonly ObjectStatus[], state = sampleState()): StatusStore {
  const store = new StatusStore(state);
  store.publish({ set: objects.map((object) => [statusKey(object), object]) });
  return store;
}
