/** Modules that claim no more than status codes, for tests of what may be said of them. */

/** A module whose channels answer every call under test by `answer`. */
export const moduleThat = (answer: string, capabilities = "'null-handle', 'stale-handle', 'forged-handle'") => `
  export default {
    info: { name: 't', version: '1', capabilities: [${capabilities}] },
    run: async (calls) => {
      const states = {};
      return calls.map((call) => {
        const { kind, channel } = call;
        const before = states[channel];
        if (kind === 'allocate') states[channel] = 'fresh';
        if (kind === 'enable') states[channel] = 'enabled';
        if (kind === 'disable') states[channel] = 'disabled';
        if (kind === 'cleanup') states[channel] = 'freed';
        if (kind === 'setMmioMegabytes') return { kind: 'status', status: (${answer})(call, before) };
        return kind === 'allocate' || kind === 'enable' ? { kind: 'status', status: 0 } : { kind: 'nothing' };
      });
    },
  };`;

/** What the page promises of status codes. */
export const RIGHT = `(call, state) => state !== 'fresh' ? 0xc00000ef : call.mmioMegabytes + call.mmioMegabytesOptional === 0 ? 0xc000000d : 0`;

/** The same, but that two zero amounts end the process. */
export const CRASHES = `(call, state) => { if (call.mmioMegabytes + call.mmioMegabytesOptional === 0) process.exit(0); return (${RIGHT})(call, state); }`;
