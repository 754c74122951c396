import { l10n } from 'vscode';
import type { PanelWords } from '../../shared/panelWords.ts';

/** The page has no translations of its own: it gets its words with the first answer. */
export function localPanelWords(): PanelWords {
  return { ...rowWords(), ...valueWords(), ...stepWords(), ...pictureWords() };
}

function rowWords() {
  return {
    git: l10n.t('Git'),
    live: l10n.t('live'),
    leave: l10n.t('leave'),
    cluster: l10n.t('Cluster'),
    field: l10n.t('Field'),
    choice: l10n.t('Choice'),
    all: l10n.t('All'),
    chooseForAll: l10n.t('Choose for all of them'),
    chooseForObject: l10n.t('Choose for all of {0}'),
    chooseFor: l10n.t('What counts for {0}'),
    leftByAll: l10n.t('Left as it was ({0}): {1}'),
    refresh: l10n.t('Refresh'),
    restart: l10n.t('restarts pods'),
    atTheLatest: l10n.t('At the latest {0}'),
    sinceAtTheLatest: l10n.t('since {0} at the latest'),
    since: l10n.t('since {0}'),
    unknownWriter: l10n.t('nobody recorded'),
    pending: l10n.t('not applied yet'),
    kinds: {
      changed: l10n.t('changed in the cluster'),
      absent: l10n.t('gone from the cluster'),
      added: l10n.t('added in the cluster'),
      stale: l10n.t('left over in the cluster'),
      whole: l10n.t('missing in the cluster'),
    },
    openDiff: l10n.t('Open in diff editor'),
    keys: {
      title: l10n.t('Keys'),
      move: l10n.t('next, previous field'),
      git: l10n.t('Git'),
      live: l10n.t('live'),
      spaceName: l10n.t('Space'),
      space: l10n.t('next choice, leave too'),
      enterName: l10n.t('Enter'),
      enter: l10n.t('to the step’s button'),
    },
  };
}

function valueWords() {
  return {
    nothing: l10n.t('nothing'),
    differs: l10n.t('differs (secret)'),
    showAllLines: l10n.t('Show all {0} lines'),
    showAllCharacters: l10n.t('Show all {0} characters'),
    showLess: l10n.t('Show less'),
    showMoreLines: l10n.t('Show {0} more lines'),
    moreCharacters: l10n.t('… {0} more characters'),
    unchangedLines: l10n.t('{0} unchanged lines'),
    tooLarge: l10n.t('Too large to mark what differs inside.'),
    hiddenCharacter: l10n.t('Character that is not seen: {0}'),
    fullYaml: l10n.t('Full YAML'),
    unified: l10n.t('Unified'),
    sideBySide: l10n.t('Side by side'),
    noneInGit: l10n.t('Git declares none.'),
    noneInCluster: l10n.t('The cluster has none.'),
    sidesAreEqual: l10n.t('Both sides read the same.'),
  };
}

function stepWords() {
  return {
    clusterWillChange: l10n.t('Cluster will change'),
    commitWillBe: l10n.t('Commit will be'),
    chooseGit: l10n.t('Nothing, as long as no field takes Git.'),
    chooseLive: l10n.t('None, as long as no field takes live.'),
    looking: l10n.t('Looking…'),
    nothingToApply: l10n.t('Nothing would be written.'),
    nothingToCommit: l10n.t('Nothing to commit: Git declares it already.'),
    failed: l10n.t('Can’t tell: {0}'),
    tryAgain: l10n.t('Try again'),
    message: l10n.t('Message'),
    branch: l10n.t('Branch'),
    currentBranch: l10n.t('{0} (current)'),
    newBranch: l10n.t('New branch'),
    newBranchName: l10n.t('Name of the new branch'),
    trailers: l10n.t('and where it came from, as trailers ({0})'),
    commitNone: l10n.t('Commit to Git'),
    commitSome: l10n.t('Commit {0} to Git'),
    then: l10n.t('then'),
    applyNone: l10n.t('Apply to {0}'),
    applySome: l10n.t('Apply {0} to {1}'),
    stop: l10n.t('Stop'),
    push: l10n.t('Push {0}'),
    oneUnpushed: l10n.t('1 commit not pushed'),
    someUnpushed: l10n.t('{0} commits not pushed'),
    pushNow: l10n.t('Push'),
    openReview: l10n.t('Open pull request'),
    committing: l10n.t('Committing…'),
    applying: l10n.t('Applying…'),
    needsChoice: l10n.t('Choose for a field first.'),
    needsPreview: l10n.t('Wait for the preview: it says what will be written.'),
    pressWaits: l10n.t('Done as soon as it proves to be what you see. Esc takes it back.'),
    pressChanged: l10n.t('It has changed since you pressed: look at it, then press again.'),
    pressUnseen: l10n.t('Now you see what will be written: press again to do it.'),
    pressEnded: l10n.t(
      'It took too long, so nothing was done: press again once the preview is there.',
    ),
    needsMessage: l10n.t('A commit needs a message.'),
    needsBranch: l10n.t('The new branch needs a name.'),
    needsCluster: l10n.t('The cluster is away.'),
    busy: l10n.t('Wait until the running step has ended.'),
    results: l10n.t('Results'),
  };
}

function pictureWords() {
  return {
    inSyncSince: l10n.t('In sync with {0} since {1}'),
    inSync: l10n.t('In sync with {0}'),
    lookingAtCluster: l10n.t('Looking at the cluster…'),
    pictureChanged: l10n.t('The picture changed while you were looking: {0}.'),
    changesNew: l10n.t('{0} new'),
    changesGone: l10n.t('{0} gone'),
    changesOther: l10n.t('{0} with another value'),
    choicesKept: l10n.t('Your choices stay.'),
    choicesLost: l10n.t('Choices taken back, since they would mean something else now: {0}.'),
    dismiss: l10n.t('Dismiss'),
    awaySince: l10n.t('Seen last at {0}: {1}'),
    objects: l10n.t('{0} objects'),
    fields: l10n.t('{0} fields'),
    oneField: l10n.t('1 field'),
    oneObject: l10n.t('1 object'),
  };
}
