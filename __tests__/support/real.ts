import { describe } from "vitest";
import { isInstalled } from "./processes.ts";

const missing = ["terraform", "moto_server"].filter((program) => !isInstalled(program));

/**
 * Describes tests that run real Terraform against moto. Where a program is missing they are
 * reported as skipped; on CI they run all the same, and fail.
 */
export const describeReal = describe.skipIf(missing.length > 0 && !process.env.CI);
