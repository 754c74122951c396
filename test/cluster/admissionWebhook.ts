import { once } from 'node:events';
import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAuthority } from './certificateAuthority.ts';
import type { TestCluster } from './testCluster.ts';

/** A webhook that is asked about every write of ConfigMaps in one namespace. */
export interface AdmissionWebhook {
  close(): Promise<void>;
}

/** What the server asks; the parts that matter here. */
interface AdmissionReview {
  readonly request: { readonly uid: string; readonly name: string };
}

/** Serves on loopback and registers itself. `refuses`: why an object of that name may not be. */
export async function startAdmissionWebhook(
  cluster: TestCluster,
  namespace: string,
  refuses: (name: string) => string | undefined,
): Promise<AdmissionWebhook> {
  const { certificate, key } = makeAuthority('driftline-test-webhook');
  const server = createServer({ cert: certificate, key }, (asked, answer) => {
    answerReview(asked, refuses).then(
      (body) => answer.writeHead(200, { 'content-type': 'application/json' }).end(body),
      () => answer.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const name = `${namespace}.example.com`;
  const input = JSON.stringify(registration(name, namespace, port, certificate));
  await cluster.kubectl(['apply', '-f', '-'], { input });
  return {
    close: async () => {
      await cluster.kubectl(['delete', 'validatingwebhookconfiguration', name]);
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function answerReview(
  asked: IncomingMessage,
  refuses: (name: string) => string | undefined,
): Promise<string> {
  let text = '';
  for await (const chunk of asked.setEncoding('utf8')) text += String(chunk);
  const { uid, name } = (JSON.parse(text) as AdmissionReview).request;
  const message = refuses(name);
  const response = {
    uid,
    allowed: message === undefined,
    ...(message === undefined ? {} : { status: { code: 403, message } }),
  };
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response });
}

function registration(
  name: string,
  namespace: string,
  port: number,
  certificate: string,
): Record<string, unknown> {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name,
        clientConfig: {
          url: `https://127.0.0.1:${port}/`,
          caBundle: Buffer.from(certificate).toString('base64'),
        },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['configmaps'],
          },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
}
