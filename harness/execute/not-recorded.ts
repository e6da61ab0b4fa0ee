/** A target that is a record of answers was asked for a program that it holds none for. */
import { TargetFailure } from '../target.ts';

/** Says nothing of the implementation: nobody asked it. */
export class NotRecorded extends TargetFailure {
  constructor(message: string) {
    super('unusable', message);
  }
}
