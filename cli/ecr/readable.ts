import type * as z from "zod";
import { failure } from "../command-error.ts";

/**
 * An answer of ECR in its shape: the SDK does not check what it reads.
 *
 * @param operation such as `DescribeImages`
 * @throws CommandError with the first part that is missing or has another shape
 */
export function readable<T>(operation: string, answer: unknown, shape: z.ZodType<T>): T {
  const { data, error } = shape.safeParse(answer);
  if (error === undefined) return data;
  const part = error.issues[0]?.path.join(".");
  throw failure(`AWS: ${operation} answered without a readable ${part}`);
}
