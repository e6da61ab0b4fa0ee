/** What went wrong between two sockets, and what to do about it. */

const CURES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ECONNREFUSED: 'nothing listens there; start the adapter first, and check the port',
    ENOTFOUND: 'no such host; check its name',
    EAI_AGAIN: 'the host name cannot be looked up now; give its address instead',
    ETIMEDOUT: 'nothing answered; check the host, the port and the firewall',
    EHOSTUNREACH: 'no way to that host; check the network of the machine or device',
    ENETUNREACH: 'no way to that network; check the network of the machine or device',
    ENOENT: 'no such socket; start the adapter first, and check the path',
    EACCES: 'not allowed; check who may use that socket',
    ECONNRESET: 'the peer reset the connection; look at its own log',
    EPIPE: 'the peer closed the connection; look at its own log',
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'the certificate is self-signed; give the CA that signed it, or the certificate itself, with --ca',
    SELF_SIGNED_CERT_IN_CHAIN: 'the certificate was signed by a CA that is not trusted; give that CA with --ca',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'the certificate was signed by another CA than the one given; check the CA file, --ca',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'the certificate was signed by another CA than the one given; check the CA file, --ca',
    CERT_SIGNATURE_FAILURE: 'the certificate was signed by another CA than the one given; check the CA file, --ca',
    CERT_HAS_EXPIRED: 'the certificate has expired; have it made anew, or check the clocks',
    CERT_NOT_YET_VALID: 'the certificate is not valid yet; check the clocks',
    ERR_TLS_CERT_ALTNAME_INVALID:
      'the certificate is for another name; connect by that name, or give that one with --server-name',
    ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the peer demands a client certificate; give one with --cert and --key',
    ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
      'the peer refused the handshake; it may demand a client certificate: --cert and --key',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE':
      'the peer refused the handshake; it may demand a client certificate: --cert and --key',
    ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the peer does not trust the CA of the client certificate',
    ERR_SSL_WRONG_VERSION_NUMBER: 'the peer does not speak TLS; use tcp:// or http:// instead',
  }),
);

/** Some servers look at a client's certificate after the handshake, when TLS has no words for it any more. */
export const DISTRUST = 'over TLS, a peer that does not trust the client certificate ends like this';

export function connectionWords(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  // A name that is both IPv4 and IPv6 fails once for each, and says nothing itself.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = error.message || (first instanceof Error ? first.message : code);
  const cure = CURES.get(code);
  return cure === undefined ? message : `${message}: ${cure}`;
}
