import { CommitError, type EditedText } from '../../engine/committer.ts';

/** The text that becomes these very bytes again, its byte order mark kept. Throws `CommitError`. */
export function exactText(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\0') && Buffer.from(text, 'utf8').equals(bytes)) return text;
  throw new CommitError('refused', `${file} is not UTF-8 text: convert and commit it first`);
}

/**
 * Makes an edit in a working file's text. Where Git, or an editor, turned every line ending of the
 * committed text into CR LF, the edit sees the committed ones and the file keeps its own.
 */
export function editKeepingLineEndings(
  text: string,
  committed: string | undefined,
  edit: (text: string | undefined) => EditedText,
): EditedText {
  const turned = isAllCrLf(text) && committed !== undefined && !committed.includes('\r\n');
  if (!turned) return edit(text);
  const edited = edit(text.replaceAll('\r\n', '\n'));
  if ('refused' in edited || edited.text === undefined) return edited;
  return { text: edited.text.replaceAll('\n', '\r\n') };
}

function isAllCrLf(text: string): boolean {
  return text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) && !/\r(?!\n)/.test(text);
}
