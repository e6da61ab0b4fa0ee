/**
 * Peers that break the contract, each in one way. As a program it plays one on standard input and output:
 * `node hostile-peer.mjs NAME`; the tests play the same ones on sockets.
 */
import { pathToFileURL } from 'node:url';

const HELLO = { protocol: 1, name: 'hostile', version: '1', capabilities: ['reservation'] };

const result = (id, value) => `${JSON.stringify({ jsonrpc: '2.0', id, result: value })}\n`;
const statuses = (request) => request.params.calls.map(() => ({ status: '0x00000000' }));
const run = (request, responses) => result(request.id, { responses });
/** Deeper than any recursion over it can go. */
const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
/** A peer whose hello is right, and which does this on each run. */
const onRun = (act) => (peer, request) =>
  request.method === 'hello' ? peer.say(result(request.id, HELLO)) : act(peer, request);
/** A peer that says this to hello. */
const onHello = (text) => (peer, request) => peer.say(typeof text === 'function' ? text(request) : text);
/** A peer that answers every call of a run with this. */
const answering = (response) =>
  onRun((peer, request) =>
    peer.say(
      run(
        request,
        request.params.calls.map(() => response),
      ),
    ),
  );

export const PEERS = {
  'silent at hello': () => undefined,
  'hello without end of line': onHello((request) => result(request.id, HELLO).trim()),
  'hello of another protocol': onHello((request) => result(request.id, { ...HELLO, protocol: 2 })),
  'hello refused': onHello(
    (request) => `${JSON.stringify({ jsonrpc: '2.0', id: request.id, error: { code: -32601, message: 'what?' } })}\n`,
  ),
  'hello without a name': onHello((request) => result(request.id, { protocol: 1, version: '1', capabilities: [] })),
  'hello with an unknown capability': onHello((request) =>
    result(request.id, { ...HELLO, capabilities: ['reservatoin'] }),
  ),
  'HTTP in answer': onHello('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  'Content-Length framing': onHello((request) => {
    const body = result(request.id, HELLO).trim();
    return `Content-Length: ${body.length}\r\n\r\n${body}`;
  }),
  'byte order mark': onHello((request) => `\u{feff}${result(request.id, HELLO)}`),
  'UTF-16': (peer, request) => peer.say(Buffer.from(result(request.id, HELLO), 'utf16le')),
  'hello nested 10,000 deep': onHello((request) => `{"jsonrpc":"2.0","id":${request.id},"result":${DEEP}}\n`),
  'ends at hello': (peer) => peer.exit(3),

  'silent at run': onRun(() => undefined),
  'half a line': onRun((peer, request) => peer.say(run(request, statuses(request)).slice(0, 20))),
  'half a line, then the end': onRun((peer, request) => {
    peer.say(run(request, statuses(request)).slice(0, 20));
    peer.exit(0);
  }),
  'slow drip': onRun((peer, request) => {
    const text = run(request, statuses(request)).slice(0, -1).padEnd(4096);
    let at = 0;
    setInterval(() => peer.say(text[at++ % text.length]), 5).unref();
  }),
  'two answers on one line': onRun((peer, request) => {
    const text = run(request, statuses(request)).trim();
    peer.say(`${text}${text}\n`);
  }),
  'the same answer twice': onRun((peer, request) => peer.say(run(request, statuses(request)).repeat(2))),
  'an id nobody asked': onRun((peer, request) => peer.say(run({ id: request.id + 1000 }, statuses(request)))),
  'the id as a string': onRun((peer, request) => peer.say(run({ id: String(request.id) }, statuses(request)))),
  'no id': onRun((peer, request) =>
    peer.say(`${JSON.stringify({ jsonrpc: '2.0', result: { responses: statuses(request) } })}\n`),
  ),
  garbage: onRun((peer) => peer.say('%!$ \u{1}\u{2}garbage\n')),
  'broken UTF-8': onRun((peer) => peer.say(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]))),
  'a stray print': onRun((peer, request) => peer.say(`debug: running\n${run(request, statuses(request))}`)),
  'an empty line': onRun((peer, request) => peer.say(`\n${run(request, statuses(request))}`)),
  'a batch array': onRun((peer, request) => peer.say(`[${run(request, statuses(request)).trim()}]\n`)),
  'JSON over several lines': onRun((peer, request) =>
    peer.say(
      `${JSON.stringify({ jsonrpc: '2.0', id: request.id, result: { responses: statuses(request) } }, null, 2)}\n`,
    ),
  ),
  'a line over 1 MiB': onRun((peer, request) => peer.say(run(request, [{ status: 'x'.repeat(1 << 20) }]))),
  'an endless line': onRun((peer) => flood(peer, Buffer.alloc(1 << 16, 0x20))),
  'endless lines': onRun((peer) => flood(peer, Buffer.from(result(7777, {}).repeat(1000)))),
  'a request of its own': onRun((peer) => peer.say('{"jsonrpc":"2.0","id":1,"method":"log","params":{}}\n')),
  'an answer nested 10,000 deep': onRun((peer, request) =>
    peer.say(`{"jsonrpc":"2.0","id":${request.id},"result":{"responses":[{"status":${DEEP}}]}}\n`),
  ),
  'an unknown field nested 10,000 deep': onRun((peer, request) =>
    peer.say(`${run(request, statuses(request)).trim().slice(0, -1)},"later":${DEEP}}\n`),
  ),
  'neither result nor error': onRun((peer, request) => peer.say(`{"jsonrpc":"2.0","id":${request.id}}\n`)),
  'both result and error': onRun((peer, request) =>
    peer.say(`{"jsonrpc":"2.0","id":${request.id},"result":{"responses":[]},"error":{"code":1,"message":"no"}}\n`),
  ),
  'another version of JSON-RPC': onRun((peer, request) => peer.say(`{"id":${request.id},"result":{"responses":[]}}\n`)),
  'status as a number': answering({ status: 0 }),
  'status in upper case': answering({ status: '0XC000000D' }),
  'status of nine digits': answering({ status: '0x000000000' }),
  'amount out of range': answering({ reservation: { mmioMegabytes: 65_536, mmioMegabytesOptional: 0 } }),
  'amount as a string': answering({ reservation: { mmioMegabytes: '8', mmioMegabytesOptional: 0 } }),
  'odd hexadecimal bytes': answering({ offer: { mmioMegabytes: 8, mmioMegabytesOptional: 0, bytes: 'abc' } }),
  'two fields in one response': answering({
    status: '0x00000000',
    reservation: { mmioMegabytes: 8, mmioMegabytesOptional: 0 },
  }),
  'a response that is null': answering(null),
  'prototype keys alone': onRun((peer, request) =>
    peer.say(`{"jsonrpc":"2.0","id":${request.id},"result":{"__proto__":{"responses":[]},"constructor":1}}\n`),
  ),
  'responses that are no array': onRun((peer, request) => peer.say(result(request.id, { responses: { length: 1 } }))),
  'too few responses': onRun((peer, request) => peer.say(run(request, statuses(request).slice(1)))),
  'too many responses': onRun((peer, request) => peer.say(run(request, [...statuses(request), {}]))),
  'an error instead of a status': onRun((peer, request) =>
    peer.say(
      `{"jsonrpc":"2.0","id":${request.id},"error":{"code":-1073741811,"message":"STATUS_INVALID_PARAMETER"}}\n`,
    ),
  ),
  'cannot decode': onRun((peer, request) =>
    peer.say(`{"jsonrpc":"2.0","id":${request.id},"error":{"code":-32602,"message":"endpoint?"}}\n`),
  ),
  'ends with exit code 0': onRun((peer) => peer.exit(0)),
  'ends with exit code 9': onRun((peer) => peer.exit(9)),
  'dies after the second call': onRun((peer, request) =>
    request.params.calls.length > 2 ? peer.exit(1) : peer.say(run(request, statuses(request))),
  ),
  'hangs in the second call': onRun(
    (peer, request) => request.params.calls.length < 2 && peer.say(run(request, statuses(request))),
  ),
  'resets the connection': onRun((peer) => peer.reset()),
  'floods standard error': onRun((peer, request) => {
    peer.aside('x'.repeat(1 << 22));
    peer.aside('the last words\n');
    peer.say(run(request, statuses(request).slice(1)));
  }),
  'endless standard error': onRun((peer) => {
    const pour = () => peer.aside('x'.repeat(1 << 16), pour);
    pour();
  }),

  'right, with unknown fields and prototype keys': onRun((peer, request) => {
    const responses = request.params.calls.map(() => '{"status":"0x0","__proto__":{"status":1},"note":1,"offer":null}');
    peer.say(`{"jsonrpc":"2.0","id":${request.id},"x":[],"result":{"responses":[${responses}],"toString":1}}\r\n`);
  }),
  'right, in reverse order': reversing(),
  'right, a byte at a time': onRun((peer, request) => {
    for (const byte of Buffer.from(run(request, statuses(request)))) peer.say(Buffer.of(byte));
  }),
};

