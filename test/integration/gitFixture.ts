import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const identity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Zoë',
  GIT_AUTHOR_EMAIL: 'zoe@example.com',
  GIT_COMMITTER_NAME: 'Zoë',
  GIT_COMMITTER_EMAIL: 'zoe@example.com',
};

/** A throw-away folder with a real Git repository in it, driven as a person would. */
export class GitFixture {
  readonly folder: string;
  #clock = 1_700_000_000;

  constructor(folder = mkdtempSync(path.join(tmpdir(), 'driftline git ü '))) {
    this.folder = folder;
  }

  /** Initialised, without a commit. */
  static create(): GitFixture {
    const fixture = new GitFixture();
    fixture.git('init', '-q', '-b', 'main');
    return fixture;
  }

  git(...args: readonly string[]): string {
    return this.gitIn(this.folder, ...args);
  }

  gitIn(cwd: string, ...args: readonly string[]): string {
    const date = `${this.#clock} +0100`;
    const env = { ...process.env, ...identity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', [...args], { cwd, env, stdio: 'pipe' }).toString();
  }

  write(file: string, content: string | Buffer): void {
    const absolute = path.join(this.folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }

  /** Writes files and commits everything; each commit is a minute later. Returns its id. */
  commit(subject: string, files: Readonly<Record<string, string | Buffer>> = {}): string {
    for (const [file, content] of Object.entries(files)) this.write(file, content);
    this.#clock += 60;
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', subject);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Commits from now on are made then, each a minute later. */
  setClock(time: Date): void {
    this.#clock = Math.floor(time.getTime() / 1000);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A manifest with that name. */
export function configMap(name: string, value = '1'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: "${value}"\n`;
}
