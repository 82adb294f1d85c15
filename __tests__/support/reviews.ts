import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandError } from "../../cli/command-error.ts";
import type { Report } from "../../cli/report.ts";
import { type ReviewRequest, review } from "../../cli/review/review.ts";
import type { ReviewData } from "../../cli/review/review-report.ts";

/** What `review --plan` answers about a plan that is written into a file, asking AWS nothing. */
export async function reviewFile(
  content: unknown,
  options: Partial<ReviewRequest> = {},
): Promise<Report<ReviewData>> {
  const folder = mkdtempSync(join(tmpdir(), "ecr-review-"));
  const plan = join(folder, "plan.json");
  writeFileSync(plan, typeof content === "string" ? content : JSON.stringify(content));
  try {
    return await review({ plan, accept: [], offline: true, markdown: false, ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why a review ends without an answer: the message, without the file's folder, and the exit code. */
export async function refusalOf(report: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await report.then(
    (answer) => new Error(`It answered: ${JSON.stringify(answer)}`),
    (reason: CommandError) => reason,
  );
  const message = error.message.replace(/\S*\/plan\.json/, "plan.json");
  return { message, exitCode: "exitCode" in error ? error.exitCode : error.stack };
}
