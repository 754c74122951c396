import type { Health } from '../model/objectStatus.ts';

/** What an object says about itself, and in which words. */
export interface HealthVerdict {
  readonly health: Health;
  /** A sentence for people; the server's own words where it has some. */
  readonly reason: string;
}

export const healthy = (reason: string): HealthVerdict => ({ health: 'healthy', reason });
export const progressing = (reason: string): HealthVerdict => ({ health: 'progressing', reason });
export const degraded = (reason: string): HealthVerdict => ({ health: 'degraded', reason });
export const suspended = (reason: string): HealthVerdict => ({ health: 'suspended', reason });
export const unknown = (reason: string): HealthVerdict => ({ health: 'unknown', reason });
