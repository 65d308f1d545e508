import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import { LabStatus } from '../lab/labStatus';
import { registerLeaveFailureLab, type LabCommandDeps } from './leaveFailureLab';
import { registerOpenFailureLab } from './openFailureLab';

/** The failure lab: its commands, and what says all the time that something is only played. */
export class FailureLab implements Contribution {
  readonly #deps: LabCommandDeps;

  constructor(deps: LabCommandDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    return Disposable.from(
      registerOpenFailureLab(this.#deps),
      registerLeaveFailureLab(this.#deps),
      new LabStatus(this.#deps.lab).register(),
    );
  }
}
