import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a person asked of `npm start`. */
export interface StartOptions {
  /** A context of the person's own kubeconfig, instead of a cluster that is made for the occasion. */
  readonly context?: string;
  /** Absolute path of the person's own repository, instead of the lesson's. */
  readonly repo?: string;
  readonly port?: number;
  readonly isOpening: boolean;
}

export const START_HELP = `npm start [-- OPTIONS]

Opens VS Code in a browser, with Driftline, the lesson's repository and a cluster of its own.

  --context NAME   use this context of your kubeconfig; nothing is written to it until you sync
  --repo DIR       open your own repository
  --port PORT      the port of the workbench on 127.0.0.1; a free one by default
  --no-open        don't open the browser
`;

/** Undefined when help was asked for; throws when the arguments can't be understood. */
export function parseStartOptions(args: readonly string[]): StartOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      context: { type: 'string' },
      repo: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    isOpening: !values['no-open'],
    ...(values.context === undefined ? {} : { context: values.context }),
    ...(values.repo === undefined ? {} : { repo: resolve(values.repo) }),
    ...(values.port === undefined ? {} : { port: parsePort(values.port) }),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`--port ${text} is no port: give a number from 1 to 65535.`);
}
