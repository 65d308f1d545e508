/** Where core writes its log; English, without secrets or payloads. `platform` puts an output channel behind it. */
export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  /** `cause` is logged with its chain of causes. */
  error(text: string, cause?: unknown): void;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
