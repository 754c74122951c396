import { mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommitRequest, FileEdit } from '../../src/engine/committer.ts';
import { openCommitter, type CommitterOptions } from '../../src/adapters/git/openCommitter.ts';
import type { GitCommitter } from '../../src/adapters/git/gitCommitter.ts';
import { GitFixture } from './gitFixture.ts';

/** A Deployment's manifest, one line a field. */
export const deployment = `# the web
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # kept
spec:
  replicas: 3 # by hand
  paused: false
  minReadySeconds: 1
`;

/** A repository whose owner is configured, and what the committer does to it. */
export class CommitBench {
  readonly repo: GitFixture;
  readonly #more: GitFixture[] = [];

  constructor(repo = GitFixture.create()) {
    this.repo = repo;
    this.repo.git('config', 'user.name', 'Zoë Tester');
    this.repo.git('config', 'user.email', 'zoe@example.com');
  }

  open(options: CommitterOptions = {}): Promise<GitCommitter> {
    return openCommitter(this.repo.folder, { patience: { lock: 200 }, ...options });
  }

  /** A clone of this repository. */
  clone(...args: readonly string[]): CommitBench {
    const folder = mkdtempSync(path.join(tmpdir(), 'driftline clone '));
    const made = new GitFixture(folder);
    this.#more.push(made);
    made.git('clone', '-q', ...args, `file://${this.repo.folder}`, '.');
    return new CommitBench(made);
  }

  read(file: string): string {
    return readFileSync(path.join(this.repo.folder, file), 'utf8');
  }

  git(...args: readonly string[]): string {
    return this.repo.git(...args);
  }

  /** Installs an executable hook, by default where Git looks for them. */
  hook(name: string, body: string, folder = '.git/hooks'): void {
    const file = path.join(this.repo.folder, folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** All that a person sees of their repository, to be compared before and after. */
  state(): Readonly<Record<string, string>> {
    return {
      refs: this.git('for-each-ref'),
      head: readFileSync(path.join(this.repo.folder, '.git', 'HEAD'), 'utf8'),
      index: this.git('ls-files', '-s', '-v'),
      status: this.git('status', '--porcelain=v1', '--ignored'),
      staged: this.git('diff', '--cached'),
      changed: this.git('diff'),
      worktrees: this.git('worktree', 'list'),
    };
  }

  remove(): void {
    for (const one of [this.repo, ...this.#more]) one.remove();
  }
}

/** Exchanges one piece of text; refuses where it is not there once, as a capture would. */
export function exchange(file: string, from: string, to: string): FileEdit {
  return {
    file,
    edit: (text) => {
      if (text === undefined) return { refused: 'the file is not there' };
      const at = text.indexOf(from);
      if (at < 0) return { refused: `"${from}" is not there` };
      return { text: text.slice(0, at) + to + text.slice(at + from.length) };
    },
  };
}

/** The commit of this file that most tests make. */
export function scale(
  branch: CommitRequest['branch'] = { current: true },
  file = 'web.yaml',
): CommitRequest {
  return {
    edits: [exchange(file, 'replicas: 3', 'replicas: 5')],
    message: 'capture(web): replicas 3 → 5 from staging\n\nLive-Writer: kubectl\n',
    branch,
  };
}

/** Added and removed lines of a diff, without where they stand. */
export function changedLines(diff: string): readonly string[] {
  return diff.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
