/** The files that kubectl looks into, by their names alone. */
export function isManifestFile(file: string): boolean {
  return /\.(?:yaml|yml|json)$/.test(file);
}
