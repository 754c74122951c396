// What reads and writes manifests' text for the editor, as a bundle of its own: it brings the YAML
// library, and is loaded when a commit, or an edit of the settings, is first shown.
export { hideSecretText } from './core/diff/hideSecretText.ts';
export { addIgnoreRule } from './core/plan/addIgnoreRule.ts';
export { askForSelfHeal } from './core/plan/askForSelfHeal.ts';
