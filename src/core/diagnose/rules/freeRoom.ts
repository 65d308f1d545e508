import { message } from '../../lib/message';

/** What helps where no instance has room. */
export const FREE_ROOM = message(
  'advice.freeRoom',
  'Add an instance or let the cluster grow, stop something else, or lower minimumHealthyPercent so that old tasks make room.',
);
