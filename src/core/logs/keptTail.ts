import type { ConnectionChoice } from '../aws/connections';
import type { ViewOptions } from './logView';
import type { LogSubject } from './model';

/** A tail as it is kept over a reload of the window. */
export interface KeptTail {
  readonly id: string;
  readonly name: string;
  readonly subject: LogSubject;
  readonly connection: ConnectionChoice;
  /** In CloudWatch's language of patterns; absent for all lines. */
  readonly pattern?: string;
  /** What of it is shown. */
  readonly view?: ViewOptions;
}
