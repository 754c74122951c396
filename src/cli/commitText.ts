import { structuredPatch } from 'diff';
import type { CommitPreview } from '../engine/committer.ts';
import { line, span, type Line } from './spans.ts';

/** A commit that would be made, as `git show` would print it. */
export function commitLines(preview: CommitPreview, message: string): readonly Line[] {
  return [
    line(span(`commit to ${preview.branch}`, 'yellow'), span(` on ${preview.parent.slice(0, 7)}`)),
    line(),
    ...message.split('\n').map((text) => line(text === '' ? '' : `    ${text}`)),
    line(),
    ...preview.files.flatMap(fileLines),
  ];
}

function fileLines({ file, before, after }: CommitPreview['files'][number]): readonly Line[] {
  const patch = structuredPatch(file, file, before ?? '', after ?? '', '', '', { context: 3 });
  return [
    line(span(`--- ${before === undefined ? '/dev/null' : file}`, 'bold')),
    line(span(`+++ ${after === undefined ? '/dev/null' : file}`, 'bold')),
    ...patch.hunks.flatMap((hunk) => [
      line(
        span(`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`, 'cyan'),
      ),
      ...hunk.lines.map((text) => line(span(text.replace(/\r$/, ''), styleOf(text)))),
    ]),
  ];
}

function styleOf(text: string): 'red' | 'green' | 'plain' {
  if (text.startsWith('-')) return 'red';
  return text.startsWith('+') ? 'green' : 'plain';
}
