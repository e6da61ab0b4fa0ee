/** VmbServerChannelInitSetMmioMegabytes in JavaScript, and the two methods that let the suite reach it. */
import { createInterface } from 'node:readline';

const SUCCESS = '0x00000000';
const INVALID_PARAMETER = '0xc000000d';
const INVALID_PARAMETER_1 = '0xc00000ef';
/** Where the OfferChannel message, with its 8-byte header, has the two amounts; and how long it is. */
const OFFER = { type: 1, mmioMegabytes: 58, mmioMegabytesOptional: 182, bytes: 196 };

/** One instance: the channels of one program, by slot. */
class Host {
  #channels = new Map();

  allocate({ channel, endpoint }) {
    this.#channels.set(channel, { endpoint, phase: 'init', mmioMegabytes: 0, mmioMegabytesOptional: 0, offer: null });
    return { status: SUCCESS };
  }

  setMmioMegabytes({ channel, mmioMegabytes, mmioMegabytesOptional }) {
    const it = this.#channels.get(channel);
    if (it?.endpoint !== 'server' || it.phase !== 'init') return { status: INVALID_PARAMETER_1 };
    if (mmioMegabytes + mmioMegabytesOptional === 0) return { status: INVALID_PARAMETER };
    Object.assign(it, { mmioMegabytes, mmioMegabytesOptional });
    return { status: SUCCESS };
  }

  enable({ channel }) {
    const it = this.#channels.get(channel);
    it.phase = 'enabled';
    const { mmioMegabytes, mmioMegabytesOptional } = it;
    it.offer = { mmioMegabytes, mmioMegabytesOptional, bytes: offerMessage(it).toString('hex') };
    return { status: SUCCESS };
  }

  disable({ channel }) {
    Object.assign(this.#channels.get(channel), { phase: 'disabled', offer: null });
    return {};
  }

  cleanup({ channel }) {
    this.#channels.delete(channel);
    return {};
  }

  start = () => ({});
  pause = () => ({});
  guestOpen = () => ({});
  guestClose = () => ({});

  readReservation({ channel }) {
    const { mmioMegabytes, mmioMegabytesOptional } = this.#channels.get(channel);
    return { reservation: { mmioMegabytes, mmioMegabytesOptional } };
  }

  readOffer({ channel }) {
    return { offer: this.#channels.get(channel).offer };
  }
}

function offerMessage({ mmioMegabytes, mmioMegabytesOptional }) {
  const message = Buffer.alloc(OFFER.bytes);
  message.writeUInt32LE(OFFER.type, 0);
  message.writeUInt16LE(mmioMegabytes, OFFER.mmioMegabytes);
  message.writeUInt16LE(mmioMegabytesOptional, OFFER.mmioMegabytesOptional);
  return message;
}

/* The protocol: one JSON text a line, a request in and its reply out. */

const CAPABILITIES =
  'reservation offer offer-bytes guest start-pause client-endpoint null-handle stale-handle forged-handle'.split(' ');

const methods = new Map([
  ['hello', () => ({ protocol: 1, name: 'node-example', version: '1.0', capabilities: CAPABILITIES })],
  [
    'run',
    ({ calls }) => {
      const host = new Host();
      return { responses: calls.map((call) => host[call.kind](call)) };
    },
  ],
]);

function reply({ id, method, params }) {
  const answer = methods.get(method);
  if (answer === undefined) return { jsonrpc: '2.0', id, error: { code: -32601, message: 'hello and run' } };
  try {
    return { jsonrpc: '2.0', id, result: answer(params) };
  } catch (error) {
    return { jsonrpc: '2.0', id, error: { code: -32602, message: String(error) } };
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(reply(JSON.parse(line)))}\n`);
});
