/** Counts steps that are done in a line on a terminal. Elsewhere, such as in a log, it is silent. */
export class Counter {
  private done = 0;

  /**
   * @param what what is done, such as `copied`
   * @param total how many steps there are
   */
  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly output: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
  ) {}

  /** Runs a step and counts it, whether it fails or not. */
  async count<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } finally {
      this.done += 1;
      const end = this.done === this.total ? "\n" : "";
      if (this.output.isTTY)
        this.output.write(`\r${this.done} of ${this.total} ${this.what}${end}`);
    }
  }
}
