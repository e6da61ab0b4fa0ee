/**
 * The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
 * is done. A status is an NTSTATUS as a number; a handle is your own: what allocate gives comes back in the other calls.
 */
import { createInterface } from 'node:readline';

/** What more can be claimed: kmcl-conformance list capabilities */
const CAPABILITIES = ['reservation'];
const TODO = new Error('TODO: call your function here');

function todo() {
  throw TODO;
}

// VmbChannelAllocate: return { status, channel }
function allocate(isServer) {
  return todo(isServer);
}

// VmbServerChannelInitSetMmioMegabytes, the function under test: return a status
function setMmioMegabytes(channel, mmioMegabytes, mmioMegabytesOptional) {
  return todo(channel, mmioMegabytes, mmioMegabytesOptional);
}

// VmbChannelEnable: return a status
function enable(channel) {
  return todo(channel);
}

// VmbChannelDisable
function disable(channel) {
  return todo(channel);
}

// VmbChannelCleanup
function cleanup(channel) {
  return todo(channel);
}

// A test hook: return { mmioMegabytes, mmioMegabytesOptional }. Without one, do not claim reservation
function readReservation(channel) {
  return todo(channel);
}

/* The protocol: one JSON text a line, a request in and its reply out. */

const answered = (status) => ({ status: `0x${(status >>> 0).toString(16).padStart(8, '0')}` });

/** Makes one call; `channels` has the handle of each slot, in this run. */
function perform(channels, { kind, channel: slot, endpoint, mmioMegabytes, mmioMegabytesOptional }) {
  const channel = channels.get(slot);
  switch (kind) {
    case 'allocate': {
      const allocated = allocate(endpoint === 'server');
      channels.set(slot, allocated.channel);
      return answered(allocated.status);
    }
    case 'setMmioMegabytes':
      return answered(setMmioMegabytes(channel, mmioMegabytes, mmioMegabytesOptional));
    case 'enable':
      return answered(enable(channel));
    case 'disable':
      disable(channel);
      return {};
    case 'cleanup':
      cleanup(channel);
      return {};
    case 'readReservation':
      return { reservation: readReservation(channel) };
    default:
      throw new Error(`${kind} needs a capability that is not claimed`);
  }
}

function answer({ method, params }) {
  if (method === 'hello')
    return { result: { protocol: 1, name: 'my-channel', version: '1.0', capabilities: CAPABILITIES } };
  if (method !== 'run') return { error: { code: -32601, message: 'the methods are hello and run' } };
  if (!Array.isArray(params?.calls)) return { error: { code: -32602, message: 'no calls' } };
  const channels = new Map();
  const responses = [];
  try {
    for (const call of params.calls) responses.push(perform(channels, call));
    return { result: { responses } };
  } catch (error) {
    if (error !== TODO) throw error;
    const data = { kind: 'adapter-fault', answered: responses.length };
    return { error: { code: -32000, message: error.message, data } };
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answer(request) })}\n`);
});
