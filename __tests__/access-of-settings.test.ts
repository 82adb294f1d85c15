import { describe, expect, it } from "vitest";
import { compareAccess } from "../policies/access/access-comparison.ts";
import { NO_ACCESS, type RepositoryAccess } from "../policies/access/access-policy.ts";
import { accessorWords } from "../policies/access/accessor-words.ts";
import { accessorsOf, PULL_NEEDS, PUSH_NEEDS } from "../policies/access/accessors.ts";
import type { PullGrants } from "../policies/access/grants.ts";
import { policyPlace } from "../settings/access/repository-access.ts";
import { withGrants, writtenPolicy } from "../settings/access/written-access.ts";
import { checkEnvironment } from "../settings/check-environment.ts";
import { policyJson, policyText } from "../settings/policy-text.ts";
import { repositoriesOf } from "../settings/repository.ts";
import { EVERY_PULL, EVERY_PUSH, OTHER, OWN } from "./support/access.ts";

const PLACE = policyPlace({ region: "us-east-1", accountId: OWN });
const write = (access: Partial<RepositoryAccess>) =>
  writtenPolicy({ ...NO_ACCESS, ...access }, PLACE);
const ROLE = `arn:aws:iam::${OTHER}:role/ci`;
const STATEMENT = {
  Sid: "Own",
  Effect: "Allow",
  Principal: { AWS: ROLE },
  Action: "ecr:ListImages",
};
const ALL: RepositoryAccess = {
  crossAccountIds: ["444444444444"],
  pull: EVERY_PULL,
  push: EVERY_PUSH,
  openToEveryAwsAccount: false,
  policyStatements: [STATEMENT],
};

/** Access without one list of grants. */
function without(kind: "pull" | "push", name: string): RepositoryAccess {
  const { [name as keyof PullGrants]: _, ...rest } = ALL[kind] as PullGrants;
  return { ...ALL, [kind]: rest };
}

