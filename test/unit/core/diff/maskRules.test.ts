import { expect, test } from 'vitest';
import { MaskRules } from '../../../../src/core/diff/maskRules.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import type { Finding } from '../../../../src/core/model/finding.ts';
import type { Json } from '../../../../src/core/model/json.ts';

const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'x', name: 'a' };
const custom = { apiVersion: 'db.example.com/v1', kind: 'Database', namespace: 'x', name: 'a' };

function added(path: string, live: Json): Finding {
  const parsed = parsePath(path);
  if (parsed === undefined) throw new Error(`${path} is no path`);
  return { kind: 'added', path: parsed, live, pending: false, confirmedBy: 'local' };
}

const env = 'spec.template.spec.containers[name=app].env[name=DSN]';

test.each([
  ['the very leaf', `${env}.value`, 'postgres://u:hunter2@db'],
  ['the item around it', env, { name: 'DSN', value: 'postgres://u:hunter2@db' }],
])('a mask rule hides %s', (_what, path, live) => {
  const pointer = '/spec/template/spec/containers/*/env/DSN/value';
  expect(new MaskRules([{ pointers: [pointer] }]).masks(workload, added(path, live))).toBe(true);
  const other = '/spec/template/spec/containers/*/env/OTHER/value';
  expect(new MaskRules([{ pointers: [other] }]).masks(workload, added(path, live))).toBe(false);
});

test.each<readonly [string, Json]>([
  ['spec.password', 'hunter2'],
  ['spec.auth', { user: 'u', password: 'hunter2' }],
  ['spec.users', [{ user: 'u', apiToken: 'hunter2' }]],
  ['spec.s3.secretAccessKey', 'hunter2'],
  ['data.DB_PASSWORD', 'hunter2'],
  [env.replace('DSN', 'API_KEY'), { name: 'API_KEY', value: 'hunter2' }],
])('%s looks secret', (path, live) => {
  expect(new MaskRules([]).masks(custom, added(path, live))).toBe(true);
});

test.each<readonly [string, Json]>([
  ['spec.template.spec.automountServiceAccountToken', true],
  ['spec.template.spec.volumes[name=v].secret.secretName', 'db'],
  ['spec.passwordSecretRef', { name: 'db', key: 'word' }],
  ['spec.data[0].secretKey', 'url'],
  ['spec.tokenExpirationSeconds', 3600],
  ['spec.template.spec.imagePullSecrets[name=registry]', { name: 'registry' }],
  ['spec.privateKey', { algorithm: 'ECDSA' }],
])('%s does not', (path, live) => {
  expect(new MaskRules([]).masks(custom, added(path, live))).toBe(false);
});
