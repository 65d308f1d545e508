import { reduce } from '../../core/deploy/reducer';
import type { DeployState } from '../../core/deploy/state';
import { message, type Message } from '../../core/lib/message';

/** A deployment that was cut off before its rollout could be watched: says where, and what is left of it. */
export function interrupted(state: DeployState, at: number): DeployState {
  return reduce(state, {
    type: 'verdict',
    at,
    verdict: {
      kind: 'interrupted',
      tone: 'warning',
      title: message('interrupted.title', 'Interrupted'),
      // What was said when something failed holds; no window closed then.
      detail: state.failure?.left ?? whatIsLeft(state),
    },
  });
}

/** A deployment that another window is at: shown as that window wrote it down, until it has updated the service. */
export function ownedElsewhere(state: DeployState, at: number): DeployState {
  return reduce(state, {
    type: 'verdict',
    at,
    verdict: {
      kind: 'interrupted',
      tone: 'neutral',
      title: message('elsewhere.title', 'Running in another window'),
      detail: message(
        'elsewhere.detail',
        'Another window of the editor runs this deployment, and shows how it goes.',
      ),
    },
  });
}

function whatIsLeft(state: DeployState): Message {
  const { newRevision, image } = state;
  const active = state.stages.find(({ status }) => status === 'active')?.id;
  if (active === 'update' && newRevision !== undefined) {
    return message(
      'interrupted.update',
      'The window closed while the service was being updated. Revision {0} is registered; look at the service to see whether it is on it.',
      String(newRevision.revision),
    );
  }
  if (newRevision !== undefined) {
    return message(
      'interrupted.registered',
      'The window closed after revision {0} was registered. It is kept; the service was not updated.',
      String(newRevision.revision),
    );
  }
  if (active === 'register') {
    return message(
      'interrupted.register',
      'The window closed while the new revision was being registered. A revision may be left over; the service was not updated.',
    );
  }
  if (image !== undefined) {
    return message(
      'interrupted.pushed',
      'The window closed after the image {0} was pushed. Nothing was registered; the service was not touched.',
      image.reference,
    );
  }
  return message(
    'interrupted.early',
    'The window closed before anything was registered. The service was not touched.',
  );
}
