/** Stages of a deployment that shifts traffic, in their order (documented: ServiceDeployment.lifecycleStage). */
export type LifecycleStage =
  | 'RECONCILE_SERVICE'
  | 'PRE_SCALE_UP'
  | 'SCALE_UP'
  | 'POST_SCALE_UP'
  | 'TEST_TRAFFIC_SHIFT'
  | 'POST_TEST_TRAFFIC_SHIFT'
  | 'PRE_PRODUCTION_TRAFFIC_SHIFT'
  | 'PRODUCTION_TRAFFIC_SHIFT'
  | 'POST_PRODUCTION_TRAFFIC_SHIFT'
  | 'BAKE_TIME'
  | 'CLEAN_UP';

export interface HookRecord {
  readonly id: string;
  readonly targetType: 'AWS_LAMBDA' | 'PAUSE';
  readonly targetArn?: string;
  readonly expiresAt: number;
  readonly timeoutAction: 'CONTINUE' | 'ROLLBACK';
  status: 'AWAITING_ACTION' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
}

/** How far a blue/green, linear or canary deployment is. */
export interface ShiftRecord {
  stage: LifecycleStage;
  stageAt: number;
  /** Percent of the production and the test traffic that the target revision gets. */
  production: number;
  test: number;
  /** Steps of the production traffic that were taken. */
  steps: number;
  /** Those of former stages included. */
  hooks: HookRecord[];
  /** The deployment whose tasks keep serving meanwhile; missing in a service's first deployment. */
  readonly sourceId?: string;
  /** Set while the traffic goes back to the source. */
  rollingBack?: true;
}
