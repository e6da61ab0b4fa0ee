/** Keeps a secret out of everything that comes back: a peer may echo what it was sent. */
import { TargetFailure } from '../../../harness/target.ts';
import type { Transport } from './transport.ts';

export function redactTransport(inner: Transport, secret: string): Transport {
  const redact = (text: string) => text.replaceAll(secret, '[redacted]');
  return {
    ...inner,
    title: redact(inner.title),
    async connect(listener) {
      try {
        return await inner.connect({
          lines: (lines) => listener.lines(lines.map(redact)),
          end: (end) => listener.end({ ...end, message: redact(end.message) }),
        });
      } catch (error) {
        throw error instanceof TargetFailure ? new TargetFailure(error.kind, redact(error.message)) : error;
      }
    },
  };
}
