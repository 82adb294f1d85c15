import { describe } from "vitest";
import { isInstalled } from "./processes.ts";

/**
 * Describes tests that run other programs. Where one is missing they are reported as skipped; on CI
 * they run all the same, and fail.
 */
export function describeWith(...programs: readonly string[]) {
  const isMissing = programs.some((program) => !isInstalled(program));
  return describe.skipIf(isMissing && !process.env.CI);
}

/** Describes tests that run real Terraform against moto. */
export const describeReal = describeWith("terraform", "moto_server");
