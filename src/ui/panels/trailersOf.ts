/** A commit message in two: what a person may write anew, and the trailers that stay below it. */
export interface MessageParts {
  readonly body: string;
  readonly trailers: string;
}

const trailer = /^[A-Za-z][A-Za-z0-9-]*: \S/;

export function splitTrailers(message: string): MessageParts {
  const paragraphs = message.trimEnd().split(/\n{2,}/);
  const last = paragraphs.at(-1) ?? '';
  const isTrailers =
    paragraphs.length > 1 &&
    last.split('\n').every((line) => trailer.test(line) || /^\s+\S/.test(line));
  if (!isTrailers) return { body: message.trimEnd(), trailers: '' };
  return { body: paragraphs.slice(0, -1).join('\n\n'), trailers: last };
}

export function joinTrailers({ body, trailers }: MessageParts): string {
  const own = body.trimEnd();
  return trailers === '' ? `${own}\n` : `${own}\n\n${trailers}\n`;
}
