import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  appWith,
  jsonOf,
  OTHER_ACCOUNT,
  registryProblems,
  warningsOf,
} from "./support/registries.ts";

const ARN = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/`;
const STATEMENT = {
  Sid: "Own",
  Resource: [`${ARN}cache/*`],
  Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/ci`] },
  Effect: "Allow",
  Action: ["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"],
};
const problemsWith = (...policyStatements: unknown[]) => registryProblems({ policyStatements });
const THERE = { region: "us-east-1", accountId: OTHER_ACCOUNT };

describe("a statement of one's own", () => {
  it("is put after what replication needs, with sorted keys", () => {
    const Resource = `arn:aws:ecr:us-east-1:${OTHER_ACCOUNT}:repository/*`;
    const app = appWith(
      {},
      {
        from: { replication: [{ destinations: [THERE], environments: ["qa"] }] },
        to: { ...THERE, policyStatements: [{ ...STATEMENT, Resource }] },
      },
    );
    const { policy } = jsonOf(app, "to").resource.aws_ecr_registry_policy.policy;
    const { Statement } = JSON.parse(policy);
    expect(Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      `AllowReplicationFrom${ACCOUNT}`,
      "Own",
    ]);
    expect(Object.keys(Statement[1])).toEqual(["Action", "Effect", "Principal", "Resource", "Sid"]);
  });

  it("may have policy variables, which are none of Terraform's", () => {
    const Condition = { StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team}" } };
    const app = appWith({}, { to: { policyStatements: [{ ...STATEMENT, Condition }] } });
    const { policy } = jsonOf(app, "to").resource.aws_ecr_registry_policy.policy;
    expect(policy).toContain("$${aws:ResourceTag/team}");
  });

  it.each([
    ["a whole repository", { Resource: `${ARN}qa/api` }],
    ["a Deny", { Effect: "Deny", Principal: "*" }],
    ["a pattern of actions", { Action: "ecr:*" }],
    [
      "everyone of an organization",
      {
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
      },
    ],
  ])("may be with %s", (_what, more) => {
    expect(problemsWith({ ...STATEMENT, ...more })).toEqual([]);
  });

  it.each([
    [
      { Resource: undefined },
      "registry.policyStatements[0].Resource is not set: must be the ARN of a repository",
    ],
    [{ Resource: [] }, "policyStatements[0].Resource is []: must be the ARN of a repository"],
    [
      { Resource: "*" },
      `policyStatements[0].Resource is "*": must be repositories of this registry, ${ARN}… with`,
    ],
    [
      { Resource: [`${ARN}a`, `arn:aws:ecr:us-east-1:${OTHER_ACCOUNT}:repository/a`] },
      "policyStatements[0].Resource[1] is",
    ],
    [{ Resource: [`${ARN}`] }, "policyStatements[0].Resource[0] is"],
    [{ Resource: [5] }, "policyStatements[0].Resource[0] is 5"],
    [{ Resource: [[`${ARN}a`]] }, "policyStatements[0].Resource[0] is ["],
    [{ Resource: Object.create(null) }, "policyStatements[0].Resource is ["],
    [{ Resource: Symbol("a") }, "policyStatements[0].Resource is Symbol(a)"],
    [{ constructor: 5 }, "must be one of the keys Sid, Effect, Principal, Action"],
    [{ NotResource: ["x"] }, "NotResource is [ 'x' ]: must be left out: name the repositories in"],
    [{ Resource: `${ARN}a/B` }, "must be repositories of this registry"],
    [{ Resource: `${ARN}B/a` }, "must be repositories of this registry"],
    [{ NotAction: ["x"] }, "NotAction is [ 'x' ]: must be left out: name the actions in Action"],
    [{ Effect: "allow" }, 'policyStatements[0].Effect is "allow": must be Allow or Deny'],
    [{ Action: "s3:GetObject" }, "must be ECR's"],
    [{ Action: "ecr:GetAuthorizationToken" }, "must not be ecr:GetAuthorizationToken"],
    [
      { Principal: { AWS: ["me"] } },
      'policyStatements[0].Principal is "me": must be *, an account',
    ],
    [
      { Principal: "*" },
      "must not be * without a condition: every AWS account would have the access",
    ],
    [
      { Statement: [] },
      "must be one of the keys Sid, Effect, Principal, Action, Condition, Resource",
    ],
  ])("is not with %j", (wrong, words) => {
    const problems = problemsWith({ ...STATEMENT, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it("is an object in a list", () => {
    expect(problemsWith(5)[0]).toContain("policyStatements[0] is 5: must be an object");
    expect(registryProblems({ policyStatements: {} })[0]).toContain("must be a list of statements");
  });

  it("has a Sid that neither another one has, nor what replication needs", () => {
    const Resource = `arn:aws:ecr:us-east-1:${OTHER_ACCOUNT}:repository/*`;
    const withSids = (...sids: string[]) =>
      appWith(
        {},
        {
          from: { replication: [{ destinations: [THERE] }] },
          to: { ...THERE, policyStatements: sids.map((Sid) => ({ ...STATEMENT, Resource, Sid })) },
        },
      )
        .node.findChild("to")
        .node.validate();
    expect(withSids("A", "B")).toEqual([]);
    expect(withSids("A", "A", `AllowReplicationFrom${ACCOUNT}`)).toEqual([
      expect.stringMatching(/^to\.policyStatements\[1\]\.Sid is "A": must differ from the Sid/),
      expect.stringMatching(/^to\.policyStatements\[2\]\.Sid is "AllowReplicationFrom1/),
    ]);
  });

  it("is warned of if AWS takes its actions only in scope V2", () => {
    const warnings = (Action: unknown) =>
      warningsOf(appWith({}, { registry: { policyStatements: [{ ...STATEMENT, Action }] } }));
    expect(warnings("ecr:ReplicateImage")).toEqual([]);
    expect(warnings(["ecr:createRepository", "ecr:BatchImportUpstreamImage", "ecr:*"])).toEqual([]);
    expect(warnings(["ecr:BatchGetImage", "ecr:PutImage"])[0]).toContain(
      "has ecr:BatchGetImage, ecr:PutImage:",
    );
    expect(warnings(["ecr:ReplicateImage", "ecr:BatchGetImage"])).toEqual([
      'registry.policyStatements[0].Action has ecr:BatchGetImage: AWS refuses it unless the account setting REGISTRY_POLICY_SCOPE is V2. Set registryPolicyScope to "V2"',
    ]);
  });
});

describe("account settings", () => {
  const resourcesWith = (more: object) =>
    jsonOf(appWith({}, { registry: { policyStatements: [STATEMENT], ...more } }), "registry")
      .resource;

  it("are written if they are set", () => {
    expect(
      resourcesWith({ basicScanTypeVersion: "AWS_NATIVE", registryPolicyScope: "V2" })
        .aws_ecr_account_setting,
    ).toEqual({
      basic_scan_type_version: { name: "BASIC_SCAN_TYPE_VERSION", value: "AWS_NATIVE" },
      registry_policy_scope: { name: "REGISTRY_POLICY_SCOPE", value: "V2" },
    });
    expect(resourcesWith({}).aws_ecr_account_setting).toBeUndefined();
  });

  it("come before the policy that needs them", () => {
    expect(
      resourcesWith({ registryPolicyScope: "V2" }).aws_ecr_registry_policy.policy,
    ).toMatchObject({
      depends_on: ["aws_ecr_account_setting.registry_policy_scope"],
    });
    expect(resourcesWith({}).aws_ecr_registry_policy.policy).not.toHaveProperty("depends_on");
  });

  it("leave nothing to warn of, if the scope is V2", () => {
    const policyStatements = [{ ...STATEMENT, Action: "ecr:BatchGetImage" }];
    expect(
      warningsOf(appWith({}, { registry: { policyStatements, registryPolicyScope: "V2" } })),
    ).toEqual([]);
  });
});
