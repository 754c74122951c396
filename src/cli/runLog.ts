import type { Problem } from '../core/model/objectStatus.ts';
import { readActs, readTimeline, type TimelineQuery } from '../engine/readTimeline.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { LogOptions } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';
import { logJson } from './logJson.ts';
import { logLines } from './logText.ts';
import { lookOnce } from './lookOnce.ts';
import { namesObject } from './matchObjects.ts';
import { sinceTime } from './sinceTime.ts';
import { line } from './spans.ts';

/** `driftline log`: our acts; with `--timeline` commits and live writes between them. */
export async function runLog(parts: CommandParts, options: LogOptions): Promise<ExitCode> {
  const query: TimelineQuery = {
    wants: namesObject(options.objects),
    narrowed: options.objects.length > 0,
    ...(options.since === undefined ? {} : { since: sinceTime(options.since, parts.now()) }),
  };
  const opened = await parts.open(options);
  try {
    if (options.timeline) await lookOnce(parts, opened);
    const problems = options.timeline ? problemsOf(opened) : [];
    const { engine, acts, git: repository } = opened;
    const events = options.timeline
      ? await readTimeline({ engine, repository, acts }, query)
      : await readActs(acts, query);
    for (const { message } of problems) await parts.console.say(message);
    if (options.json) await parts.console.printJson(logJson(events, opened.repository, problems));
    else if (events.length === 0) await parts.console.print([line(emptyWords(options))]);
    else {
      const { surface } = parts.console;
      await parts.console.print(logLines(events, { surface, now: parts.now() }));
    }
    return problems.length === 0 ? 0 : 2;
  } finally {
    await opened.engine.dispose();
  }
}

/** What the timeline lacks for want of the cluster or the repository. */
function problemsOf({ engine }: OpenTarget): readonly Problem[] {
  const { phase, message = 'The cluster does not answer.' } = engine.store.state;
  if (phase === 'current') return [];
  return [{ severity: 'error', message: `Live writes are missing here: ${message}` }];
}

function emptyWords({ since, objects, timeline }: LogOptions): string {
  const about = objects.length === 0 ? '' : ` on ${objects.join(', ')}`;
  const when = since === undefined ? ' yet' : ` since ${since}`;
  const what = timeline ? 'Nothing happened' : 'Driftline did nothing';
  return `${what}${about}${when}.`;
}
