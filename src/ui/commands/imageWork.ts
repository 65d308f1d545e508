/* The door to building and pushing: loaded on first use, so that activation does not pay for it. */
import { buildOnly, pushOnly } from '../../core/deploy/engine';
import { createProgramRunner } from '../../core/docker/runner';

export { buildOnly, createProgramRunner, pushOnly };
