/** Where the output of tasks goes; implemented by the Logs service, called by the engine. */
export interface LogSink {
  /** False when the group does not exist: the task then fails as AWS's does, unless `awslogs-create-group` is set. */
  hasGroup(accountId: string, region: string, group: string): boolean;
  createGroup(accountId: string, region: string, group: string): void;
  /** Creates the stream when it is missing and adds the events; `timestamp` is milliseconds since the epoch. */
  append(
    accountId: string,
    region: string,
    group: string,
    stream: string,
    events: readonly { readonly timestamp: number; readonly message: string }[],
  ): void;
}
