import type { DeployEvent } from '../../core/deploy/event';
import { planBlocked } from '../../core/deploy/plan';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import type { DeploymentSession } from './session';

/** Is told each event, with the state after it. */
export type Tell = (event: DeployEvent, state: DeployState) => void;

/**
 * Plans and deploys without a question. Settles at the end, or with the phase `review` when the plan keeps it from starting;
 * the signal cancels, and after the update ends the watching.
 */
export async function runToEnd(
  session: DeploymentSession,
  target: DeployTarget,
  tell: Tell,
  signal: AbortSignal,
): Promise<DeployState> {
  const listening = session.onDidChange((event) => event !== undefined && tell(event, session.state));
  const onAbort = (): void => session.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await session.plan(target);
    const { plan } = session.state;
    if (plan !== undefined && !planBlocked(plan)) await session.confirm();
    return session.state;
  } finally {
    signal.removeEventListener('abort', onAbort);
    listening.dispose();
  }
}
