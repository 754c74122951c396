/** Where a repository says what is ignored, masked and healed; at its top level. */
export const settingsFile = '.driftline.yaml';
