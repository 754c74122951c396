import { describe, expect, it } from 'vitest';
import type { HealNews } from '../../../src/engine/healingDesk.ts';
import { HealingNews } from '../../../src/ui/healingNews.ts';
import type { MessageAction } from '../../../src/ui/messages.ts';
import type { Opened, Workspace, WorkspaceChange } from '../../../src/ui/workspace.ts';

const key = 'apps/Deployment/task/agent';

/** A folder whose self-heal tells what the test says. */
class FakeFolder {
  readonly listeners = new Set<(news?: HealNews) => void>();
  readonly opened = {
    folder: { name: 'shop', uri: 'file:///shop' },
    session: {
      healing: {
        onDidChange: (listener: (news?: HealNews) => void) => {
          this.listeners.add(listener);
          return { dispose: () => this.listeners.delete(listener) };
        },
      },
    },
  } as unknown as Opened;

  tell(news?: HealNews): void {
    for (const listener of this.listeners) listener(news);
  }
}

function scene() {
  const [notes, warnings]: [string[], [string, readonly MessageAction[] | undefined][]] = [[], []];
  const heard = new Set<(change: WorkspaceChange) => void>();
  const workspace = {
    opened: [] as Opened[],
    onDidChange: (listener: (change: WorkspaceChange) => void) => {
      heard.add(listener);
      return { dispose: () => heard.delete(listener) };
    },
  } satisfies Pick<Workspace, 'opened' | 'onDidChange'>;
  const news = new HealingNews(workspace, {
    note: (what) => notes.push(what),
    warn: (sentence, actions) => {
      warnings.push([sentence, actions]);
      return Promise.resolve();
    },
  });
  const open = (...opened: Opened[]) => {
    workspace.opened = opened;
    for (const listener of heard) listener({ kind: 'folders' });
  };
  return { news, notes, warnings, open, heard };
}

describe('what self-heal did', () => {
  it('is in the log, and a fight that is given up is told, with the way to its drift', () => {
    const { notes, warnings, open } = scene();
    const folder = new FakeFolder();
    open(folder.opened);
    folder.tell();
    folder.tell({ kind: 'healed', key, message: 'agent was healed' });
    folder.tell({ kind: 'fight', key, message: 'agent came back three times' });
    expect(notes).toEqual(['Self-heal in shop: agent was healed']);
    expect(warnings).toEqual([
      [
        'agent came back three times',
        [
          {
            title: 'Show Drift',
            command: 'driftline.showDrift',
            args: [{ folder: 'file:///shop', key }],
          },
        ],
      ],
    ]);
  });

  it('is heard of each session once, and of none that is gone', () => {
    const { news, open, heard } = scene();
    const [old, fresh] = [new FakeFolder(), new FakeFolder()];
    open(old.opened);
    open(old.opened);
    expect(old.listeners.size).toBe(1);
    open(fresh.opened);
    expect([old.listeners.size, fresh.listeners.size]).toEqual([0, 1]);
    news.dispose();
    expect([fresh.listeners.size, heard.size]).toEqual([0, 0]);
  });
});
