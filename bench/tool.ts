import { resolve } from "node:path";
import { type Measured, measure } from "./measure.ts";

const RUNS = 7;

/** Measures how long a user waits before the tool begins. */
export function measureTool(): Promise<Measured[]> {
  const tool = `node ${resolve("bin/artos-ecr")}`;
  const cwd = process.cwd();
  return measure(
    [
      { name: "`node -e 0`", command: "node -e 0", cwd },
      { name: "`artos-ecr --help`", command: `${tool} --help`, cwd },
      { name: "`artos-ecr access`", command: `${tool} access`, cwd },
    ],
    RUNS,
  );
}
