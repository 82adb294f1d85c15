/** A valid but suspicious relation between stacks of an app. */
export interface AppWarning {
  /** The id of the stack that it is about. */
  readonly stack: string;
  /** The setting, its value and what follows, in one line. */
  readonly text: string;
}
