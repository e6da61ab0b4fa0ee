/** Every planted fault: told in a sentence, shown by a legal witness, and forked with all its state. */
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../harness/target.ts';
import { Emulator } from '../../../targets/reference/emulator/emulator.ts';
import { FAULTS, faultNamed } from '../../../targets/reference/faults/shelf.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { DEFAULT_SETUP } from '../../../targets/reference/emulator/setup.ts';
import { breach } from './breach.ts';

/** A failing Enable is no fault, so what comes of one is compared with a reference whose Enable fails too. */
const FAILING_ENABLE = new Set(FAULTS.filter(({ name }) => name.includes('failed-enable')));

describe('the shelf', () => {
  it('has a fault for each known way to go wrong', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(64);
  });

  it('names each fault once, in kebab-case', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('tells the gist of each fault once, in one sentence', () => {
    const gists = FAULTS.map(({ gist }) => gist);
    expect(new Set(gists).size).toBe(gists.length);
    expect(gists.filter((gist) => gist.length > 130 || /[.;:\n]/.test(gist) || gist.trim() !== gist)).toEqual([]);
  });

  it('finds a fault by its name, and says which there are where there is none', () => {
    expect(faultNamed('sum-wraps').name).toBe('sum-wraps');
    expect(() => faultNamed('sum-wrap')).toThrow(/Did you mean "sum-wraps"\?.*both-zero-accepted, /);
  });
});

describe.each(FAULTS)('$name', (fault) => {
  it('has a legal witness, on which it answers otherwise than the reference', async () => {
    const enableMayFail = FAILING_ENABLE.has(fault);
    expect(breach(fault.witness, enableMayFail)).toBeUndefined();
    const right = await reference(enableMayFail ? { enableFails: 'first' } : {}).run(fault.witness);
    const wrong = await reference({ fault: fault.name }).run(fault.witness);
    expect(wrong).not.toEqual(right);
  });

  it('forks with all that it remembers', () => {
    for (let prefix = 1; prefix < fault.witness.length; prefix += 1) {
      const origin: Session = new fault.emulator(DEFAULT_SETUP);
      for (const call of fault.witness.slice(0, prefix)) origin.perform(call);
      const fork = origin.fork?.();
      const rest = fault.witness.slice(prefix);
      const forked = rest.map((call) => fork?.perform(call));
      expect(rest.map((call) => origin.perform(call))).toEqual(forked);
    }
  });

  it('differs from the reference by a fault, not by another class of targets', () => {
    expect(new fault.emulator(DEFAULT_SETUP)).toBeInstanceOf(Emulator);
    expect(reference({ fault: fault.name }).info.name).toBe(`reference:fault=${fault.name}`);
  });
});
