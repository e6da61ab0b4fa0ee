/** A response as the report has it: as JSON, and a status with its name. */
import type { Response } from '../../spec/call.ts';
import { statusName } from '../../spec/status.ts';
import { responseToJson } from '../execute/response-json.ts';
import type { PlainResponse } from './report-schema.ts';

export function plainResponse(response: Response): PlainResponse {
  const json = responseToJson(response);
  return response.kind === 'status' ? { ...json, name: statusName(response.status) } : json;
}
