import { readFileSync } from "node:fs";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { ImageRepository } from "../constructs/image-repository.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { OTHER, OWN } from "./support/access.ts";
import { expectProblemLines } from "./support/problem-lines.ts";

const API = { component: "api", name: "api", purpose: "API" };
const WEB = { component: "web", name: "web", purpose: "Web" };
const ROLE = `arn:aws:iam::${OTHER}:role/ci`;
const STATEMENT = { Effect: "Allow", Principal: { AWS: OTHER }, Action: "ecr:ListImages" };

function stackOf(settings: Partial<EnvironmentSettings> = {}): EnvironmentStack {
  return new EnvironmentStack(Testing.app(), "qa", {
    environment: "qa",
    accountId: OWN,
    repositories: [API, WEB],
    ...settings,
  });
}
const policiesOf = (stack: TerraformStack): Record<string, { policy: string }> =>
  JSON.parse(Testing.synth(stack)).resource.aws_ecr_repository_policy ?? {};
const problemsOf = (stack: TerraformStack) =>
  expectProblemLines(stack.node.findAll().flatMap(({ node }) => node.validate()));
const principalsOf = (policy = "{}") =>
  JSON.parse(policy).Statement.map(
    ({ Sid, Principal }: { Sid: string; Principal: { AWS: string[] } }) => [Sid, Principal.AWS],
  );

