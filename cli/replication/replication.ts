import type { Pause } from "../ecr/retry.ts";
import type { Report } from "../report.ts";
import { reportArrivals, type StackArrivals } from "./arrival-report.ts";
import { readArrivals } from "./arrivals.ts";
import { type CopyRequest, readCopiedStack, sourceOf } from "./copied-stack.ts";

/** Whose images to look for, and how to report it. */
export interface ArrivalRequest extends Omit<CopyRequest, "stack"> {
  /** The stacks' names, one or more. */
  readonly stacks: readonly string[];
  /** Whether people are shown every image, not only some of those that have not arrived. */
  readonly all: boolean;
}

/** Clears the line of a terminal. */
const CLEAR = "\r\u001b[K";

/** Reports which images of some stacks have arrived where. It changes nothing in AWS. */
export async function replication(
  { stacks, all, ...options }: ArrivalRequest,
  { pause, output = process.stderr }: Conditions = {},
): Promise<Report> {
  const onAsked = (images: number) => {
    if (output.isTTY) output.write(`${CLEAR}${images} images asked for`);
  };
  const requests = [...new Set(stacks)].map((stack) => ({ stack, ...options }));
  const copied = requests.map((request) => ({ request, ...readCopiedStack(request) }));
  const found: StackArrivals[] = [];
  for (const { request, ...each } of copied) {
    const source = await sourceOf(each, pause);
    const repositories = await readArrivals(source, request, { onAsked, pause });
    found.push({ stack: request.stack, repositories, notCopied: each.notCopied });
  }
  if (output.isTTY) output.write(CLEAR);
  return reportArrivals(found, all);
}

interface Conditions {
  readonly pause?: Pause;
  readonly output?: Pick<NodeJS.WriteStream, "isTTY" | "write">;
}
