import { expect, it } from 'vitest';
import type { Revision } from '../../../src/engine/repository.ts';
import { planApply } from '../../../src/ui/commands/applyPlan.ts';
import type { Opened } from '../../../src/ui/workspace.ts';
import { sampleState, storeOf } from './sampleStore.ts';

/** A folder of which Git says this once somebody plans. */
function opened(revision: Revision): Opened {
  const store = storeOf([]);
  const planSync = () => {
    store.publish({ state: sampleState({ revision }) });
    return Promise.resolve({ steps: [], notes: [] });
  };
  return { session: { store, planSync } } as unknown as Opened;
}

const revision: Revision = { ref: 'HEAD', sha: 'a1b2c3d4' };

it('asks nobody for a plan that was made in the middle of a rebase', async () => {
  await expect(planApply(opened({ ...revision, operation: 'rebase' }), {})).rejects.toThrow(
    'A rebase is under way: finish or abort it first.',
  );
  expect(await planApply(opened(revision), {})).toEqual({ steps: [], notes: [] });
});