/** Answers what came in one moment last first. */
function reversing() {
  const held = [];
  return onRun((peer, request) => {
    if (held.length === 0) {
      setTimeout(() => {
        for (const one of held.splice(0).toReversed()) peer.say(run(one, statuses(one)));
      }, 20);
    }
    held.push(request);
  });
}

function flood(peer, chunk) {
  const pour = () => {
    while (!peer.gone() && peer.say(chunk));
    if (!peer.gone()) peer.drained(pour);
  };
  pour();
}

/** Plays a peer on a pair of streams. */
export function play(name, input, output, { exit, reset, aside }) {
  let text = '';
  let gone = false;
  const peer = {
    say: (words) => output.write(words),
    exit: (code) => output.write('', () => exit(code)),
    reset,
    aside,
    gone: () => gone || output.destroyed,
    drained: (next) => output.once('drain', next),
  };
  const act = PEERS[name];
  input.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop();
    for (const line of lines) act(peer, JSON.parse(line));
  });
  input.on('error', () => undefined);
  output.on('error', () => {
    gone = true;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  play(process.argv[2], process.stdin, process.stdout, {
    exit: (code) => process.exit(code),
    reset: () => process.kill(process.pid, 'SIGKILL'),
    aside: (text, next) => process.stderr.write(text, next),
  });
  process.stdin.on('end', () => process.exit(0));
}
