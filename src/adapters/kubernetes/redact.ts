/**
 * Text of somebody else's program or server, made fit for a message: what looks like a credential
 * is replaced, and it is kept short.
 */
export function redact(text: string, limit = 300): string {
  const clean = text
    .replace(/eyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '***')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ***')
    .replace(
      /((?:token|password|passwd|secret|authorization|api[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',]+/gi,
      '$1***',
    )
    .replace(/\b[\w+/-]{48,}={0,2}/g, '***')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > limit ? `…${clean.slice(-limit)}` : clean;
}

/** A Secret's value in a validation message of the API server is replaced. */
export function redactInvalidValues(message: string): string {
  return message.replace(
    /(Invalid value|Unsupported value|Duplicate value): (?:"(?:[^"\\]|\\.)*"|[^\s:]+)/g,
    '$1: ***',
  );
}
