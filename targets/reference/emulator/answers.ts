/**
 * The statuses that the emulator answers with, made once: `perform` is the hottest path of a campaign.
 */
import type { Response } from '../../../spec/call.ts';
import {
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_PARAMETER_1,
  STATUS_SUCCESS,
  type Status,
} from '../../../spec/status.ts';

const made = new Map<Status, Response>();

/** The one response with this status: two answers are the same exactly if they are the same object. */
export function answer(status: Status): Response {
  const known = made.get(status);
  if (known !== undefined) return known;
  const response: Response = Object.freeze({ kind: 'status', status });
  made.set(status, response);
  return response;
}

export const SUCCESS = answer(STATUS_SUCCESS);
export const BOTH_ZERO = answer(STATUS_INVALID_PARAMETER);
export const BAD_CHANNEL = answer(STATUS_INVALID_PARAMETER_1);
/** For an Enable that fails because the setup says so. */
export const INSUFFICIENT_RESOURCES = answer(0xc000_009a);
/** For an Allocate or Enable that no program may make: it has to be survived, and nobody may rely on its status. */
export const INVALID_DEVICE_STATE = answer(0xc000_0184);
