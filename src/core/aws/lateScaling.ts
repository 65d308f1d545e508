import type { ApplicationAutoScalingClientConfig } from '@aws-sdk/client-application-auto-scaling';
import type { ScalingApi } from './api';
import type { Caller } from './caller';

/** For endpoints that have no Application Auto Scaling: nothing scales, and nobody is asked. */
export const NO_SCALING: ScalingApi = {
  targets: () => Promise.resolve([]),
  policies: () => Promise.resolve([]),
  schedules: () => Promise.resolve([]),
  activities: () => Promise.resolve([]),
};

/** The client is loaded with the first call: most windows never open a service that scales. All callers share it. */
export function lateScaling(
  config: () => ApplicationAutoScalingClientConfig,
): (caller: Caller) => ScalingApi {
  let loading: Promise<(caller: Caller) => ScalingApi> | undefined;
  const load = async (): Promise<(caller: Caller) => ScalingApi> => {
    const { createScaling, createScalingClient } = await import(
      /* webpackChunkName: "scaling" */ './scaling'
    );
    const client = createScalingClient(config());
    return (caller) => createScaling(client, caller);
  };
  return (caller) => {
    let made: ScalingApi | undefined;
    const api = async (): Promise<ScalingApi> => (made ??= (await (loading ??= load()))(caller));
    return {
      targets: async (ids, signal) => (await api()).targets(ids, signal),
      policies: async (id, signal) => (await api()).policies(id, signal),
      schedules: async (id, signal) => (await api()).schedules(id, signal),
      activities: async (id, signal) => (await api()).activities(id, signal),
    };
  };
}
