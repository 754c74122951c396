import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

/** What a client certificate says; Kubernetes reads the user's name and groups from it. */
export interface ClientSubject {
  readonly user: string;
  readonly groups?: readonly string[];
  /** An hour from now unless told; may lie in the past. */
  readonly notAfter?: Date;
}

const HOUR_MS = 3_600_000;

const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  organization: [0x55, 0x04, 0x0a],
  basicConstraints: [0x55, 0x1d, 0x13],
  subjectAltName: [0x55, 0x1d, 0x11],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
} as const;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  ipAddress: 0x87,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/**
 * An authority for client certificates, which may serve on 127.0.0.1 itself. Node can't issue
 * certificates, so they are written here.
 */
export function makeAuthority(name: string): CertificateAndKey {
  const { privateKey, publicKey } = newKeys();
  const subject = formatName(name, []);
  const isAuthority = extension(OID.basicConstraints, sequence(der(TAG.boolean, [0xff])));
  const loopback = sequence(der(TAG.ipAddress, [127, 0, 0, 1]));
  const extensions = Buffer.concat([isAuthority, extension(OID.subjectAltName, loopback)]);
  const notAfter = new Date(Date.now() + 24 * 365 * HOUR_MS);
  const parts = { issuer: subject, subject, publicKey, notAfter, extensions };
  return { certificate: formatCertificate(parts, privateKey), key: formatKey(privateKey) };
}

/** A certificate that the authority's name and key vouch for, for a user of a Kubernetes cluster. */
export function issueClientCertificate(
  authority: { readonly name: string; readonly key: KeyObject },
  subject: ClientSubject,
): CertificateAndKey {
  const { privateKey, publicKey } = newKeys();
  const parts = {
    issuer: formatName(authority.name, []),
    subject: formatName(subject.user, subject.groups ?? []),
    publicKey,
    notAfter: subject.notAfter ?? new Date(Date.now() + HOUR_MS),
    extensions: extension(OID.extendedKeyUsage, sequence(der(TAG.oid, OID.clientAuth))),
  };
  return { certificate: formatCertificate(parts, authority.key), key: formatKey(privateKey) };
}

interface CertificateParts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly notAfter: Date;
  readonly extensions: Buffer;
}

function formatCertificate(parts: CertificateParts, signer: KeyObject): string {
  const algorithm = sequence(der(TAG.oid, OID.ecdsaWithSha256));
  const notBefore = new Date(Math.min(Date.now(), parts.notAfter.getTime()) - 24 * HOUR_MS);
  const body = sequence(
    der(TAG.version, der(TAG.integer, [2])),
    der(TAG.integer, [0x01, ...randomBytes(15)]),
    algorithm,
    parts.issuer,
    sequence(formatTime(notBefore), formatTime(parts.notAfter)),
    parts.subject,
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, sequence(parts.extensions)),
  );
  const signature = der(TAG.bitString, Buffer.concat([Buffer.of(0), sign('sha256', body, signer)]));
  const base64 = sequence(body, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function formatName(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (oid: readonly number[], text: string) =>
    der(TAG.set, sequence(der(TAG.oid, oid), der(TAG.utf8, Buffer.from(text))));
  const groups = organizations.map((name) => attribute(OID.organization, name));
  return sequence(...groups, attribute(OID.commonName, commonName));
}

function extension(oid: readonly number[], value: Buffer): Buffer {
  return sequence(der(TAG.oid, oid), der(TAG.octetString, value));
}

function formatTime(time: Date): Buffer {
  const digits = time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '');
  return der(TAG.generalizedTime, Buffer.from(digits));
}

function sequence(...contents: readonly Uint8Array[]): Buffer {
  return der(TAG.sequence, Buffer.concat(contents));
}

/** Tag, length, content: the one rule of DER, whose lengths take as few bytes as can be. */
function der(tag: number, content: Uint8Array | readonly number[]): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), bytes]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), bytes]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), bytes]);
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function formatKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
