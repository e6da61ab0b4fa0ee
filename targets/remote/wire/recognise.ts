/** Names what a peer speaks instead of the contract, so that the words of the failure hold the cure. */

const FORMATS: readonly (readonly [(line: string) => boolean, string])[] = [
  [
    (line) => /^content-length:/i.test(line),
    'this is Content-Length framing, as language servers use it; write one JSON text a line and no headers',
  ],
  [(line) => line.startsWith('HTTP/'), 'the peer speaks HTTP; use http://HOST:PORT/ as the target'],
  [(line) => line.startsWith('SSH-'), 'an SSH server listens there; check the port'],
  [(line) => line.startsWith('\u{15}\u{3}'), 'the peer speaks TLS; use tls://HOST:PORT as the target'],
  [(line) => line.startsWith('\u{feff}'), 'the text begins with a byte order mark; write UTF-8 without one'],
  [(line) => line.startsWith('\u{1f}'), 'this is compressed, as gzip does; write plain text, with no Content-Encoding'],
  [(line) => line.includes('\0'), 'the text holds NUL bytes, as UTF-16 does; write UTF-8'],
  [(line) => /^\s*\[/.test(line), 'a batch array; the contract has single messages only'],
  [(line) => line.trim() === '', 'an empty line; write one JSON text a line'],
  [(line) => /^\s*\{/.test(line), 'not one complete JSON text; write each message on one line, and only one'],
];

const STRAY = 'not JSON: standard output is for the protocol alone, print everything else to standard error';

/** What a line that is no message of the contract seems to be, quoted. */
export function recognise(line: string): string {
  const words = FORMATS.find(([fits]) => fits(line))?.[1] ?? STRAY;
  return `${words} (it said ${quote(line)})`;
}

/** The beginning of a text, safe to print. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}...` : text);
}
