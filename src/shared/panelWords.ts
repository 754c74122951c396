/** Every word that the page shows of its own, in the person's language; `{0}` is filled in. */
export interface PanelWords {
  readonly git: string;
  readonly live: string;
  readonly leave: string;
  readonly cluster: string;
  readonly field: string;
  readonly choice: string;
  readonly all: string;
  readonly chooseForAll: string;
  readonly chooseForObject: string;
  readonly chooseFor: string;
  readonly leftByAll: string;
  readonly refresh: string;
  readonly nothing: string;
  readonly differs: string;
  readonly restart: string;
  readonly atTheLatest: string;
  readonly sinceAtTheLatest: string;
  readonly since: string;
  readonly unknownWriter: string;
  readonly pending: string;
  readonly kinds: Readonly<Record<'changed' | 'absent' | 'added' | 'stale' | 'whole', string>>;
  readonly showAllLines: string;
  readonly showAllCharacters: string;
  readonly showLess: string;
  readonly showMoreLines: string;
  readonly moreCharacters: string;
  readonly unchangedLines: string;
  readonly tooLarge: string;
  readonly hiddenCharacter: string;
  readonly fullYaml: string;
  readonly unified: string;
  readonly sideBySide: string;
  readonly openDiff: string;
  readonly noneInGit: string;
  readonly noneInCluster: string;
  readonly sidesAreEqual: string;
  readonly clusterWillChange: string;
  readonly commitWillBe: string;
  readonly chooseGit: string;
  readonly chooseLive: string;
  readonly looking: string;
  readonly nothingToApply: string;
  readonly nothingToCommit: string;
  readonly failed: string;
  readonly tryAgain: string;
  readonly message: string;
  readonly branch: string;
  readonly currentBranch: string;
  readonly newBranch: string;
  readonly newBranchName: string;
  readonly trailers: string;
  readonly commitNone: string;
  readonly commitSome: string;
  readonly then: string;
  readonly applyNone: string;
  readonly applySome: string;
  readonly stop: string;
  readonly push: string;
  readonly oneUnpushed: string;
  readonly someUnpushed: string;
  readonly pushNow: string;
  readonly openReview: string;
  readonly committing: string;
  readonly applying: string;
  readonly needsChoice: string;
  readonly needsPreview: string;
  readonly pressWaits: string;
  readonly pressChanged: string;
  readonly pressUnseen: string;
  readonly pressEnded: string;
  readonly needsMessage: string;
  readonly needsBranch: string;
  readonly needsCluster: string;
  readonly busy: string;
  readonly inSyncSince: string;
  readonly inSync: string;
  readonly lookingAtCluster: string;
  readonly pictureChanged: string;
  readonly changesNew: string;
  readonly changesGone: string;
  readonly changesOther: string;
  readonly choicesKept: string;
  readonly choicesLost: string;
  readonly dismiss: string;
  readonly awaySince: string;
  /** What single keys do. */
  readonly keys: Readonly<
    Record<
      'title' | 'move' | 'git' | 'live' | 'spaceName' | 'space' | 'enterName' | 'enter',
      string
    >
  >;
  readonly results: string;
  readonly objects: string;
  readonly fields: string;
  readonly oneField: string;
  readonly oneObject: string;
}

/** `{0}`, `{1}` … replaced; what is filled in is never read again for placeholders. */
export function fill(words: string, ...values: readonly (string | number)[]): string {
  return words.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
