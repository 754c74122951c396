import {
  ClusterError,
  type ClusterErrorReason,
  type KubeStatusBody,
} from '../../engine/cluster.ts';
import { redact, redactInvalidValues } from './redact.ts';
import { NoAnswerError } from './transport.ts';

/** What was asked, for the sentence: `list deployments in namespace shop`. */
export interface Subject {
  readonly what: string;
  /** Answers and errors may hold a Secret's values. */
  readonly secret: boolean;
  /** URL of the API server. */
  readonly server: string;
}

/** An HTTP error answer of the API server, or of what stands before it. */
export function answerError(status: number, text: string, subject: Subject): ClusterError {
  const body = parseStatus(text, subject);
  const said = body?.message ?? plainText(text);
  const reason = reasonOf(status, body, text);
  const message = `${capitalised(subject.what)}: ${said ?? nameOf(status)} (${status}).${nextStep(reason, status)}`;
  return new ClusterError(reason, message, {
    code: status,
    ...(body === undefined ? {} : { status: body }),
  });
}

/** A request that got no answer: the address, the network, TLS, or silence. */
export function networkError(error: unknown, subject: Subject): ClusterError {
  if (error instanceof ClusterError) return error;
  const cause = rootCause(error);
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const words =
    error instanceof NoAnswerError ? error.message : (networkWords[code] ?? plain(cause));
  const isTls = /CERT|SIGNATURE|SSL|TLS|ALTNAME/.test(code);
  const step = isTls
    ? 'Check certificate-authority, tls-server-name and the server in the kubeconfig.'
    : 'Check the address, the network and that the server runs.';
  return new ClusterError('unreachable', `${subject.server} cannot be reached: ${words}. ${step}`, {
    cause: error,
  });
}

/** An error in the middle of a watch, as the server's `Status`. */
export function statusError(body: unknown, subject: Subject): ClusterError {
  const status = (body ?? {}) as KubeStatusBody;
  return answerError(status.code ?? 500, JSON.stringify(body), subject);
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer (timed out)',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer (connecting timed out)',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of its answer',
  UND_ERR_SOCKET: 'the connection was closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted (self-signed authority)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function rootCause(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  if (error instanceof Error && error.cause instanceof Error) return rootCause(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}

function plain(error: Error): string {
  return redact(error.message, 160).replace(/\.$/, '');
}

function parseStatus(text: string, subject: Subject): KubeStatusBody | undefined {
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const body = value as KubeStatusBody & { readonly kind?: string };
  if (body.kind !== 'Status') return undefined;
  return subject.secret ? withoutValues(body) : body;
}

function withoutValues(body: KubeStatusBody): KubeStatusBody {
  const causes = body.details?.causes?.map((cause) =>
    cause.message === undefined ? cause : { ...cause, message: redactInvalidValues(cause.message) },
  );
  return {
    ...body,
    ...(body.message === undefined ? {} : { message: redactInvalidValues(body.message) }),
    ...(causes === undefined ? {} : { details: { ...body.details, causes } }),
  };
}

function plainText(text: string): string | undefined {
  const clean = text.startsWith('<') ? '' : redact(text, 160);
  return clean === '' ? undefined : clean;
}

function reasonOf(
  status: number,
  body: KubeStatusBody | undefined,
  text: string,
): ClusterErrorReason {
  if (status === 401) return 'signIn';
  if (status === 403) return isAnonymous(body) ? 'signIn' : 'forbidden';
  if (status === 404) return isUnserved(body, text) ? 'notServed' : 'notFound';
  if (status === 409) return 'conflict';
  if (status === 500 && isTypedPatchError(body)) return 'invalid';
  if (status === 429 || status >= 500 || status === 410 || status === 408) return 'unreachable';
  return 'invalid';
}

/** Without credentials a server that lets anybody ask refuses by right, not by name. */
function isAnonymous(body: KubeStatusBody | undefined): boolean {
  return body?.message?.includes('User "system:anonymous" ') === true;
}

/** Server-side apply tells a value of the wrong type by a 500 without a reason. */
function isTypedPatchError(body: KubeStatusBody | undefined): boolean {
  return body?.message?.startsWith('failed to create typed patch object') === true;
}

/** An unknown path is answered in plain text, or by a Status that names no object. */
function isUnserved(body: KubeStatusBody | undefined, text: string): boolean {
  if (body === undefined) return !text.startsWith('{');
  const details = body.details as { readonly name?: string } | undefined;
  return details?.name === undefined;
}

const statusNames: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Timeout',
};

function nameOf(status: number): string {
  return statusNames[status] ?? 'The server refused';
}

function nextStep(reason: ClusterErrorReason, status: number): string {
  switch (reason) {
    case 'signIn':
      return ' Sign in again, then retry.';
    case 'forbidden':
      return ' Ask for a Role that allows it.';
    case 'notServed':
      return ' Install the CustomResourceDefinition, or check apiVersion and kind.';
    case 'unreachable':
      return status === 410 ? '' : ' It may pass: look again in a moment.';
    case 'conflict':
    case 'invalid':
    case 'notFound':
    case 'otherCluster':
    case 'config':
    case 'aborted':
      return '';
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
