import { describe, expect, it } from "vitest";
import type { JudgedFinding, Review } from "../cli/review/finding.ts";
import { exitCodeOf } from "../cli/review/review.ts";
import { toData, toMarkdown, toText } from "../cli/review/review-report.ts";

const images = {
  images: 3,
  bytes: 3_000_000,
  tags: 3,
  newestTags: ["v3", "v2", "v1"],
  lastPulledAt: new Date("2026-11-20T12:00:00Z"),
};
const finding = (properties: Partial<JudgedFinding> = {}): JudgedFinding => ({
  kind: "rename",
  address: "aws_ecr_repository.api",
  repository: "payments/api",
  images,
  reason: "The plan moves it.",
  remedy: "Add this:\nmoved {\n  from = a\n}",
  accepted: false,
  ...properties,
});
const unknown = finding({
  kind: "exists",
  address: "aws_ecr_repository.web",
  repository: null,
  images: null,
  remedy: "Give it a name.",
});
const review = (properties: Partial<Review> = {}): Review => ({
  stack: null,
  findings: [],
  changes: [],
  ...properties,
});
const changes = [
  { address: "aws_ecr_repository.sql", repository: "payments/sql", change: "created" },
  { address: "aws_ecr_registry_policy.this", repository: null, change: "deleted" },
];
const failed = review({ stack: "qa", error: "Error: no credentials" });
const whole = review({ findings: [finding(), { ...unknown, accepted: true }], changes });
const SUMMARY = "3 images, 3.0 MB, newest tags v3, v2, v1, last pulled 2026-11-20";
const NOT_ASKED =
  "AWS was not asked: images were not counted, and whether AWS has what the plan creates is not known.";

describe("for a terminal", () => {
  it("a review has the findings and the other changes", () => {
    expect(toText([whole], false)).toBe(`The plan: 2 findings, 1 accepted. Do not apply it as it is.

rename:aws_ecr_repository.api
  Repository  payments/api
  Images      ${SUMMARY}
  Why         The plan moves it.
  Remedy      Add this:
              moved {
                from = a
              }

exists:aws_ecr_repository.web (accepted)
  Repository  known after the apply
  Images      not counted
  Why         The plan moves it.
  Remedy      Give it a name.

Other changes:
  aws_ecr_repository.sql (payments/sql): created
  aws_ecr_registry_policy.this: deleted`);
  });

  it("reviews of several stacks stand below each other, and say offline what is missing", () => {
    expect(toText([review({ stack: "production", changes }), failed], true)).toBe(
      `production: no finding.

Other changes:
  aws_ecr_repository.sql (payments/sql): created
  aws_ecr_registry_policy.this: deleted

qa: Error: no credentials

${NOT_ASKED}`,
    );
  });

  it.each<[string, boolean[], string]>([
    ["one open", [false], "1 finding. Do not apply it as it is."],
    ["two open", [false, false], "2 findings. Do not apply it as it is."],
    ["one accepted", [true], "1 finding, accepted."],
    ["two accepted", [true, true], "2 findings, accepted."],
    ["none", [], "no finding."],
  ])("the first line counts: %s", (_, accepted, words) => {
    const findings = accepted.map((isAccepted) => finding({ accepted: isAccepted }));
    expect(toText([review({ findings })], false).split("\n")[0]).toBe(`The plan: ${words}`);
  });

  it("nothing moves the terminal's cursor or begins a line of its own", () => {
    const odd = "a\u001b[2J\nb";
    const found = finding({ address: odd, repository: odd, reason: odd, remedy: "c\u001b[2Jd" });
    const other = [{ address: odd, repository: odd, change: odd }];
    const lines = toText([review({ findings: [found], changes: other })], false).split("\n");
    expect(lines.slice(2)).toEqual([
      "rename:a [2J b",
      "  Repository  a [2J b",
      `  Images      ${SUMMARY}`,
      "  Why         a [2J b",
      "  Remedy      c [2Jd",
      "",
      "Other changes:",
      "  a [2J b (a [2J b): a [2J b",
    ]);
  });
});

