import type { CommandName } from './commandLine.ts';

const usage = `driftline shows where a Kubernetes cluster differs from the manifests in a Git repository.

Usage: driftline COMMAND [options]

Commands:
  status   what is in sync, drifted, behind or missing
  diff     what differs, field by field
  sync     make the cluster follow Git again
  watch    one line for each status that changes

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
  --dry-run              show the plan, write nothing
  -y, --yes              do not ask
  --json                 the result as JSON; writes only with --yes

Exit code: 0 done, or nothing to do; 1 refused, conflicting, partly done, or no
consent (with --dry-run: something would be written); 2 the run failed.
`,
  watch: `Usage: driftline watch [options]

Follows the cluster and the repository, and prints a line for each status that changes,
until it is stopped.

${look}  --json                 one JSON object a line
`,
};

/** What `--help` prints. */
export function helpText(topic: CommandName | undefined): string {
  return topic === undefined ? usage : topics[topic];
}
