/**
 * Everything that package.json contributes, in code: what is used must be declared, what is
 * declared must be used, and a test holds the two together.
 */

/**
 * Commands by id, with the title that the palette shows behind `Driftline: `. It ends in `…` where a
 * choice or a text is asked for; a yes or no before something is done does not count.
 */
export const commands = {
  'driftline.sync': { title: 'Sync…', icon: '$(cloud-upload)' },
  'driftline.syncFile': { title: 'Sync This File…', icon: '$(cloud-upload)' },
  'driftline.apply': { title: 'Apply from Git', icon: '$(cloud-upload)' },
  'driftline.capture': { title: 'Capture Live to Commit…', icon: '$(git-commit)' },
  'driftline.rollBack': { title: 'Roll Back…', icon: '$(discard)' },
  'driftline.ignoreField': { title: 'Ignore This Field…', icon: '$(eye-closed)' },
  'driftline.showDrift': { title: 'Show Drift', icon: '$(git-compare)' },
  'driftline.openDiff': { title: 'Open in Diff Editor', icon: '$(diff)' },
  'driftline.nextDrift': { title: 'Go to Next Drift', icon: '$(arrow-down)' },
  'driftline.previousDrift': { title: 'Go to Previous Drift', icon: '$(arrow-up)' },
  'driftline.refresh': { title: 'Refresh', icon: '$(refresh)' },
  'driftline.chooseCluster': { title: 'Switch Context…', icon: '$(server-environment)' },
  'driftline.switchNamespace': { title: 'Switch Namespace…', icon: '$(symbol-namespace)' },
  'driftline.pause': { title: 'Pause Self-Heal for 30 Minutes', icon: '$(debug-pause)' },
  'driftline.resume': { title: 'Resume Self-Heal', icon: '$(debug-continue)' },
  'driftline.allowHealing': { title: 'Allow Self-Heal…', icon: '$(shield)' },
  'driftline.forbidHealing': { title: 'Forbid Self-Heal', icon: '$(circle-slash)' },
  'driftline.menu': { title: 'Show Menu', icon: '$(menu)' },
  'driftline.groupBy': { title: 'Group By…', icon: '$(group-by-ref-type)' },
  'driftline.filter': { title: 'Filter…', icon: '$(filter)' },
  'driftline.clearFilter': { title: 'Clear Filter', icon: '$(filter-filled)' },
  'driftline.copyPath': { title: 'Copy Field Path', icon: '$(copy)' },
  'driftline.copyName': { title: 'Copy Object Name', icon: '$(copy)' },
  'driftline.copyMessage': { title: 'Copy Message', icon: '$(copy)' },
  'driftline.copyRole': { title: 'Copy Role', icon: '$(copy)' },
  'driftline.revealInFile': { title: 'Go to Line', icon: '$(go-to-file)' },
  'driftline.showCommit': { title: 'Show Changes', icon: '$(diff)' },
  'driftline.showAudit': { title: 'Show Audit Log', icon: '$(law)' },
  'driftline.showLog': { title: 'Show Log', icon: '$(output)' },
  'driftline.openWalkthrough': { title: 'Get Started', icon: '$(rocket)' },
} as const;

export type CommandId = keyof typeof commands;

/** Where `✓` of what is in sync is shown. */
export type ShowInSync = 'gutter' | 'explorer' | 'both' | 'none';

/** How the status bar item of a context looks. */
export type ContextColor = 'error' | 'warning' | 'none';

interface SettingTypes {
  'driftline.context': string;
  'driftline.namespace': string;
  'driftline.revision': string;
  'driftline.kubeconfig': string;
  'driftline.serverChecks': 'auto' | 'full' | 'confirm' | 'off';
  'driftline.reconcileInterval': number;
  'driftline.showInSync': ShowInSync;
  'driftline.showLiveText': boolean;
  'driftline.codeLens': boolean;
  'driftline.hover': boolean;
  'driftline.overviewRuler': boolean;
  'driftline.problems': boolean;
  'driftline.notifyFirstDrift': boolean;
  'driftline.protectedContexts': readonly string[];
  'driftline.contextColors': Readonly<Record<string, ContextColor>>;
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
  'driftline.reconcileInterval': { default: 60, minimum: 10, restricted: false },
  'driftline.showInSync': {
    default: 'both',
    values: ['gutter', 'explorer', 'both', 'none'],
    restricted: false,
  },
  'driftline.showLiveText': { default: true, restricted: false },
  'driftline.codeLens': { default: true, restricted: false },
  'driftline.hover': { default: true, restricted: false },
  'driftline.overviewRuler': { default: true, restricted: false },
  'driftline.problems': { default: false, restricted: false },
  'driftline.notifyFirstDrift': { default: true, restricted: false },
  // A workspace must not be able to take the protection off.
  'driftline.protectedContexts': { default: [], restricted: true },
  'driftline.contextColors': { default: { '*prod*': 'error' }, restricted: false },
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
  // Not descriptionForeground: in the light theme that is as loud as the code. 4.5 to 1 at least.
  'driftline.liveText': { dark: '#8e8e8e', light: '#717171' },
} as const satisfies Readonly<Record<string, ColorStart>>;

export type ColorId = keyof typeof colors;

/** Views, in the container `driftline`. */
export const views = {
  drift: 'driftline.drift',
  history: 'driftline.history',
} as const;

/** With what a key of the Drift view calls a command, in place of a row. */
export const selectedRows = 'selectedRows';

/** Kinds of rows that menus of package.json ask for by `viewItem`, beside objects and findings. */
export const viewItems = {
  folder: 'driftline.folder',
  group: 'driftline.group',
  error: 'driftline.error',
  forbidden: 'driftline.forbidden',
  ignored: 'driftline.ignored',
  commit: 'driftline.commit',
  act: 'driftline.act',
  write: 'driftline.write',
} as const;

/** Context keys that `when` clauses of package.json read. */
export const contextKeys = {
  /** A folder of a repository is looked at: commands that need one are shown. */
  active: 'driftline.active',
  /** The Drift view is narrowed by a text. */
  filtered: 'driftline.filtered',
  /** `HealState` of the active folder. */
  healing: 'driftline.healing',
  /** Names of files that declare objects of a target, for `resourcePath in …`. */
  manifests: 'driftline.manifests',
  /** Of them, those with something to apply, to capture, to ignore. */
  mayApply: 'driftline.mayApply',
  mayCapture: 'driftline.mayCapture',
  mayIgnore: 'driftline.mayIgnore',
  /** The active editor's file, while it is known what stands at its lines. */
  linedFile: 'driftline.linedFile',
  /** Lines of it with something to apply, to capture, to ignore, for `editorLineNumber in …`. */
  applyLines: 'driftline.applyLines',
  captureLines: 'driftline.captureLines',
  ignoreLines: 'driftline.ignoreLines',
  /** Which welcome the Drift view shows, `''` for none. */
  welcome: 'driftline.welcome',
} as const;
