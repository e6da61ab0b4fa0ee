/**
 * What somebody with an implementation puts into the stubs of `init`: the implementation, small and honest, and a call of it in each
 * of the six places.
 */

export interface Filling {
  readonly file: string;
  /** What the build line needs. */
  readonly tool: string;
  /** Where the implementation goes: in the place of this text, which it may repeat. */
  readonly place: string;
  readonly implementation: string;
  /** One of the six places. */
  readonly todo: RegExp;
  /** For allocate, set, enable, disable, cleanup and readReservation. */
  readonly calls: readonly [string, string, string, string, string, string];
  /** A line of the implementation, and what makes it accept two zero amounts. */
  readonly guard: string;
}

const C_IMPLEMENTATION = `#include <stdlib.h>
struct mine { int was_enabled; uint16_t required, optional; };
static uint32_t set_mine(struct mine *mine, uint16_t required, uint16_t optional) {
  if (mine->was_enabled) return 0xC00000EF;
  if (required == 0 && optional == 0) return 0xC000000D;
  mine->required = required;
  mine->optional = optional;
  return 0;
}
`;
const C = {
  implementation: C_IMPLEMENTATION,
  guard: '  if (required == 0 && optional == 0) return 0xC000000D;\n',
  calls: [
    '*channel = calloc(1, sizeof(struct mine)); return 0;',
    'return set_mine((struct mine *)channel, mmio_megabytes, mmio_megabytes_optional);',
    '((struct mine *)channel)->was_enabled = 1; return 0;',
    '(void)channel;',
    'free(channel);',
    '*mmio_megabytes = ((struct mine *)channel)->required; *mmio_megabytes_optional = ((struct mine *)channel)->optional;',
  ],
} as const;
const NATIVE_C = { ...C, place: 'static kmcl_ntstatus allocate', todo: /(?:return )?KMCL_TODO;/g } as const;

const JAVASCRIPT = {
  implementation: `
const allocateMine = () => ({ status: 0, channel: { mmioMegabytes: 0, mmioMegabytesOptional: 0, wasEnabled: false } });
function setMine(mine, mmioMegabytes, mmioMegabytesOptional) {
  if (mine.wasEnabled) return 0xc00000ef;
  if (mmioMegabytes === 0 && mmioMegabytesOptional === 0) return 0xc000000d;
  Object.assign(mine, { mmioMegabytes, mmioMegabytesOptional });
  return 0;
}
const enableMine = (mine) => ((mine.wasEnabled = true), 0);
const nothing = () => {};
const readMine = ({ mmioMegabytes, mmioMegabytesOptional }) => ({ mmioMegabytes, mmioMegabytesOptional });

`,
  guard: '  if (mmioMegabytes === 0 && mmioMegabytesOptional === 0) return 0xc000000d;\n',
  todo: /return todo\b/g,
  calls: ['allocateMine', 'setMine', 'enableMine', 'nothing', 'nothing', 'readMine'].map((name) => `return ${name}`),
} as unknown as Pick<Filling, 'implementation' | 'guard' | 'todo' | 'calls'>;

