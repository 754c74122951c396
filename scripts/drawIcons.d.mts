/** Every file of media/marks by its name. */
export function drawMarks(): ReadonlyMap<string, string>;
/** The extension's picture, 128 × 128. */
export function drawIcon(): string;