describe("review compares what the settings write:", () => {
  it.each<[what: string, access: RepositoryAccess, words: RegExp]>([
    ["crossAccountIds", { ...ALL, crossAccountIds: [] }, /^account 444444444444 \w+ .*GetDownload/],
    ["policyStatements", { ...ALL, policyStatements: [] }, /role\/ci \w+ ecr:ListImages .*"Own"/],
    ["accounts", without("pull", "accountIds"), /^account 333333333333 \w+ .*GetDownload/],
    ["roles", without("pull", "principalArns"), /role\/ci \w+ ecr:GetDownload/],
    [
      "organizations",
      without("pull", "organizationIds"),
      /^organization o-a1b2c3d4e5 \w+ .*GetDownload\S+ \(statement "AllowOrganizationPull"\)$/m,
    ],
    [
      "parts of organizations",
      without("pull", "organizationPaths"),
      /^organization path o-a1b2c3d4e5\/r-ab12\/ou-ab12-11111111\/\* \w+ .*GetDownload/m,
    ],
    [
      "Lambda functions",
      without("pull", "lambdaAccountIds"),
      /^lambda\.amazonaws\.com .* is like arn:aws:lambda:us-east-1:111111111111:function:\*/m,
    ],
    ["services", without("pull", "services"), /^codebuild\..* aws:SourceAccount is 111111111111/m],
    ["accounts that push", without("push", "accountIds"), /^account 111111111111 \w+ .*PutImage/],
    ["roles that push", without("push", "principalArns"), /role\/ci \w+ .*PutImage/],
    [
      "organizations that push",
      without("push", "organizationIds"),
      /^organization o-a1b2c3d4e5 \w+ .*PutImage/,
    ],
    [
      "parts of organizations that push",
      without("push", "organizationPaths"),
      /^organization path o-a1b2c3d4e5\/\S+ \w+ .*PutImage/,
    ],
    [
      "services that push",
      without("push", "services"),
      /^codebuild\.amazonaws\.com \w+ .*PutImage/,
    ],
  ])("%s that go are a loss, and that come a gain", (_what, less, words) => {
    const lost = compareAccess(write(ALL), write(less));
    expect(lost.losses.join("\n")).toMatch(words);
    expect(lost.losses.join("\n")).toContain(" loses ");
    expect(lost.gains).toEqual([]);
    const gained = compareAccess(write(less), write(ALL));
    expect(gained.losses).toEqual([]);
    expect(gained.gains.join("\n")).toMatch(words);
    expect(gained.gains.join("\n")).toContain(" gains ");
  });

  it("everyone that goes is a loss, and whoever has access besides keeps it", () => {
    const open = { ...ALL, openToEveryAwsAccount: true };
    expect(compareAccess(write(open), write(ALL))).toEqual({
      losses: [expect.stringMatching(/^everyone loses .*"AllowEveryAwsAccountPull"\), but /)],
      gains: [],
    });
    expect(compareAccess(write(ALL), write(open)).losses).toEqual([]);
  });

  it.each<[what: string, wide: PullGrants, narrow: PullGrants]>([
    [
      "an organization of two",
      { organizationIds: ["o-a1b2c3d4e5", "o-f6g7h8i9j0"] },
      { organizationIds: ["o-a1b2c3d4e5"] },
    ],
    [
      "a unit of a unit",
      { organizationPaths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"] },
      { organizationPaths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"] },
    ],
    [
      "one account's functions",
      { lambdaAccountIds: [OTHER, "333333333333"] },
      { lambdaAccountIds: [OTHER] },
    ],
    [
      "one source of a service",
      { services: [{ service: "codebuild.amazonaws.com", sourceAccountIds: [OTHER, OWN] }] },
      { services: [{ service: "codebuild.amazonaws.com", sourceAccountIds: [OTHER] }] },
    ],
  ])("%s is less, and the other way round no loss", (_what, wide, narrow) => {
    expect(compareAccess(write({ pull: wide }), write({ pull: narrow })).losses).not.toEqual([]);
    expect(compareAccess(write({ pull: narrow }), write({ pull: wide })).losses).toEqual([]);
  });

  it("the unit alone does not cover the units below it", () => {
    const path = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/";
    const { losses } = compareAccess(
      write({ pull: { organizationPaths: [`${path}*`] } }),
      write({ pull: { organizationPaths: [path] } }),
    );
    expect(losses).toHaveLength(1);
  });

  it("wildcards of ARNs are not compared with what they match: they end at colons", () => {
    const service = (sourceArns: string[]) => ({
      pull: { services: [{ service: "codebuild.amazonaws.com", sourceArns }] },
    });
    const { losses } = compareAccess(
      write(service([`arn:aws:codebuild:us-east-1:${OTHER}:project/a`])),
      write(service([`arn:aws:codebuild:*:${OTHER}:project/*`])),
    );
    expect(losses).toHaveLength(1);
  });

  it("what it cannot read cannot be compared", () => {
    const odd = JSON.stringify({ Statement: { ...STATEMENT, NotPrincipal: "*" } });
    expect(compareAccess(write(ALL), odd).losses).toContainEqual(
      expect.stringContaining("cannot be compared: it has the key NotPrincipal"),
    );
  });
});

describe("those who have access", () => {
  const words = (access: Partial<RepositoryAccess>, actions = PULL_NEEDS) =>
    accessorsOf(write(access), actions)?.map(accessorWords);

  it("are named by what was granted", () => {
    expect(words(ALL)).toEqual([
      "444444444444",
      "111111111111",
      "333333333333",
      ROLE,
      "organization o-a1b2c3d4e5",
      "organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*",
      "Lambda in 111111111111",
      "Lambda in 222222222222",
      "codebuild.amazonaws.com for 111111111111",
      `codebuild.amazonaws.com if aws:SourceArn is like arn:aws:codebuild:us-east-1:${OWN}:project/* and aws:SourceAccount is ${OWN}`,
    ]);
    expect(words(ALL, PUSH_NEEDS)).toEqual([
      "111111111111",
      ROLE,
      "organization o-a1b2c3d4e5",
      "organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*",
      "codebuild.amazonaws.com for 111111111111",
      expect.stringContaining("codebuild.amazonaws.com if "),
    ]);
    expect(words({ openToEveryAwsAccount: true })).toEqual(["every AWS account"]);
    expect(words({ openToEveryAwsAccount: true }, PUSH_NEEDS)).toEqual([]);
  });

  const allow = (Action: string | string[], Condition?: object) => ({
    Effect: "Allow",
    Principal: { AWS: OTHER },
    Action,
    ...(Condition && { Condition }),
  });
  const ofTeam = (team: string) => ({ StringEquals: { "aws:PrincipalTag/team": team } });

  it.each<[string, object[], unknown[]]>([
    [
      "under a condition",
      [allow(PULL_NEEDS, ofTeam("a"))],
      [`${OTHER} if aws:PrincipalTag/team is a`],
    ],
    [
      "without one, if a statement has none",
      [allow(PULL_NEEDS, ofTeam("a")), allow(PULL_NEEDS)],
      [OTHER],
    ],
    [
      "under either condition",
      [allow(PULL_NEEDS, ofTeam("a")), allow(PULL_NEEDS, ofTeam("b"))],
      [`${OTHER} if aws:PrincipalTag/team is a`, `${OTHER} if aws:PrincipalTag/team is b`],
    ],
    [
      "whatever else they may do without one",
      [allow("ecr:ListImages"), allow(PULL_NEEDS, ofTeam("a"))],
      [`${OTHER} if aws:PrincipalTag/team is a`],
    ],
    [
      "under both conditions, if each statement has a half",
      [allow(PULL_NEEDS[0]!, ofTeam("a")), allow(PULL_NEEDS[1]!)],
      [`${OTHER} if aws:PrincipalTag/team is a`],
    ],
    [
      "under everyone's condition, if everyone has the other half",
      [
        allow([PULL_NEEDS[0]!]),
        allow("ecr:ListImages", ofTeam("b")),
        { ...allow(PULL_NEEDS[1]!, ofTeam("a")), Principal: "*" },
      ],
      [`${OTHER} if aws:PrincipalTag/team is a`],
    ],
    [
      "not by another action under everyone's condition",
      [allow("ecr:ListImages"), { ...allow(PULL_NEEDS, ofTeam("a")), Principal: "*" }],
      ["every AWS account if aws:PrincipalTag/team is a"],
    ],
    [
      "once",
      [allow("ecr:*", ofTeam("a")), allow(PULL_NEEDS, ofTeam("a"))],
      [`${OTHER} if aws:PrincipalTag/team is a`],
    ],
  ])("have it %s", (_how, policyStatements, expected) => {
    expect(words({ policyStatements })).toEqual(expected);
  });

  it.each<[string, object, string]>([
    [
      "an organization in a network",
      {
        IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
        StringEquals: { "aws:PrincipalOrgId": "o-1" },
      },
      "organization o-1 if aws:SourceIp is in 203.0.113.0/24",
    ],
    [
      "networks",
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.7"] } },
      "network 203.0.113.0/24 or 198.51.100.7",
    ],
    ["a VPC", { StringEquals: { "aws:SourceVpc": "vpc-1a2b" } }, "VPC vpc-1a2b"],
    ["an endpoint", { StringLike: { "aws:sourceVpce": "vpce-1a2b" } }, "VPC endpoint vpce-1a2b"],
    [
      "not the organization that is left out",
      { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } },
      'every AWS account if {"StringNotEquals":{"aws:PrincipalOrgID":["o-1"]}}',
    ],
    [
      "not an organization that may be missing",
      { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } },
      'every AWS account if {"StringEqualsIfExists":{"aws:PrincipalOrgID":["o-1"]}}',
    ],
  ])("of everyone are named by the condition: %s", (_who, Condition, expected) => {
    const statement = { Effect: "Allow", Principal: "*", Action: PULL_NEEDS, Condition };
    expect(words({ policyStatements: [statement] })).toEqual([expected]);
  });

  it("are not called Lambda in an account, if other functions may be meant", () => {
    const lambda = (aws: object) => ({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: PULL_NEEDS,
      Condition: { StringLike: aws },
    });
    const one = `arn:aws:lambda:us-east-1:${OTHER}:function:api`;
    for (const arn of [one, "arn:aws:lambda:*:*:function:*", `${one.slice(0, -3)}*/x`]) {
      const policyStatements = [lambda({ "aws:SourceArn": arn })];
      expect(words({ policyStatements })).toEqual([
        `lambda.amazonaws.com if aws:SourceArn is like ${arn}`,
      ]);
    }
  });
});

describe("a policy in Terraform's configuration", () => {
  it.each(['{"a":"${aws:username} %{x} $5 50%"}', '{"a":"$ {x}"}'])(
    "is read as it was meant: %s",
    (json) => {
      expect(policyJson(policyText(json))).toBe(json);
    },
  );

  it("has expressions as they are written", () => {
    const arn = '${aws_iam_role.all["a"].arn}';
    const { settings } = checkEnvironment("qa", { environment: "qa" });
    const [{ access } = { access: NO_ACCESS }] = repositoriesOf(settings);
    const text = writtenPolicy(withGrants(access, "pull", { principalArns: [arn] }), PLACE);
    expect(text).toContain(`["${arn}"]`);
    expect(accessorsOf(policyJson(text), PULL_NEEDS)?.map(accessorWords)).toEqual([arn]);
  });
});
