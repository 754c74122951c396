import type { CommandName } from './commandLine.ts';

const usage = `driftline shows where a Kubernetes cluster differs from the manifests in a Git repository.

Usage: driftline COMMAND [options]

Commands:
  status    what is in sync, drifted, behind or missing
  diff      what differs, field by field
  sync      make the cluster follow Git again
  watch     one line for each status that changes; with --heal it undoes drift
  pause     let self-heal rest for a while
  resume    end a pause
  withdraw  take back the consent to self-heal
  capture   make Git follow the cluster: a commit of what somebody changed by hand
  rollback  take commits back by a revert, and apply that
  log       what Driftline did, and with --timeline all that happened

driftline COMMAND --help tells more. driftline --version tells the version.
`;

const look = `Options:
  --repo DIR             the Git repository (the current folder's)
  --path P               only manifests at or below this path of the repository
  --kubeconfig F         this kubeconfig alone (KUBECONFIG, else ~/.kube/config)
  --context C            a context of the kubeconfig (the current one)
  -n, --namespace N      for objects that name none (the context's, else default)
  --revision REV         auto, HEAD, upstream, or any ref (auto: the remote's default
                         branch as last fetched, HEAD where there is no remote)
  --server-checks WHEN   full, confirm or off: how much the server is asked by dry
                         runs (full on this machine, else confirm)
`;

const topics: Readonly<Record<CommandName, string>> = {
  status: `Usage: driftline status [options]

Says for every object that Git declares whether the cluster agrees.

${look}  --json                 the same as JSON

Exit code: 0 all in sync; 1 something is not; 2 something can't be told or read,
or the run failed.
`,
  diff: `Usage: driftline diff [options]

Shows each field that differs: - is Git, + is the cluster.

${look}  --json                 the same as JSON

Exit code: as driftline status.
`,
  sync: `Usage: driftline sync [options]

Makes objects follow Git: shows the plan, asks, writes, and looks again. The cluster
has to be named, with --context or --kubeconfig, unless the kubeconfig has a single
context on this machine.

${look}  --object O             only this object: KIND[.GROUP]/[NAMESPACE/]NAME; repeatable
  --force                take over fields that other appliers or controllers hold
  --take-over MANAGER    take over the fields that this manager holds; repeatable
  --recreate             delete and make anew what can't be changed; volumes, claims,
                         namespaces and definitions only where --object names them
  --wait                 follow what was written until it is healthy
  --timeout 5m           and no longer than this
  --dry-run              show the plan, write nothing
  -y, --yes              do not ask
  --json                 the result as JSON; writes only with --yes

Exit code: 0 done, or nothing to do; 1 refused, conflicting, partly done, or no
consent (with --dry-run: something would be written), with --wait: degraded or not
healthy in time; 2 the run failed.
`,
  watch: `Usage: driftline watch [options]

Follows the cluster and the repository, and prints a line for each status that changes,
until it is stopped.

${look}  --heal                 undo what hands change, and bring back what they delete: where
                         .driftline.yaml has "policy: {selfHeal: true}" for its target,
                         the cluster is named, and you allowed it once on this machine
  -y, --yes              with --heal: allow it
  --json                 one JSON object a line

Exit code: 0 ended by a signal; 1 nothing may be healed, or another cluster answers;
2 the run failed.
`,
  pause: `Usage: driftline pause [--for 30m] [options]

Lets self-heal of the repository's target rest, in every running watch on this machine.

${look}  --for D                90s, 30m, 2h or 1d (30m)
  --json                 the result as JSON
`,
  resume: `Usage: driftline resume [options]

Ends a pause of self-heal before its time.

${look}  --json                 the result as JSON
`,
  withdraw: `Usage: driftline withdraw [options]

Takes back your consent to self-heal of the repository's target on this machine, for every
cluster. A running watch --heal heals nothing more, and the next one asks again.

${look}  --json                 the result as JSON
`,
  capture: `Usage: driftline capture --object O [options]

Makes Git follow the cluster: writes what somebody changed by hand into the manifests, as
one commit of just those lines. Shows the commit, asks, and makes it. Other work in the
same files stays as it is, staged or not. The cluster is only read.

${look}  --object O             of this object: KIND[.GROUP]/[NAMESPACE/]NAME; repeatable
  --field PATH           only this field, or all below it; repeatable (all that differ)
  -m, --message M        the commit's message (one that says what, and from where)
  --branch B             on a new branch of this name (the current branch)
  --include-secrets      also what looks like a secret by its name, or is masked by a rule:
                         Git keeps it for ever (asks for that by itself)
  --push                 push the branch afterwards
  -y, --yes              do not ask
  --json                 the result as JSON; commits only with --yes

Exit code: 0 done, or nothing to do; 1 something was refused, or no consent; 2 the run
failed.
`,
  rollback: `Usage: driftline rollback COMMIT [options]

Takes a commit back by a revert that is limited to the target's path, a merge against its
first parent. Shows first what the cluster would have to change, then asks.

${look}  --since                all commits after COMMIT, which stays
  --apply                apply to the cluster what the revert declares
  --branch B             on a new branch of this name (the current branch)
  -y, --yes              do not ask
  --json                 the result as JSON; writes only with --yes

Exit code: 0 done, or nothing to do; 1 refused, partly done, or no consent; 2 the run
failed.
`,
  log: `Usage: driftline log [options]

Tells what Driftline did to this repository's targets, newest first: when, who, what, and
from which commit. Asks no cluster, but for --timeline.

${look}  --object O             only of this object: KIND[.GROUP]/[NAMESPACE/]NAME; repeatable
  --since T              only since 30m, 2h, 3d ago, or an ISO date
  --timeline             with it the commits of the path, and what others wrote into the
                         cluster, as far as it still stands there
  --json                 the same as JSON

Exit code: 0 told; 2 the cluster could not be asked for the timeline, or the run failed.
`,
};

/** What `--help` prints. */
export function helpText(topic: CommandName | undefined): string {
  return topic === undefined ? usage : topics[topic];
}
