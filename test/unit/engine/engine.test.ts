import { afterEach, expect, test } from 'vitest';
import { configMap, ScriptedEngine, writes } from './scriptedEngine.ts';

let scripted: ScriptedEngine | undefined;

afterEach(async () => {
  await scripted?.engine.dispose();
});

/** A door that stays shut until it is opened. */
function door(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { wait: () => opened, open };
}

test('a verdict never replaces one that was begun after it', async () => {
  // Git's value is stored in another form: the dry run says that it is the same.
  scripted = new ScriptedEngine([configMap('a', { key: '1' })], [configMap('a', { key: 'one' })]);
  const { engine, live } = scripted;
  const slow = door();
  const canonical = configMap('a', { key: 'one' });
  let asked = 0;
  scripted.confirming = async () => {
    asked += 1;
    if (asked === 1) await slow.wait();
  };
  const started = engine.start();
  await until(() => asked === 1);
  // While the look waits for the server, somebody changes the object, and that is judged.
  scripted.change(configMap('a', { key: 'by hand' }));
  await engine.idle();
  expect(scripted.status('a')?.status).toBe('drifted');
  // The look's own answer was about the object as it was before.
  live.set('a', canonical);
  slow.open();
  await started;
  expect(scripted.status('a')?.findings[0]?.live).toBe('by hand');
});

test('an object that something else fills in is not in sync because of what a controller adds', async () => {
  const names = ['a', 'b', 'c'];
  scripted = new ScriptedEngine(
    names.map((name) => configMap(name, { key: '${VALUE}' })),
    names.map((name) =>
      configMap(
        name,
        { key: 'filled in', extra: 'x' },
        { managedFields: [writes('kubectl-create', ['key']), writes('somebody', ['extra'])] },
      ),
    ),
  );
  await scripted.engine.look();
  for (const name of names) {
    expect(scripted.status(name)).toMatchObject({ status: 'unknown', reason: 'opaque' });
  }
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isSo(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(isSo()).toBe(true);
}
