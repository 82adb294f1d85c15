/** An error with all problems of an app's configuration. */
export class InvalidConfiguration extends Error {
  /** @param problems each in one line, with the setting, the value and the rule */
  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`Nothing was written: ${count}.`, ...problems].join("\n  "));
    this.name = "InvalidConfiguration";
  }
}