describe("grants in code", () => {
  it("add to the one policy of the settings, however many there are", () => {
    const stack = stackOf({ pull: { accountIds: ["333333333333"] } });
    const api = stack.imageRepository("api");
    api.grantPull({ accountIds: [OTHER, "333333333333"] });
    api.grantPull({ arn: ROLE });
    api.grantPull({ arn: ROLE });
    api.grantPush({ principalArns: [ROLE] });
    expect(problemsOf(stack)).toEqual([]);
    expect(principalsOf(policiesOf(stack).api?.policy)).toEqual([
      ["AllowPull", ["arn:aws:iam::333333333333:root", `arn:aws:iam::${OTHER}:root`, ROLE]],
      ["AllowPush", [ROLE]],
    ]);
    expect(principalsOf(policiesOf(stack).web?.policy)).toEqual([
      ["AllowPull", ["arn:aws:iam::333333333333:root"]],
    ]);
  });

  it("make a policy if there is none", () => {
    const stack = stackOf();
    expect(policiesOf(stack)).toEqual({});
    stack.imageRepository("api").grantPush({ organizationIds: ["o-a1b2c3d4e5"] });
    expect(Object.keys(policiesOf(stack))).toEqual(["api"]);
  });

  it("add a role of Terraform once, however often it is granted", () => {
    const stack = stackOf();
    const api = stack.imageRepository("api");
    const role = new IamRole(stack, "ci", { assumeRolePolicy: "{}" });
    api.grantPull(role);
    api.grantPull(role);
    api.grantPull({ arn: role.arn });
    expect(principalsOf(policiesOf(stack).api?.policy)).toEqual([
      ["AllowPull", ["${aws_iam_role.ci.arn}"]],
    ]);
  });

  it("do not repeat a service, however it is written", () => {
    const service = "codebuild.amazonaws.com";
    const stack = stackOf({
      pull: { services: [{ service, sourceAccountIds: [OWN, OTHER] }] },
    });
    const services = [{ sourceAccountIds: [OTHER, OWN], service }];
    stack.imageRepository("api").grantPull({ services });
    expect(JSON.parse(policiesOf(stack).api?.policy ?? "").Statement).toHaveLength(1);
  });

  it("take the role of another stack", () => {
    const app = Testing.app();
    const roles = new TerraformStack(app, "roles");
    new AwsProvider(roles, "aws");
    const stack = new EnvironmentStack(app, "qa", { environment: "qa", repositories: [API] });
    const role = new IamRole(roles, "ci", { assumeRolePolicy: "{}" });
    stack.imageRepository("api").grantPull(role);
    stack.imageRepository("api").grantPull(role);
    app.synth();
    const read = (id: string) =>
      JSON.parse(readFileSync(`${app.outdir}/stacks/${id}/cdk.tf.json`, "utf8"));
    const [[, [arn, ...more]]] = principalsOf(
      read("qa").resource.aws_ecr_repository_policy.api.policy,
    );
    expect(arn).toMatch(/^\$\{data\.terraform_remote_state\..*aws_iam_role.*arn\}$/);
    expect(more).toEqual([]);
    expect(JSON.stringify(read("roles").output)).toContain("${aws_iam_role.ci.arn}");
  });

  it("may have lists that are undefined", () => {
    const stack = stackOf({
      pull: { accountIds: undefined },
      push: { accountIds: [OTHER], services: undefined },
    } as object);
    stack
      .imageRepository("api")
      .grantPull({ accountIds: [OTHER], organizationIds: undefined } as object);
    expect(problemsOf(stack)).toEqual([]);
    expect(Object.values(policiesOf(stack)).map(({ policy }) => principalsOf(policy))).toEqual([
      [
        ["AllowPull", [`arn:aws:iam::${OTHER}:root`]],
        ["AllowPush", [`arn:aws:iam::${OTHER}:root`]],
      ],
      [["AllowPush", [`arn:aws:iam::${OTHER}:root`]]],
    ]);
  });

  it("take a role of Terraform, also one whose expression has quotes", () => {
    const stack = stackOf();
    const api = stack.imageRepository("api");
    const role = new IamRole(stack, "ci", { assumeRolePolicy: "{}" });
    api.grantPush(role);
    api.grantPull({ arn: '${aws_iam_role.all["a"].arn}' });
    expect(problemsOf(stack)).toEqual([]);
    const policy = policiesOf(stack).api?.policy;
    expect(policy).toContain('"Principal":{"AWS":["${aws_iam_role.ci.arn}"]}');
    expect(policy).toContain('"Principal":{"AWS":["${aws_iam_role.all["a"].arn}"]}');
  });

  it("follow a renamed component", () => {
    const stack = stackOf({ repositories: [{ ...API, formerly: "old" }] });
    stack.imageRepository("api").grantPull({ arn: ROLE });
    expect(JSON.parse(Testing.synth(stack)).moved).toContainEqual({
      from: "aws_ecr_repository_policy.old",
      to: "aws_ecr_repository_policy.api",
    });
  });

  it.each<[string, object, string]>([
    [
      "a session",
      { arn: `arn:aws:sts::${OTHER}:assumed-role/ci/x` },
      'qa/ecr/image.api.grantPull[0].arn is "arn:aws:sts::111111111111:assumed-role/ci/x": must not be a session',
    ],
    [
      "the own account",
      { accountIds: [OTHER, OWN] },
      `qa/ecr/image.api.grantPull[0].accountIds[1] is "${OWN}": must not be the environment's own`,
    ],
    [
      "an unknown key",
      { accounts: [] },
      "qa/ecr/image.api.grantPull[0].accounts is []: must be one",
    ],
    [
      "an ARN beside lists",
      { arn: ROLE, accountIds: [OTHER] },
      `qa/ecr/image.api.grantPull[0].arn is "${ROLE}": must be one of the settings accountIds`,
    ],
    [
      "no ARN",
      { arn: undefined },
      "qa/ecr/image.api.grantPull[0].arn is not set: must be a string",
    ],
    ["nobody", { accountIds: [] }, "must name at least one principal"],
    ["no object", null as never, "qa/ecr/image.api.grantPull[0] is null: must be an object"],
    [
      "too many",
      { accountIds: Array.from({ length: 400 }, (_, index) => `${100000000000 + index}`) },
      'qa/ecr/image.api.pull.accountIds is "400 entries": must be at most 304 entries',
    ],
  ])("keep the rules of the settings: %s", (_what, grantee, problem) => {
    const stack = stackOf();
    stack.imageRepository("api").grantPull(grantee);
    expect(problemsOf(stack)).toEqual([expect.stringContaining(problem)]);
  });

  it("are counted for each method", () => {
    const stack = stackOf();
    const api = stack.imageRepository("api");
    api.grantPush({ arn: ROLE });
    api.grantPull({ arn: ROLE });
    api.grantPush({ accountIds: ["x"] });
    expect(problemsOf(stack)).toEqual([
      expect.stringContaining('qa/ecr/image.api.grantPush[1].accountIds[0] is "x": must be 12'),
    ]);
  });

  it("do not repeat the Sid of a statement of one's own", () => {
    const stack = stackOf({ policyStatements: [{ ...STATEMENT, Sid: "AllowPush" }] });
    stack.imageRepository("api").grantPush({ arn: ROLE });
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(
        /^qa\/ecr\/image\.api\.repositoryPolicy\.Statement\[1\]\.Sid is "AllowPush": must differ/,
      ),
    ]);
  });

  it.each<[string, object, string]>([
    ["unmanaged", { repositoryPolicy: "unmanaged" }, 'the repositoryPolicy "unmanaged"'],
    ["one's own", { repositoryPolicy: { Statement: STATEMENT } }, "a policy of its own"],
  ])("do not go with a policy that is %s", (_kind, own, words) => {
    const stack = stackOf({ repositories: [{ ...API, ...own }] });
    const api = stack.imageRepository("api");
    api.grantPush({ arn: ROLE });
    api.grantPull({ accountIds: [OTHER] });
    api.grantPush({ accountIds: [OTHER] });
    const problem = `must not be called: the repository has ${words}. Put the access into that policy (Access, In code)`;
    expect(problemsOf(stack)).toEqual([
      `qa/ecr/image.api.grantPush[0] is { arn: '${ROLE}' }: ${problem}`,
      `qa/ecr/image.api.grantPull[0] is { accountIds: [ '${OTHER}' ] }: ${problem}`,
      `qa/ecr/image.api.grantPush[1] is { accountIds: [ '${OTHER}' ] }: ${problem}`,
    ]);
  });

  it("do not go with a policy that is added, whichever comes first", () => {
    const first = stackOf();
    first.imageRepository("api").grantPull({ arn: ROLE });
    first.imageRepository("api").addRepositoryPolicy("${var.policy}");
    const last = stackOf();
    last.imageRepository("api").addRepositoryPolicy("${var.policy}");
    last.imageRepository("api").grantPull({ arn: ROLE });
    for (const stack of [first, last]) {
      expect(problemsOf(stack)).toEqual([expect.stringContaining("grantPull[0] is { arn:")]);
    }
    expect(() => last.imageRepository("api").addRepositoryPolicy("{}")).toThrow("already");
    const settings = stackOf({ pull: { accountIds: [OTHER] } });
    settings.imageRepository("api").addRepositoryPolicy("{}");
    expect(problemsOf(settings)).toEqual([
      expect.stringContaining("repositoryPolicy is not set: must follow from the settings"),
    ]);
  });
});

