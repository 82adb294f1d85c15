import * as ecr from "@aws-sdk/client-ecr";
import { Lazy, Testing } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionProblem } from "../policies/access/ecr-actions.ts";
import { readRepositoryPolicy } from "../policies/access/repository-policy.ts";
import { policyPlace } from "../settings/access/repository-access.ts";
import { grantsAnything, writtenPolicy } from "../settings/access/written-access.ts";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { repositoriesOf } from "../settings/repository.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { EVERY_PULL, EVERY_PUSH, OTHER, OWN } from "./support/access.ts";
import { anyPull, anyPush, anyStatement } from "./support/arbitrary-grants.ts";
import { pullFrom } from "./support/document.ts";

const API = { component: "api", name: "api", purpose: "API" };
const OPEN = { ...API, openToEveryAwsAccount: true };

/** The policies of an environment's repositories, as Terraform's configuration has them. */
function written(settings: Partial<EnvironmentSettings>): Record<string, { policy: string }> {
  const stack = new EnvironmentStack(Testing.app(), "qa", {
    environment: "qa",
    accountId: OWN,
    repositories: [API],
    ...settings,
  });
  return JSON.parse(Testing.synth(stack, true)).resource.aws_ecr_repository_policy ?? {};
}
/** The policy of the component `api`, as AWS gets it. */
const policyText = (settings: Partial<EnvironmentSettings>) =>
  (written(settings).api?.policy ?? "").replaceAll("$${", () => "${");
const statementsOf = (settings: Partial<EnvironmentSettings>) =>
  JSON.parse(policyText(settings)).Statement;
const sidsOf = (settings: Partial<EnvironmentSettings>) =>
  statementsOf(settings).map(({ Sid }: { Sid: string }) => Sid);

describe("the repository policy", () => {
  it("has a statement for each kind of grant, in a fixed order", () => {
    expect(
      JSON.stringify(
        JSON.parse(
          policyText({
            enableCrossAccountAccess: true,
            crossAccountIds: ["444444444444"],
            pull: EVERY_PULL,
            push: EVERY_PUSH,
            policyStatements: [
              { Sid: "Own", Effect: "Deny", Principal: "*", Action: "ecr:BatchDeleteImage" },
            ],
            repositories: [OPEN],
          }),
        ),
        null,
        2,
      ),
    ).toMatchSnapshot();
  });

  it("is the documented one, to the byte, with documented settings alone", () => {
    const settings = { enableCrossAccountAccess: true, crossAccountIds: [OTHER] };
    const root = `arn:aws:iam::${OTHER}:root`;
    expect(JSON.parse(policyText(settings))).toEqual(pullFrom(root));
    expect(policyText(settings)).toBe(
      `{"Statement":[{"Action":["ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","ecr:BatchCheckLayerAvailability"],"Effect":"Allow","Principal":{"AWS":["${root}"]},"Sid":"AllowCrossAccountPull"}],"Version":"2012-10-17"}`,
    );
    expect(policyText({ ...settings, pull: {}, push: {}, policyStatements: [] })).toBe(
      policyText(settings),
    );
  });

  it("does not depend on enableCrossAccountAccess, nor on the order of keys", () => {
    const pull = { accountIds: [OTHER], organizationIds: ["o-a1b2c3d4e5"] };
    expect(sidsOf({ pull })).toEqual(["AllowPull", "AllowOrganizationPull"]);
    const statement = { Effect: "Allow", Principal: { AWS: OTHER }, Action: "ecr:ListImages" };
    const turned = Object.fromEntries(Object.entries(statement).reverse());
    const reversed = Object.fromEntries(Object.entries(pull).reverse());
    expect(policyText({ pull: reversed, policyStatements: [turned] })).toBe(
      policyText({ pull, policyStatements: [statement] }),
    );
    expect(policyText({ policyStatements: [statement] })).toBe(
      `{"Statement":[{"Action":"ecr:ListImages","Effect":"Allow","Principal":{"AWS":"${OTHER}"}}],"Version":"2012-10-17"}`,
    );
  });

  it("is a repository's own in the place of the environment's, setting by setting", () => {
    const settings = { pull: { accountIds: [OTHER] }, push: { accountIds: [OTHER] } };
    expect(sidsOf(settings)).toEqual(["AllowPull", "AllowPush"]);
    expect(sidsOf({ ...settings, repositories: [{ ...API, pull: {} }] })).toEqual(["AllowPush"]);
    expect(written({ ...settings, repositories: [{ ...API, pull: {}, push: {} }] })).toEqual({});
  });

  it("names Lambda functions of the own account only if it is known to be the own", () => {
    const pull = { lambdaAccountIds: [OWN] };
    expect(sidsOf({ pull })).toEqual(["LambdaECRImageRetrievalPolicy"]);
    expect(sidsOf({ pull, accountId: null })).toEqual([
      "CrossAccountPermission",
      "LambdaECRImageCrossAccountRetrievalPolicy",
    ]);
  });

  it("is in the partition of the region", () => {
    const pull = { accountIds: [OTHER], lambdaAccountIds: [OTHER] };
    const text = policyText({ region: "cn-north-1", pull });
    expect(text).toContain(`arn:aws-cn:iam::${OTHER}:root`);
    expect(text).toContain(`arn:aws-cn:lambda:cn-north-1:${OTHER}:function:*`);
  });

  it("has variables of AWS, and not of Terraform", () => {
    const Condition = { StringEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/a} %{x}" } };
    const statement = {
      Effect: "Allow",
      Principal: { AWS: OTHER },
      Action: "ecr:PutImage",
      Condition,
    };
    expect(written({ policyStatements: [statement] }).api?.policy).toContain(
      '"$${aws:PrincipalTag/a} %%{x}"',
    );
    const repositoryPolicy = JSON.stringify({ Statement: statement });
    expect(written({ repositories: [{ ...API, repositoryPolicy }] }).api?.policy).toBe(
      repositoryPolicy.replace("${", "$$${").replace("%{", "%%{"),
    );
  });

  it("may have a role of Terraform in a statement of one's own", () => {
    const AWS = Lazy.stringValue({ produce: () => "${aws_iam_role.ci.arn}" });
    const statement = { Effect: "Allow", Principal: { AWS }, Action: "ecr:PutImage" };
    expect(written({ policyStatements: [statement] }).api?.policy).toContain(
      '{"AWS":"${aws_iam_role.ci.arn}"}',
    );
  });

  it("is kept word for word", () => {
    const Statement = [{ Principal: { AWS: OTHER }, Effect: "Allow", Action: ["ecr:ListImages"] }];
    const repositoryPolicy = { Version: "2008-10-17", Statement };
    const environment = { pull: { accountIds: [OTHER] } };
    const text = JSON.stringify(repositoryPolicy, null, 1);
    expect(policyText({ ...environment, repositories: [{ ...API, repositoryPolicy }] })).toBe(
      JSON.stringify(repositoryPolicy),
    );
    expect(policyText({ repositories: [{ ...API, repositoryPolicy: text }] })).toBe(text);
  });
});

