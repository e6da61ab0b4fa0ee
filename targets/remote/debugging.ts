/** How an adapter is put under a debugger: the lines that it reads, and a command for what it is written in. */
import type { DebuggedPeer, Stop } from '../../harness/cli/debugged.ts';
import { emit } from './emit.ts';
import { parseAddress } from './transports/address.ts';
import type { Address } from './transports/address.ts';

const LINES = 'lines.ndjson';

/** pdb reads its commands from the terminal, since the lines come from standard input. */
const PDB =
  'import pdb, runpy, sys; del sys.argv[0]; pdb.Pdb(stdin=open("/dev/tty"), stdout=open("/dev/tty", "w")).run(' +
  '"runpy.run_path(sys.argv[0], run_name=\\"__main__\\")", globals())';

/** By what a command begins with; what is written for it stands in the place of that. */
const DEBUGGERS: readonly (readonly [RegExp, what: string, instead: string])[] = [
  [/^(\S*\bnode)(?= )/, 'stops at its first line, for chrome://inspect or an editor', '$1 --inspect-brk'],
  [
    /^(\S*\bjava)(?= )/,
    'waits for a debugger at port 5005',
    '$1 -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:5005',
  ],
  [/^(\S*\bpython[\d.]*(?: -[bBEIsSu]+)*)(?= [^- ])/, 'pdb at the terminal', `$1 -c ${quoted(PDB)}`],
];

/** Throws `TargetFailure` where `spec` is no address. */
export function remoteDebugging(spec: string, { programs }: Stop): DebuggedPeer {
  const address = parseAddress(spec);
  const lines = emit(programs);
  if (address.scheme !== 'stdio')
    return { kind: 'peer', lines, commands: [['where the adapter runs', 'gdb -p PROCESS'], ...sentTo(address)] };
  return { kind: 'peer', lines, commands: [startedWith(address.command), ...attachedTo(address.command)] };
}

/** Where lines are all that is said. */
function sentTo(address: Address): DebuggedPeer['commands'] {
  if (address.scheme === 'tcp') return [['then', `nc ${quoted(address.host)} ${address.port} < ${LINES}`]];
  return address.scheme === 'unix' ? [['then', `nc -U ${quoted(address.path)} < ${LINES}`]] : [];
}

function startedWith(command: string): readonly [what: string, command: string] {
  const known = isPlain(command) ? DEBUGGERS.find(([beginning]) => beginning.test(command)) : undefined;
  if (known !== undefined) return [known[1], `${command.replace(known[0], known[2])} < ${LINES}`];
  const words = isPlain(command) ? command : `sh -c ${quoted(command)}`;
  const follow = isPlain(command) ? '' : "-ex 'set follow-fork-mode child' ";
  return ['from its start', `gdb ${follow}-ex 'run < ${LINES}' --args ${words}`];
}

/** With its input still open behind the lines, an adapter answers them and stays. */
function attachedTo(command: string): DebuggedPeer['commands'] {
  const kept = isPlain(command) ? command : `(${command})`;
  return [
    ['one that stays', `(cat ${LINES}; cat) | ${kept}`],
    ['attach to it', 'gdb -p PROCESS'],
  ];
}

/** One word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words alone, which a shell makes nothing else of. */
function isPlain(command: string): boolean {
  return /^[\w@%+=:,./ -]+$/.test(command);
}
