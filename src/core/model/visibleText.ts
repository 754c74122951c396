/**
 * The text with every character written out that would steer a terminal, or reorder or hide what
 * stands beside it. Values of a cluster are anybody's: none of these may reach a terminal raw.
 */
export function visibleText(text: string): string {
  return text.replace(steering, escaped);
}

/** JSON text with the same characters as JSON escapes; it stays the same JSON. */
export function visibleJson(json: string): string {
  return json.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** `\p{Cc}`: C0, DEL and C1 controls. `\p{Cf}`: formatting, such as right-to-left overrides. */
const steering = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Without the line breaks and spaces between JSON's own tokens; C0 is escaped in its strings. */
const hidden =
  /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x200d) return character; // joins emoji; steers nothing
  return names[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
