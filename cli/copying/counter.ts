import { describeBytes } from "../ecr/bytes.ts";
import { isStopped } from "../ecr/until-expired.ts";

/** Counts steps in a line on a terminal. Elsewhere, such as in a log, it is silent. */
export class Counter {
  private done = 0;
  private failed = 0;
  private left = 0;
  private shown = "";

  /**
   * @param what what is done, such as `tags copied`
   * @param total how many steps there are
   * @param bytes how much is done so far
   */
  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly bytes: () => number | undefined = () => undefined,
    private readonly output: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
  ) {}

  /** Runs a step and counts it. */
  async count<T>(step: () => Promise<T>): Promise<T> {
    try {
      const result = await step();
      this.done += 1;
      return result;
    } catch (error) {
      if (isStopped(error)) this.left += 1;
      else this.failed += 1;
      throw error;
    } finally {
      if (this.output.isTTY) this.show();
    }
  }

  private show(): void {
    const bytes = this.bytes();
    const line = [
      `${this.done} of ${this.total} ${this.what}`,
      ...(this.failed > 0 ? [`${this.failed} failed`] : []),
      ...(bytes === undefined ? [] : [describeBytes(bytes)]),
    ].join(", ");
    const isEnd = this.done + this.failed + this.left === this.total;
    // Spaces cover the rest of a longer line.
    this.output.write(`\r${line.padEnd(this.shown.length)}${isEnd ? "\n" : ""}`);
    this.shown = line;
  }
}
