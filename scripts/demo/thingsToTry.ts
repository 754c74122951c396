import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DemoCommands } from './demoCommands.ts';

/** A Deployment with its Service, for commands that can be copied as printed. */
interface Example {
  /** ` -n NAMESPACE`, or nothing in the default one. */
  readonly option: string;
  readonly deployment: string;
  readonly container: string;
  readonly image: string;
  readonly service: string | undefined;
}

/** The lesson: four changes by hand, and the way back. */
export function lessonToTry(commands: DemoCommands): string {
  return formatLesson(commands, {
    option: '',
    deployment: 'task-agent',
    container: 'agent',
    image: 'ghcr.io/driftline/task-agent',
    service: 'task-agent',
  });
}

/** The same for what a person's repository put on a throw-away cluster. */
export async function foundToTry(commands: DemoCommands): Promise<string> {
  const found = await findExample(commands);
  return found ? formatLesson(commands, found) : FREE_HAND;
}

/** For a cluster that is the person's: nothing is suggested that would break it. */
export const FREE_HAND = `Five things to try
  1. Open a manifest: the marks beside its lines say where the cluster differs.
  2. Change something with kubectl that you may change, and watch its line.
  3. Hover a marked line: both values, who wrote each, and when.
  4. Edit a manifest without a commit: the cluster is still judged by what is committed.
  5. F1, "Driftline: Sync": see the plan, confirm it, and Git's values are back.
`;

function formatLesson({ kubectl }: DemoCommands, example: Example): string {
  const { option, deployment, container, image, service } = example;
  const set = `${kubectl} set`;
  const third =
    service === undefined
      ? ['Undo a release', `${kubectl} rollout undo deployment/${deployment}${option}`]
      : ['Delete the service', `${kubectl} delete service ${service}${option}`];
  const changes = [
    ['Scale by hand', `${kubectl} scale deployment/${deployment} --replicas=5${option}`],
    [
      'Set a variable that Git does not know',
      `${set} env deployment/${deployment} DEBUG=true${option}`,
    ],
    third,
    [
      'Ship a hotfix past Git',
      `${set} image deployment/${deployment} ${container}=${image}:hotfix-abc123${option}`,
    ],
  ];
  const lines = changes.map(
    ([what, command], index) => `  ${index + 1}. ${what}:\n     ${command}`,
  );
  return `Five things to try (in another terminal; in the workbench's own, plain kubectl will do)
${lines.join('\n')}
  5. Settle it, either way: "Show drift" above the document, then Git or live for each field.
`;
}

interface Listed {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: {
      readonly template?: {
        readonly spec: {
          readonly containers: readonly { readonly name: string; readonly image: string }[];
        };
      };
    };
  }[];
}

async function findExample(commands: DemoCommands): Promise<Example | undefined> {
  const deployment = (await list(commands, 'deployments', [])).items[0];
  const container = deployment?.spec.template?.spec.containers[0];
  if (!deployment || !container) return undefined;
  const { namespace, name } = deployment.metadata;
  const services = await list(commands, 'services', ['--namespace', namespace]);
  const service = services.items.find((one) => one.metadata.name !== 'kubernetes');
  return {
    option: namespace === 'default' ? '' : ` -n ${namespace}`,
    deployment: name,
    container: container.name,
    image: container.image.replace(/@.*$/, '').replace(/:[^:/]*$/, ''),
    service: service?.metadata.name,
  };
}

async function list(
  { kubectl }: DemoCommands,
  kind: string,
  where: readonly string[],
): Promise<Listed> {
  const scope = where.length === 0 ? ['--all-namespaces'] : where;
  const args = ['get', kind, ...scope, '-o', 'json'];
  const answer = await promisify(execFile)(kubectl, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(answer.stdout) as Listed;
}