describe("for a pull request", () => {
  it("a review has the findings and the other changes, each text as code", () => {
    expect(toMarkdown([whole], false)).toBe(`### ❌ Images and access

2 findings, 1 accepted. Do not apply it as it is.

**rename** \`payments/api\` at \`aws_ecr_repository.api\`: \`${SUMMARY}\`

- \`The plan moves it.\`
- \`Add this:\`

\`\`\`
moved {
  from = a
}
\`\`\`

**exists** \`known after the apply\` at \`aws_ecr_repository.web\` (accepted): \`not counted\`

- \`The plan moves it.\`
- \`Give it a name.\`

Other changes:

- \`aws_ecr_repository.sql\` (\`payments/sql\`): \`created\`
- \`aws_ecr_registry_policy.this\`: \`deleted\``);
  });

  it("reviews of several stacks stand below each other", () => {
    const accepted = review({ stack: "production", findings: [finding({ accepted: true })] });
    const text = toMarkdown([accepted, review({ stack: "shared" }), failed], true);
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      "### ✅ Images and access in production",
      "### ✅ Images and access in shared",
      "### ❌ Images and access in qa",
    ]);
    expect(text).toContain("\n\nno finding.\n\n");
    expect(text.endsWith(`\`\`\`\nError: no credentials\n\`\`\`\n\n${NOT_ASKED}`)).toBe(true);
  });

  it("no text is markup", () => {
    const odd = "a`\n\n# b @me ```";
    const found = finding({ address: odd, repository: odd, reason: odd, remedy: `c\n${odd}` });
    const other = [{ address: odd, repository: odd, change: odd }];
    const text = toMarkdown([review({ findings: [found], changes: other })], false);
    const shown = "`a' # b @me '''`";
    expect(text.split("\n").slice(4)).toEqual([
      `**rename** ${shown} at ${shown}: \`${SUMMARY}\``,
      "",
      `- ${shown}`,
      "- `c`",
      "",
      "```",
      "a`",
      "",
      "# b @me '''",
      "```",
      "",
      "Other changes:",
      "",
      `- ${shown} (${shown}): ${shown}`,
    ]);
  });

  it("an error is no markup", () => {
    const text = toMarkdown([review({ error: "a\n```\n# b" })], false);
    expect(text.split("\n").slice(2)).toEqual(["```", "a", "'''", "# b", "```"]);
  });
});

describe("for machines", () => {
  it("a plan's review has findings with the number of images, and changes", () => {
    expect(toData([whole])).toEqual({
      findings: [
        {
          kind: "rename",
          address: "aws_ecr_repository.api",
          repository: "payments/api",
          images: 3,
          reason: "The plan moves it.",
          remedy: "Add this:\nmoved {\n  from = a\n}",
          accepted: false,
        },
        {
          kind: "exists",
          address: "aws_ecr_repository.web",
          repository: null,
          images: null,
          reason: "The plan moves it.",
          remedy: "Give it a name.",
          accepted: true,
        },
      ],
      changes,
    });
  });

  it("each entry of several stacks names its own", () => {
    const data = toData([review({ stack: "production", findings: [unknown], changes }), failed]);
    const { images: _, ...others } = unknown;
    expect(data).toEqual({
      findings: [{ stack: "production", ...others, images: null }],
      changes: changes.map((change) => ({ stack: "production", ...change })),
      errors: [{ stack: "qa", error: "Error: no credentials" }],
    });
  });
});

describe("the exit code is", () => {
  const open = review({ findings: [finding()] });
  const accepted = review({ findings: [finding({ accepted: true })] });
  it.each<[number, string, Review[]]>([
    [0, "without a finding", [review(), review({ changes })]],
    [0, "if each finding is accepted", [accepted, review()]],
    [1, "with a finding", [open]],
    [1, "with a finding in any stack", [accepted, open, review()]],
    [1, "with one beside an accepted one", [whole]],
    [3, "if there is no answer about a stack", [open, failed, review()]],
  ])("%i %s", (code, _, reviews) => {
    expect(exitCodeOf(reviews)).toBe(code);
  });
});
