import { describe, expect, it } from "vitest";
import type { ReviewRequest } from "../cli/review/review.ts";
import { review } from "../cli/review/review.ts";
import { change, planOf, replaced, repository } from "./support/plans.ts";
import { refusalOf, reviewFile } from "./support/reviews.ts";

const API = "destroy:aws_ecr_repository.api";
const WEB = 'replace:module.ecr["web"].aws_ecr_repository.this[0]';
const plan = planOf([
  change("aws_ecr_repository.api", repository("payments/api"), null),
  replaced('module.ecr["web"].aws_ecr_repository.this[0]', repository("payments/web"), {
    name: "payments/web",
  }),
]);

async function acceptedBy(accept: readonly string[], options: Partial<ReviewRequest> = {}) {
  const { data, exitCode, text } = await reviewFile(plan, { accept, ...options });
  const accepted = data.findings
    .filter((finding) => finding.accepted)
    .map(({ kind, address }) => `${kind}:${address}`);
  return { accepted, exitCode, firstLine: text.split("\n")[0] };
}

describe("a finding is accepted by its kind and address", () => {
  it.each([
    [[], 1, "The plan: 2 findings. Do not apply it as it is."],
    [[API], 1, "The plan: 2 findings, 1 accepted. Do not apply it as it is."],
    [[WEB], 1, "The plan: 2 findings, 1 accepted. Do not apply it as it is."],
    [[API, WEB], 0, "The plan: 2 findings, accepted."],
    [[API, API, WEB], 0, "The plan: 2 findings, accepted."],
  ])("%j", async (accept, exitCode, firstLine) => {
    expect(await acceptedBy(accept)).toEqual({
      accepted: [...new Set(accept)],
      exitCode,
      firstLine,
    });
  });

  it("in Markdown too", async () => {
    const { firstLine } = await acceptedBy([API, WEB], { markdown: true });
    expect(firstLine).toBe("### ✅ Images and access");
  });
});

describe("what is no finding of the plan cannot be accepted:", () => {
  it("all of it is named at once", async () => {
    const wrong = [
      "destroy:aws_ecr_repository.web",
      API.toUpperCase(),
      "aws_ecr_repository.api",
      "destroy",
      "",
    ];
    const { message, exitCode } = await refusalOf(reviewFile(plan, { accept: [API, ...wrong] }));
    expect(exitCode).toBe(2);
    expect(`${message}`.split("\n")).toEqual(
      wrong.map(
        (label) =>
          `--accept ${label}: the plan has no such finding. The findings are ${API}, ${WEB}.`,
      ),
    );
  });

  it("not the kind of another finding at the address", async () => {
    const { exitCode } = await refusalOf(
      reviewFile(plan, { accept: ["replace:aws_ecr_repository.api"] }),
    );
    expect(exitCode).toBe(2);
  });

  it("a plan without findings has none", async () => {
    expect(await refusalOf(reviewFile(planOf([]), { accept: [API] }))).toEqual({
      message: `--accept ${API}: the plan has no such finding. It has none.`,
      exitCode: 2,
    });
  });

  it("not without a stack, as stacks have the same addresses", async () => {
    const answer = review({ accept: [API], offline: true, markdown: false });
    expect(await refusalOf(answer)).toEqual({
      message: "--accept needs a stack: all stacks have the same addresses.",
      exitCode: 2,
    });
  });
});
