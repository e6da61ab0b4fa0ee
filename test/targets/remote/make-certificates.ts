/** Makes certificates for one test run: a CA, a server's, an expired one, one for another name, a client's, a foreign CA. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-tls-'));
  const ca = selfSigned(folder, 'ca');
  return {
    folder,
    ca,
    foreignCa: selfSigned(folder, 'foreign-ca'),
    server: signed(folder, ca, 'server', 'IP:127.0.0.1,DNS:localhost', 2),
    expired: signed(folder, ca, 'expired', 'IP:127.0.0.1,DNS:localhost', -1),
    otherName: signed(folder, ca, 'other-name', 'DNS:elsewhere.test', 2),
    client: signed(folder, ca, 'client', 'DNS:client.test', 2),
  };
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function selfSigned(folder: string, name: string): Certificate {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', keyFile, '-out', certFile, '-subj', `/CN=${name}`, '-days', '2');
  return { certFile, keyFile };
}

function signed(folder: string, ca: Certificate, name: string, altName: string, days: number): Certificate {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const [requestFile, extensionFile] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  writeFileSync(extensionFile, `subjectAltName=${altName}\n`);
  openssl('req', ...NEW_KEY, '-keyout', keyFile, '-out', requestFile, '-subj', `/CN=${name}`);
  const by = ['-CA', ca.certFile, '-CAkey', ca.keyFile, '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    requestFile,
    ...by,
    '-days',
    String(days),
    '-extfile',
    extensionFile,
    '-out',
    certFile,
  );
  return { certFile, keyFile };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