it("the actions are those of ECR on a repository", () => {
  const commands = Object.keys(ecr).filter((name) => /^\w+Command$/.test(name));
  const ofTheApi = commands.map((name) => `ecr:${name.replace(/Command$/, "")}`);
  const isKnown = (action: string) => actionProblem(action) === undefined;
  expect(ofTheApi.filter(isKnown)).toHaveLength(33);
  // What is left are operations on the registry.
  expect(ofTheApi.filter((action) => !isKnown(action)).sort()).toMatchSnapshot();
  // Permissions without an operation of the API.
  const permissions = ["BatchImportUpstreamImage", "GetImageCopyStatus", "ReplicateImage"];
  expect(permissions.map((name) => `ecr:${name}`).filter(isKnown)).toHaveLength(3);
});

it("grants that are accepted make a policy that AWS takes, and that can be read", () => {
  fc.assert(
    fc.property(
      anyPull,
      anyPush,
      fc.array(anyStatement, { maxLength: 3 }),
      fc.boolean(),
      (pull, push, policyStatements, open) => {
        const settings = {
          environment: "qa",
          pull,
          push,
          policyStatements,
          repositories: [open ? OPEN : API],
        };
        const { settings: complete, problems } = checkEnvironment("qa", settings);
        // Sids and the size are all that these grants can get wrong.
        for (const { must } of problems) expect(must).toMatch(/Sid|10240 characters/);
        fc.pre(problems.length === 0);
        const [{ access } = {}] = repositoriesOf(complete);
        fc.pre(access !== undefined && grantsAnything(access));
        const text = writtenPolicy(access!, policyPlace(complete)).replaceAll("$${", () => "${");
        expect(text.length).toBeLessThanOrEqual(10_240);
        const statements: Record<string, unknown>[] = JSON.parse(text).Statement;
        const { statements: read, unreadable } = readRepositoryPolicy(text);
        expect(unreadable).toEqual([]);
        expect(read).toHaveLength(statements.length);
        const actions = read.flatMap((statement) => statement.actions);
        expect(actions.filter((action) => actionProblem(action) !== undefined)).toEqual([]);
        for (const statement of statements) expect(statement).not.toHaveProperty("Resource");
        const sids = statements.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
        expect(new Set(sids).size).toBe(sids.length);
      },
    ),
    { numRuns: 300 },
  );
});
