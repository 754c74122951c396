/**
 * Why a capture cannot be written, as a sentence that names its subject. Thrown inside the capture
 * editor only; its entry points turn it into a value.
 */
export class CaptureRefusal extends Error {}

/** What an entry point answers for a failure inside; what is no refusal is a fault that gets named. */
export function refusalOf(error: unknown, subject: string): string {
  if (error instanceof CaptureRefusal) return error.message;
  const cause = error instanceof Error ? error.message : String(error);
  return `${subject} could not be edited (${cause}): edit the file by hand`;
}
