/*
 * The door to the rules and to what gathers evidence for them: loaded on first use, so that activation does not pay for it.
 */
export { explainService, explainTask } from '../../core/deploy/cause/explain';
export { causeReport } from '../../core/deploy/report';
export { viewCause } from '../../core/deploy/view/cause';
export { diagnose } from '../../core/diagnose/diagnose';
export { NO_EVIDENCE } from '../../core/diagnose/evidence';