export const FILLINGS: Readonly<Record<string, Filling>> = {
  ts: { ...JAVASCRIPT, file: 'my-target.ts', tool: 'node', place: '/** VmbChannelAllocate' },
  node: { ...JAVASCRIPT, file: 'adapter.mjs', tool: 'node', place: '/* The protocol:' },
  python: {
    file: 'adapter.py',
    tool: 'python3',
    place: 'class MyBus(',
    implementation: `class Mine:
    was_enabled, held = False, (0, 0)

    def set(self, required, optional):
        if self.was_enabled:
            return 0xC00000EF
        if required == optional == 0:
            return 0xC000000D
        self.held = (required, optional)
        return 0

    def enable(self):
        self.was_enabled = True
        return 0


`,
    guard: '        if required == optional == 0:\n            return 0xC000000D\n',
    todo: /raise Todo/g,
    calls: [
      'return 0, Mine()',
      'return channel.set(mmio_megabytes, mmio_megabytes_optional)',
      'return channel.enable()',
      'pass',
      'pass',
      'return channel.held',
    ],
  },
  go: {
    file: 'adapter.go',
    tool: 'go',
    place: '// The channels of one run.',
    implementation: `type mine struct {
	wasEnabled         bool
	required, optional uint16
}

func (m *mine) set(required, optional uint16) uint32 {
	if m.wasEnabled {
		return 0xC00000EF
	}
	if required == 0 && optional == 0 { return 0xC000000D }
	m.required, m.optional = required, optional
	return 0
}

`,
    guard: '	if required == 0 && optional == 0 { return 0xC000000D }\n',
    todo: /panic\(Todo\)/g,
    calls: [
      'return 0, &mine{}',
      'return channel.(*mine).set(mmioMegabytes, mmioMegabytesOptional)',
      'channel.(*mine).wasEnabled = true\n	return 0',
      '',
      '',
      'return channel.(*mine).required, channel.(*mine).optional',
    ],
  },
  java: {
    file: 'Adapter.java',
    tool: 'java',
    place: '// What more can be claimed:',
    implementation: `static final class Mine {
        boolean wasEnabled;
        Reservation held = new Reservation(0, 0);

        int set(int required, int optional) {
            if (wasEnabled) return 0xC00000EF;
            if (required == 0 && optional == 0) return 0xC000000D;
            held = new Reservation(required, optional);
            return 0;
        }

        int enable() {
            wasEnabled = true;
            return 0;
        }
    }

`,
    guard: '            if (required == 0 && optional == 0) return 0xC000000D;\n',
    todo: /throw new Todo\(\);/g,
    calls: [
      'return new Allocated(0, new Mine());',
      'return ((Mine) channel).set(mmioMegabytes, mmioMegabytesOptional);',
      'return ((Mine) channel).enable();',
      '',
      '',
      'return ((Mine) channel).held;',
    ],
  },
  'c-stdio': { ...C, file: 'adapter.c', tool: 'cc', place: 'static status allocate', todo: /(?:return )?\bTODO;/g },
  c: { ...NATIVE_C, file: 'channel.c', tool: 'cc' },
  cpp: { ...NATIVE_C, file: 'channel.cpp', tool: 'c++' },
  rust: {
    file: 'src/lib.rs',
    tool: 'cargo',
    place: 'type Channel = ();',
    implementation: `#[derive(Default)]
pub struct Channel {
    was_enabled: bool,
    held: (u16, u16),
}

impl Channel {
    fn set(&mut self, held: (u16, u16)) -> Status {
        if self.was_enabled {
            return 0xC000_00EF;
        }
        if held == (0, 0) { return 0xC000_000D; }
        self.held = held;
        0
    }

    fn enable(&mut self) -> Status {
        self.was_enabled = true;
        0
    }
}
`,
    guard: '        if held == (0, 0) { return 0xC000_000D; }\n',
    todo: /Err\(Todo\)/g,
    calls: [
      'Ok((0, Channel::default()))',
      'Ok(channel.set((required, optional)))',
      'Ok(channel.enable())',
      'Ok(())',
      'Ok(())',
      'Ok(channel.held)',
    ],
  },
};

/** The stub with these of its six places filled in. */
export function filled(stub: string, filling: Filling, isFilled: (place: number) => boolean = () => true): string {
  if (stub.split(filling.place).length !== 2) throw new Error(`"${filling.place}" is not there once`);
  if (stub.match(filling.todo)?.length !== 6) throw new Error(`there are not six of ${filling.todo}`);
  let at = 0;
  const called = stub.replaceAll(filling.todo, (todo) => (isFilled(at) ? filling.calls[at++]! : (at++, todo)));
  const rest = filling.place.startsWith('type ') ? '' : filling.place;
  return called.replace(filling.place, () => filling.implementation + rest);
}
