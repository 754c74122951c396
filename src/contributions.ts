/**
 * Everything that package.json contributes, in code: what is used must be declared, what is
 * declared must be used, and a test holds the two together.
 */

/** Commands by id, with the title that the palette shows behind `Driftline: `. */
export const commands = {
  'driftline.sync': { title: 'Sync', icon: '$(sync)' },
  'driftline.capture': { title: 'Capture Live to Commit…', icon: '$(git-commit)' },
  'driftline.rollBack': { title: 'Roll Back…', icon: '$(discard)' },
  'driftline.refresh': { title: 'Refresh', icon: '$(refresh)' },
  'driftline.showDrift': { title: 'Show Drift', icon: '$(list-tree)' },
  'driftline.chooseCluster': { title: 'Choose Cluster…', icon: '$(server-environment)' },
  'driftline.showLog': { title: 'Show Log', icon: '$(output)' },
} as const;

export type CommandId = keyof typeof commands;

/** Where `✓` of what is in sync is shown. */
export type ShowInSync = 'gutter' | 'explorer' | 'both' | 'none';

interface SettingTypes {
  'driftline.context': string;
  'driftline.namespace': string;
  'driftline.revision': string;
  'driftline.kubeconfig': string;
  'driftline.serverChecks': 'auto' | 'full' | 'confirm' | 'off';
  'driftline.reconcileInterval': number;
  'driftline.showInSync': ShowInSync;
}

export type SettingKey = keyof SettingTypes;
export type SettingValue<K extends SettingKey> = SettingTypes[K];

interface Setting<T> {
  readonly default: T;
  readonly values?: readonly T[];
  /** Least value of a number. */
  readonly minimum?: number;
  /** A workspace that is not trusted has no say: it would choose a program or a server. */
  readonly restricted: boolean;
}

/** Settings by key. The empty string stands for "not set": the words are in package.json. */
export const settings: { readonly [K in SettingKey]: Setting<SettingTypes[K]> } = {
  'driftline.context': { default: '', restricted: true },
  'driftline.namespace': { default: '', restricted: true },
  'driftline.revision': { default: 'auto', restricted: true },
  'driftline.kubeconfig': { default: '', restricted: true },
  'driftline.serverChecks': {
    default: 'auto',
    values: ['auto', 'full', 'confirm', 'off'],
    restricted: true,
  },
  // Seconds; the watch tells of changes at once, this is the safety net.
  'driftline.reconcileInterval': { default: 300, minimum: 10, restricted: false },
  'driftline.showInSync': {
    default: 'both',
    values: ['gutter', 'explorer', 'both', 'none'],
    restricted: false,
  },
};

/** What a colour starts as: the theme's own colour of that id, or one for each kind of theme. */
type ColorStart = string | { readonly dark: string; readonly light: string };

/** Colours by id. */
export const colors = {
  'driftline.unknown': 'disabledForeground',
  'driftline.invalid': 'list.errorForeground',
  'driftline.missing': 'charts.red',
  // Not charts.orange: today's default themes make that translucent, and a label unreadable.
  'driftline.drifted': { dark: '#e2992f', light: '#b86200' },
  'driftline.extra': 'charts.purple',
  'driftline.behind': 'charts.blue',
  'driftline.inSync': 'testing.iconPassed',
  'driftline.edited': 'editorGutter.modifiedBackground',
} as const satisfies Readonly<Record<string, ColorStart>>;

export type ColorId = keyof typeof colors;

/** Context keys that `when` clauses of package.json read. */
export const contextKeys = {
  /** A folder of a repository is looked at: commands that need one are shown. */
  active: 'driftline.active',
} as const;
