/**
 * An answer in words for somebody who does not know every NTSTATUS by heart: number, name, severity, and what a number looks like
 * that is the code of another system. Source: [MS-ERREF] 2.3 for the layout, ntstatus.h, winerror.h and errno.h for the names.
 */
import { statusHex, statusName, statusOf } from '../../spec/status.ts';
import type { Status } from '../../spec/status.ts';

/** Bits 31 and 30. Only the first two are NT_SUCCESS. */
const SEVERITIES = ['success', 'informational', 'warning', 'error'] as const;

/** Statuses that implementations return by mistake, beside those that the specification names. */
const MORE_NAMES: Readonly<Record<Status, string>> = {
  0x0000_0102: 'STATUS_TIMEOUT',
  0x8000_0005: 'STATUS_BUFFER_OVERFLOW',
  0xc000_0005: 'STATUS_ACCESS_VIOLATION',
  0xc000_000e: 'STATUS_NO_SUCH_DEVICE',
  0xc000_0017: 'STATUS_NO_MEMORY',
  0xc000_0022: 'STATUS_ACCESS_DENIED',
  0xc000_0023: 'STATUS_BUFFER_TOO_SMALL',
  0xc000_0095: 'STATUS_INTEGER_OVERFLOW',
  0xc000_009d: 'STATUS_DEVICE_NOT_CONNECTED',
  0xc000_00a3: 'STATUS_DEVICE_NOT_READY',
  0xc000_0120: 'STATUS_CANCELLED',
  0xc000_0225: 'STATUS_NOT_FOUND',
};

const HRESULTS: Readonly<Record<Status, string>> = {
  0x8000_4001: 'E_NOTIMPL',
  0x8000_4003: 'E_POINTER',
  0x8000_4005: 'E_FAIL',
  0x8000_ffff: 'E_UNEXPECTED',
  0x8007_0005: 'E_ACCESSDENIED',
  0x8007_0006: 'E_HANDLE',
  0x8007_000e: 'E_OUTOFMEMORY',
  0x8007_0057: 'E_INVALIDARG',
};

/** The code of a Win32 error as an HRESULT of that facility. */
const HRESULT_OF_WIN32 = 0x8007;

/** As Linux has them; a Win32 error may have the same number. */
const ERRNOS: Readonly<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  12: 'ENOMEM',
  13: 'EACCES',
  14: 'EFAULT',
  16: 'EBUSY',
  19: 'ENODEV',
  22: 'EINVAL',
  38: 'ENOSYS',
  95: 'EOPNOTSUPP',
};

const WIN32_ERRORS: Readonly<Record<number, string>> = {
  1: 'ERROR_INVALID_FUNCTION',
  5: 'ERROR_ACCESS_DENIED',
  6: 'ERROR_INVALID_HANDLE',
  8: 'ERROR_NOT_ENOUGH_MEMORY',
  31: 'ERROR_GEN_FAILURE',
  50: 'ERROR_NOT_SUPPORTED',
  87: 'ERROR_INVALID_PARAMETER',
};

/** `0xC000000D STATUS_INVALID_PARAMETER (error)`, `0x80070057 (warning; looks like the HRESULT E_INVALIDARG)`. */
export function statusWords(status: Status): string {
  const hex = `0x${statusHex(status).slice(2).toUpperCase()}`;
  const severity = SEVERITIES[status >>> 30]!;
  const known = statusName(status);
  const name = known.startsWith('STATUS_') ? known : MORE_NAMES[status];
  if (name !== undefined) return `${hex} ${name} (${severity})`;
  const alike = looksLike(status);
  if (alike !== undefined) return `${hex} (${severity}; looks like ${alike})`;
  const facility = (status >>> 16) & 0xfff;
  return `${hex} (${severity}, ${facility === 0 ? '' : `facility ${facility}, `}a code that is not known here)`;
}

/** An `int` that is -1 says no more than that something failed; other negative ones are errno as Linux kernels return it. */
function looksLike(status: Status): string | undefined {
  const small = [ERRNOS[status], WIN32_ERRORS[status]].filter((name) => name !== undefined);
  if (small.length > 0) return `${small.join(' or ')}, which is no NTSTATUS`;
  if (HRESULTS[status] !== undefined) return `the HRESULT ${HRESULTS[status]}`;
  if (status >>> 16 === HRESULT_OF_WIN32) {
    const error = status & 0xffff;
    return `an HRESULT of Win32 error ${error}${WIN32_ERRORS[error] === undefined ? '' : `, ${WIN32_ERRORS[error]}`}`;
  }
  const negative = status | 0;
  if (negative === -1) return 'the -1 of a C function';
  return ERRNOS[-negative] === undefined ? undefined : `-${ERRNOS[-negative]}`;
}

/** The status that a name or a number means, where it is one that is known by name or 32 bits wide. */
export function statusFrom(word: string): Status | undefined {
  const upper = word.toUpperCase();
  const more = Object.entries(MORE_NAMES).find(([, name]) => name === upper);
  const status = more === undefined ? statusOf(upper.startsWith('STATUS_') ? upper : word) : Number(more[0]);
  return word !== '' && Number.isInteger(status) && status >= 0 && status <= 0xffff_ffff ? status : undefined;
}

/** What `describeResponse` and `describeAnswer` say, with numbers named and amounts labelled; other texts stay as they are. */
export function answerWords(answer: string): string {
  if (/^(STATUS_\w+|0x[0-9a-f]{8})$/.test(answer)) return statusWords(statusOf(answer));
  return answer.replace(/(reservation|offer|its bytes) (\d+)\/(\d+)/g, '$1 MmioMegabytes=$2 Optional=$3');
}
