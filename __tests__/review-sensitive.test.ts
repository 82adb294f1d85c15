import { describe, expect, it } from "vitest";
import type { Review } from "../cli/review/finding.ts";
import { toData, toMarkdown, toText } from "../cli/review/review-report.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  headlines,
  judge,
  planOf,
  policy,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const PULL = "aws_ecr_repository_policy.api";
const KEEP = "aws_ecr_lifecycle_policy.api";

/** Judges a plan, and holds that no form of the report has the secret. */
async function judgeWithout(
  secret: RegExp,
  changes: Parameters<typeof planOf>[0],
  ecr = ecrWith(),
) {
  const judgement = await judge(planOf(changes), ecr);
  const findings = judgement.findings.map((finding) => ({ ...finding, accepted: false }));
  const reviews: Review[] = [{ stack: null, ...judgement, findings }];
  const printed = [
    JSON.stringify(toData(reviews)),
    toText(reviews, false),
    toMarkdown(reviews, false),
  ];
  for (const text of printed) expect(text).not.toMatch(secret);
  return judgement;
}

describe("a sensitive value is in no report:", () => {
  const kms = (id: string) => ({
    encryption_configuration: [{ encryption_type: "KMS", kms_key: `arn:${id}` }],
  });
  const marks = { encryption_configuration: [{ kms_key: true }] };
  const none = { encryption_configuration: [{}] };

  it.each([
    ["before", { before_sensitive: marks, after_sensitive: none }],
    ["after", { before_sensitive: none, after_sensitive: marks }],
    ["all before", { before_sensitive: true }],
    ["all after", { after_sensitive: true }],
  ])("the key of a replacement, marked %s", async (_, marked) => {
    const entry = replaced(
      API,
      repository("payments/api", kms("secret-1")),
      repository("payments/api", kms("secret-2")),
      [["encryption_configuration", 0, "kms_key"]],
      { change: marked },
    );
    const { findings } = await judgeWithout(/secret/, [entry]);
    expect(findings).toMatchObject([{ kind: "replace", address: API }]);
    expect(findings[0]?.reason).toContain("encryption_configuration.kms_key forces it. ");
    expect(findings[0]?.remedy).toBe("To keep it, put encryption_configuration back.");
  });

  it("of an attribute that is none, the value is shown", async () => {
    const entry = replaced(
      API,
      repository("payments/api", kms("known")),
      repository("payments/api"),
      [["encryption_configuration", 0, "kms_key"]],
      { change: { before_sensitive: none, after_sensitive: { tags: { Owner: true } } } },
    );
    const { findings } = await judgeWithout(/secret/, [entry]);
    expect(findings[0]?.reason).toContain('"arn:known"');
  });

  const grants = (account: string) => ({
    Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "ecr:BatchGetImage" }],
  });
  const [OLD, NEW] = ["999999999991", "999999999992"];
  const api = unchanged(API, repository("payments/api"));
  const before = policy("payments/api", grants(OLD));
  const after = policy("payments/api", grants(NEW));

  it.each([
    ["before", { before_sensitive: { policy: true } }],
    ["after", { after_sensitive: { policy: true } }],
  ])("who loses access, by a policy that is marked %s", async (_, marked) => {
    const changes = [api, change(PULL, before, after, { change: marked })];
    const { findings } = await judgeWithout(/9999/, changes);
    expect(findings).toMatchObject([
      {
        kind: "access",
        reason: "The plan takes access away by a policy that is marked as sensitive.",
        remedy: "To keep the access, keep these statements in the policy.",
      },
    ]);
  });

  it("who gains access", async () => {
    const nobody = policy("payments/api", { Statement: [] });
    const more = { change: { after_sensitive: { policy: true } } };
    const { findings, changes } = await judgeWithout(/9999/, [
      api,
      change(PULL, nobody, after, more),
    ]);
    expect(findings).toEqual([]);
    expect(changes).toEqual([
      { address: PULL, repository: "payments/api", change: "updated in place: policy" },
    ]);
  });

  it("who loses it in AWS", async () => {
    const changes = [
      api,
      change(PULL, null, after, { change: { after_sensitive: { policy: true } } }),
    ];
    const ecr = ecrWith({ "payments/api": { images: 1, repositoryPolicy: grants(NEW) } });
    expect((await judgeWithout(/9999/, changes, ecr)).findings).toEqual([]);
    const other = ecrWith({ "payments/api": { images: 1, repositoryPolicy: grants(OLD) } });
    expect((await judgeWithout(/9999/, changes, other)).findings).toMatchObject([
      {
        kind: "access",
        reason:
          "AWS has a policy that the state does not hold, and the plan overwrites it. The plan takes access away by a policy that is marked as sensitive.",
      },
    ]);
  });

  it("what a lifecycle policy has that cannot be computed", async () => {
    const changes = [
      api,
      change(KEEP, null, policy("payments/api", { rules: [{ secret: 1 }] }), {
        change: { after_sensitive: { policy: true } },
      }),
    ];
    const ecr = ecrWith({ "payments/api": { images: 1 } });
    expect((await judgeWithout(/secret/, changes, ecr)).findings).toMatchObject([
      { kind: "expire", reason: "What the lifecycle policy expires cannot be computed." },
    ]);
  });

  it("a repository's name, nor in what AWS says of it", async () => {
    const marked = (attribute: string) => ({
      change: { before_sensitive: { [attribute]: true }, after_sensitive: { [attribute]: true } },
    });
    const wanted = { name: "secret/web" };
    const changes = [
      replaced(API, repository("secret/api"), { name: "secret/app" }, [["name"]], marked("name")),
      change("aws_ecr_repository.web", repository("secret/web"), null, marked("name")),
      change("aws_ecr_repository.site", null, wanted, marked("name")),
      unchanged("aws_ecr_repository.sql", repository("secret/sql")),
      change(
        "aws_ecr_repository_policy.sql",
        policy("secret/sql", grants(OLD)),
        null,
        marked("repository"),
      ),
      change(
        "aws_ecr_lifecycle_policy.sql",
        null,
        policy("secret/sql", "{}"),
        marked("repository"),
      ),
    ];
    const ecr = ecrWith({
      "secret/api": "AWS: denied on secret/api",
      "secret/sql": "no secret/sql",
    });
    const { findings, changes: others } = await judgeWithout(/secret/, changes, ecr);
    expect(headlines(findings)).toEqual([
      `replace:${API} (sensitive) not counted`,
      "rename:aws_ecr_repository.web (sensitive) 0",
      "expire:aws_ecr_lifecycle_policy.sql (sensitive) not counted",
      "access:aws_ecr_repository_policy.sql (sensitive) not counted",
    ]);
    expect(findings[0]?.reason).toContain("AWS: denied on (sensitive).");
    expect(others).toEqual([
      { address: "aws_ecr_repository.site", repository: "(sensitive)", change: "created" },
    ]);
  });

  it("any attribute of another change", async () => {
    const entry = change(API, repository("payments/api"), {
      ...repository("payments/api"),
      tags: { Owner: "secret" },
    });
    expect((await judgeWithout(/secret/, [entry])).changes).toEqual([
      { address: API, repository: "payments/api", change: "updated in place: tags" },
    ]);
  });
});