describe("a repository outside of an environment", () => {
  function repositoryIn(props: object) {
    const stack = new TerraformStack(Testing.app(), "own");
    new AwsProvider(stack, "aws", { region: "cn-north-1" });
    const repository = new ImageRepository(stack, "r", { component: "r", name: "a/r", ...props });
    return { stack, repository };
  }

  it("needs its region for grants", () => {
    const { stack, repository } = repositoryIn({});
    expect(problemsOf(stack)).toEqual([]);
    repository.grantPull({ accountIds: [OTHER] });
    expect(problemsOf(stack)).toEqual([
      "own/r.region is not set: must be the name of the repository's region: the ARNs in the policy depend on it (Access, In code)",
    ]);
  });

  it("has a policy in the partition of its region", () => {
    const { stack, repository } = repositoryIn({ region: "cn-north-1" });
    repository.grantPull({ accountIds: [OTHER] });
    expect(problemsOf(stack)).toEqual([]);
    expect(principalsOf(policiesOf(stack).r?.policy)).toEqual([
      ["AllowPull", [`arn:aws-cn:iam::${OTHER}:root`]],
    ]);
    expect(Testing.synth(stack)).toHaveResource(EcrRepositoryPolicy);
  });
});

describe("a construct is found by its component", () => {
  it("in the stack that creates it", () => {
    const stack = stackOf();
    expect(stack.imageRepository("web").component).toBe("web");
    expect(() => stack.imageRepository("ap")).toThrow(
      "ap: no such component in qa. The components are api, web.",
    );
  });

  it.each([{}, { pull: null }])("whose stand-in is in the same place: %j", (wrong) => {
    const stack = stackOf({ ...wrong, region: "cn-north-1", maxImageCount: -1 } as object);
    new IamRole(stack, "ci", { assumeRolePolicy: "{}" });
    stack.imageRepository("api").grantPull({ arn: ROLE.replace("aws", "aws-cn") });
    stack.imageRepository("api").grantPull({ accountIds: [OWN] });
    expect(problemsOf(stack)).toEqual([
      expect.stringContaining("qa.maxImageCount is -1: must be"),
      ...("pull" in wrong ? [expect.stringContaining("qa.pull is null: must be")] : []),
      expect.stringContaining("must not be the environment's own account"),
    ]);
  });

  it("or stands in for it, if settings break rules: the synth reports those", () => {
    const stack = stackOf({ maxImageCount: -1 });
    stack.imageRepository("api").grantPull({ arn: ROLE });
    stack.imageRepository("api").grantPull({ accountIds: ["x"] });
    stack.imageRepository("web").grantPull({ arn: ROLE });
    expect(problemsOf(stack)).toEqual([
      expect.stringContaining("qa.maxImageCount is -1: must be"),
      expect.stringContaining('qa/image.api.grantPull[1].accountIds[0] is "x": must be 12 digits'),
    ]);
  });
});
