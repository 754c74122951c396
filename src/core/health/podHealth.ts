import { isJsonObject, type JsonObject } from '../model/json.ts';
import { degraded, healthy, progressing, unknown, type HealthVerdict } from './healthVerdict.ts';
import type { StatusReader } from './statusReader.ts';

/** A pod that waits on an error for ever is degraded although its phase says `Pending`. */
export function podHealth(live: StatusReader): HealthVerdict {
  const stuck = waitingReason(live);
  if (stuck !== undefined) return degraded(stuck);
  const phase = live.text('status', 'phase');
  switch (phase) {
    case 'Succeeded':
      return healthy('The pod has finished.');
    case 'Failed':
      return degraded(failure(live));
    case 'Running':
      return running(live);
    case 'Unknown':
      return unknown('The node of the pod does not answer.');
    default:
      return progressing(notScheduled(live) ?? 'The pod is starting.');
  }
}

function running(live: StatusReader): HealthVerdict {
  const restarts = live.text('spec', 'restartPolicy');
  if (restarts === 'OnFailure' || restarts === 'Never') return progressing('The pod is running.');
  if (live.is('Ready', 'True')) return healthy('The pod is ready.');
  const died = statuses(live).find((status) => state(status, 'lastState', 'terminated'));
  if (died !== undefined)
    return degraded(`Container ${name(died)} was restarted and is not ready.`);
  return progressing('The pod is not ready yet.');
}

function waitingReason(live: StatusReader): string | undefined {
  for (const status of statuses(live)) {
    const waiting = state(status, 'state', 'waiting');
    const reason = textOf(waiting, 'reason');
    if (!/^Err|Error$|BackOff$|^InvalidImageName$/.test(reason)) continue;
    const message = textOf(waiting, 'message');
    return `Container ${name(status)}: ${message === '' ? reason : `${reason}: ${message}`}`;
  }
  return undefined;
}

function failure(live: StatusReader): string {
  const message = live.text('status', 'message');
  if (message !== '') return message;
  for (const status of statuses(live)) {
    const terminated = state(status, 'state', 'terminated');
    if (terminated === undefined || terminated['exitCode'] === 0) continue;
    const why = textOf(terminated, 'message') || textOf(terminated, 'reason');
    return `Container ${name(status)} ended with ${why || `exit code ${String(terminated['exitCode'])}`}.`;
  }
  return 'The pod failed.';
}

function notScheduled(live: StatusReader): string | undefined {
  const scheduled = live.condition('PodScheduled');
  return scheduled?.status === 'False' && scheduled.message !== '' ? scheduled.message : undefined;
}

function statuses(live: StatusReader): readonly JsonObject[] {
  return [
    ...live.list('status', 'initContainerStatuses'),
    ...live.list('status', 'containerStatuses'),
  ];
}

function state(status: JsonObject, when: string, which: string): JsonObject | undefined {
  const holder = status[when];
  const found = isJsonObject(holder) ? holder[which] : undefined;
  return isJsonObject(found) ? found : undefined;
}

function textOf(object: JsonObject | undefined, key: string): string {
  const value = object?.[key];
  return typeof value === 'string' ? value : '';
}

function name(status: JsonObject): string {
  return textOf(status, 'name');
}
