import type { Diagnosis } from '../../diagnose/cause';
import { diagnose } from '../../diagnose/diagnose';
import { NO_EVIDENCE, type Evidence } from '../../diagnose/evidence';
import { QuaysideError } from '../../lib/errors';
import type { StageId } from '../event';
import { callEvidence } from './explainCall';

/**
 * Why a stage before the rollout failed: a build and a push from what they printed, a call from AWS's answer. Undefined
 * when no rule knows it; what the failure says of itself is all there is then.
 */
export function explainFailure(stage: StageId, error: unknown): Diagnosis | undefined {
  const diagnosis = diagnose(evidenceOf(stage, error));
  return diagnosis.causes.length === 0 ? undefined : diagnosis;
}

function evidenceOf(stage: StageId, error: unknown): Evidence {
  if (!QuaysideError.is(error)) return NO_EVIDENCE;
  const { lines } = error.details;
  if (Array.isArray(lines) && (stage === 'build' || stage === 'push'))
    return { ...NO_EVIDENCE, output: [{ program: stage, lines: lines as readonly string[] }] };
  // Our own refusals explain themselves.
  return 'awsCode' in error.details ? { ...NO_EVIDENCE, errors: [callEvidence(error)] } : NO_EVIDENCE;
}
