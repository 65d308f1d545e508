/*
 * The door to the failures that the lab can play: loaded when it is opened, so that activation does not pay for them.
 */
export { SCENARIOS } from '../../scenarios/scenarios';
