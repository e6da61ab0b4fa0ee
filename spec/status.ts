/**
 * The NTSTATUS values in play. An NTSTATUS is a 32-bit number, held here unsigned (0..0xFFFFFFFF).
 * Source: ntstatus.h, and the page of VmbServerChannelInitSetMmioMegabytes for those that it names.
 */
export type Status = number;

export const STATUS_SUCCESS = 0x0000_0000;
/** Both amounts are zero. */
export const STATUS_INVALID_PARAMETER = 0xc000_000d;
/** The channel is invalid, or in an invalid state such as Disabled. */
export const STATUS_INVALID_PARAMETER_1 = 0xc000_00ef;

/** Statuses by number: the three that the page promises, and those that implementations return by mistake. */
const NAMES: ReadonlyMap<Status, string> = new Map([
  [STATUS_SUCCESS, 'STATUS_SUCCESS'],
  [0x0000_0103, 'STATUS_PENDING'],
  [0xc000_0001, 'STATUS_UNSUCCESSFUL'],
  [0xc000_0002, 'STATUS_NOT_IMPLEMENTED'],
  [0xc000_0008, 'STATUS_INVALID_HANDLE'],
  [STATUS_INVALID_PARAMETER, 'STATUS_INVALID_PARAMETER'],
  [0xc000_0010, 'STATUS_INVALID_DEVICE_REQUEST'],
  [0xc000_0030, 'STATUS_INVALID_PARAMETER_MIX'],
  [0xc000_009a, 'STATUS_INSUFFICIENT_RESOURCES'],
  [0xc000_00bb, 'STATUS_NOT_SUPPORTED'],
  [STATUS_INVALID_PARAMETER_1, 'STATUS_INVALID_PARAMETER_1'],
  [0xc000_00f0, 'STATUS_INVALID_PARAMETER_2'],
  [0xc000_00f1, 'STATUS_INVALID_PARAMETER_3'],
  [0xc000_0184, 'STATUS_INVALID_DEVICE_STATE'],
]);

/** NT_SUCCESS: not negative as a signed 32-bit number. */
export function isSuccess(status: Status): boolean {
  return (status | 0) >= 0;
}

/** Eight lower-case hexadecimal digits after `0x`, as the remote contract spells a status. */
export function statusHex(status: Status): string {
  return `0x${status.toString(16).padStart(8, '0')}`;
}

/** The name in ntstatus.h where it is in play, else the number in hexadecimal. */
export function statusName(status: Status): string {
  return NAMES.get(status) ?? statusHex(status);
}

/** The number behind a name that `statusName` gave. */
export function statusOf(name: string): Status {
  for (const [status, known] of NAMES) if (known === name) return status;
  return Number(name);
}
