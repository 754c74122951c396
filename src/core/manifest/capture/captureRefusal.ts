/**
 * Why a capture cannot be written, as a sentence that names its subject. Thrown inside the capture
 * editor only; its entry points turn it into a value.
 */
export class CaptureRefusal extends Error {
  /** The sentence speaks of a value, and lacks the place that it was meant for. */
  readonly placeless: boolean;

  constructor(message: string, about?: 'value') {
    super(message);
    this.placeless = about === 'value';
  }
}

/** What an entry point answers for a failure inside; what is no refusal is a fault that gets named. */
export function refusalOf(error: unknown, subject: string): string {
  if (error instanceof CaptureRefusal) {
    return error.placeless ? `${subject}: ${error.message}` : error.message;
  }
  const cause = error instanceof Error ? error.message : String(error);
  return `${subject} could not be edited (${cause}): edit the file by hand`;
}
