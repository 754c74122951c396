const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the text's UTF-8 bytes, as the API server writes `data` of a Secret. */
export function encodeBase64(text: string): string {
  const bytes = utf8(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    encoded += alphabet[group >> 18];
    encoded += alphabet[(group >> 12) & 63];
    encoded += b === undefined ? '=' : alphabet[(group >> 6) & 63];
    encoded += c === undefined ? '=' : alphabet[group & 63];
  }
  return encoded;
}

/** The server reads base64 that is broken into lines, and writes it in one. */
export function withoutBreaks(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

/** The bytes as characters of one byte each; `''` where the text is no base64. */
export function decodeBase64(text: string): string {
  const bits = withoutBreaks(text).replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(bits)) return '';
  let decoded = '';
  let held = 0;
  for (const [at, character] of [...bits].entries()) {
    held = ((held << 6) | alphabet.indexOf(character)) & 0xffff;
    const spare = 6 - 2 * (at % 4);
    if (at % 4 > 0) decoded += String.fromCharCode((held >> spare) & 0xff);
  }
  return decoded;
}

function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}
