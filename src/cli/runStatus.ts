import type { CommandParts } from './command.ts';
import type { LookOptions } from './commandLine.ts';
import { diffLines } from './diffText.ts';
import { emptyTargetProblem } from './emptyTarget.ts';
import { statusExitCode, type ExitCode } from './exitCode.ts';
import { lookOnce } from './lookOnce.ts';
import { targetStatusJson } from './statusJson.ts';
import { problemLines, statusLines } from './statusText.ts';
import type { StatusStore } from '../engine/statusStore.ts';
import { line, type Line } from './spans.ts';

/** `driftline status` and `driftline diff`: one look, printed. */
export async function runStatus(
  parts: CommandParts,
  options: LookOptions & { readonly command: 'status' | 'diff' },
): Promise<ExitCode> {
  const opened = await parts.open(options);
  try {
    await lookOnce(parts, opened);
    const { store } = opened.engine;
    noteEmpty(store);
    if (options.json) await parts.console.printJson({ targets: [targetStatusJson(store)] });
    else await parts.console.print(linesOf(parts, options.command, store, opened.repository));
    return statusExitCode(store);
  } finally {
    await opened.engine.dispose();
  }
}

function noteEmpty(store: StatusStore): void {
  const problem = emptyTargetProblem(store);
  if (problem === undefined) return;
  store.publish({ state: { ...store.state, problems: [...store.state.problems, problem] } });
}

function linesOf(
  parts: CommandParts,
  command: 'status' | 'diff',
  store: StatusStore,
  repository: string,
): readonly Line[] {
  const now = parts.now();
  if (command === 'status') {
    return statusLines(store, { repository, surface: parts.console.surface, now });
  }
  const objects = [...store.objects()].map((object) => diffLines(object, store.state, now));
  const shown = objects.filter((lines) => lines.length > 0);
  return [
    ...shown.flatMap((lines, index) => (index === 0 ? lines : [line(), ...lines])),
    ...problemLines(store.state.problems),
  ];
}
