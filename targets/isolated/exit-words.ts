/**
 * How a process ended, in words. Windows has no signals: what would be one elsewhere is an exit code there, an NTSTATUS of an exception
 * (ntstatus.h) that nobody handled.
 */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  0x8000_0003: 'STATUS_BREAKPOINT',
  0xc000_0005: 'STATUS_ACCESS_VIOLATION',
  0xc000_0017: 'STATUS_NO_MEMORY',
  0xc000_001d: 'STATUS_ILLEGAL_INSTRUCTION',
  0xc000_0025: 'STATUS_NONCONTINUABLE_EXCEPTION',
  0xc000_008c: 'STATUS_ARRAY_BOUNDS_EXCEEDED',
  0xc000_0094: 'STATUS_INTEGER_DIVIDE_BY_ZERO',
  0xc000_0095: 'STATUS_INTEGER_OVERFLOW',
  0xc000_00fd: 'STATUS_STACK_OVERFLOW',
  0xc000_0135: 'STATUS_DLL_NOT_FOUND',
  0xc000_0139: 'STATUS_ENTRYPOINT_NOT_FOUND',
  0xc000_013a: 'STATUS_CONTROL_C_EXIT',
  0xc000_0374: 'STATUS_HEAP_CORRUPTION',
  0xc000_0409: 'STATUS_STACK_BUFFER_OVERRUN',
};

/** An exit code, and behind it the exception that it stands for; other systems have codes up to 255 only. */
export function exitCodeWords(code: number | null): string {
  const unsigned = (code ?? 0) >>> 0;
  if (unsigned < 0x8000_0000) return `${code}`;
  const name = EXCEPTIONS[unsigned];
  return `${code} (0x${unsigned.toString(16)}${name === undefined ? '' : `, ${name}`})`;
}
