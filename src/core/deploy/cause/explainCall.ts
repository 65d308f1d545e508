import type { Diagnosis } from '../../diagnose/cause';
import { diagnose } from '../../diagnose/diagnose';
import { NO_EVIDENCE, type CallError, type Refusal } from '../../diagnose/evidence';
import { QuaysideError } from '../../lib/errors';

/** A failed call as evidence: AWS's name of the error and its words, and what was called. */
export function callEvidence({ code, details, message }: QuaysideError): CallError {
  const { awsCode, operation, action } = details;
  return {
    code,
    message,
    ...(typeof awsCode === 'string' ? { awsCode } : {}),
    ...(typeof operation === 'string' ? { operation } : {}),
    ...(typeof action === 'string' ? { action } : {}),
  };
}

/** What a failed call means and what to do about it; of anything but a QuaysideError only its words are known. */
export function explainError(error: unknown): Diagnosis {
  const call = QuaysideError.is(error)
    ? callEvidence(error)
    : { code: 'unknown', message: error instanceof Error ? error.message : String(error) };
  return diagnose({ ...NO_EVIDENCE, errors: [call] });
}

/** Why a call did nothing although AWS answered with HTTP 200: `failures[]` of RunTask, StartTask and the Describe calls. */
export function explainRefusals(refusals: readonly Refusal[]): Diagnosis {
  return diagnose({ ...NO_EVIDENCE, refusals });
}
