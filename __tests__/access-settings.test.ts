import { Lazy } from "cdktf";
import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { checkModule } from "../settings/module-settings.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { problemLines } from "./support/problem-lines.ts";

const OWN = "222222222222";
const OTHER = "111111111111";
const ROLE = `arn:aws:iam::${OTHER}:role/ci/deploy`;
const PATH = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/";
const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const statement = { Effect: "Allow", Principal: { AWS: OTHER }, Action: PULL };
const everyone = { ...statement, Principal: "*" };
const ofOrganization = { StringEquals: { "aws:PrincipalOrgID": ["o-a1b2c3d4e5"] } };
const codebuild = { service: "codebuild.amazonaws.com", sourceAccountIds: [OTHER] };

const API: RepositorySettings = { component: "api", name: "api", purpose: "API" };

const problemsOf = (settings: object, repository: object = {}) =>
  problemLines(
    checkEnvironment("qa", {
      environment: "qa",
      accountId: OWN,
      ...settings,
      repositories: [{ ...API, ...repository }],
    } as EnvironmentSettings).problems,
  );

const accounts = (count: number) =>
  Array.from({ length: count }, (_, index) => `${100000000000 + index}`);

type Rule = [rule: string, good: unknown, bad: unknown, problem: string];

describe("the rules of grants", () => {
  it.each<Rule>([
    ["an object", {}, [], "pull is []: must be an object"],
    [
      "known keys",
      { accountIds: [] },
      { accounts: [OTHER] },
      "pull.accounts is [ '111111111111' ]: must be one of the settings accountIds, organizationIds",
    ],
    [
      "accountIds: 12 digits",
      { accountIds: [OTHER] },
      { accountIds: ["1"] },
      'pull.accountIds[0] is "1": must be 12 digits',
    ],
    [
      "accountIds: a list",
      { accountIds: [] },
      { accountIds: OTHER },
      `pull.accountIds is "${OTHER}": must be a list of strings`,
    ],
    [
      "accountIds: others",
      { accountIds: [OTHER] },
      { accountIds: [OTHER, OWN] },
      `pull.accountIds[1] is "${OWN}": must not be the environment's own account`,
    ],
    [
      "accountIds: each once",
      { accountIds: [OTHER] },
      { accountIds: [OTHER, OTHER] },
      `pull.accountIds[1] is "${OTHER}": must be listed once`,
    ],
    [
      "organizationIds: of AWS",
      { organizationIds: ["o-a1b2c3d4e5", `o-${"a".repeat(32)}`] },
      { organizationIds: ["o-a1b2c3d4"] },
      'pull.organizationIds[0] is "o-a1b2c3d4": must be an organization\'s id',
    ],
    [
      "organizationIds: length",
      { organizationIds: [] },
      { organizationIds: [`o-${"a".repeat(33)}`] },
      "must be an organization's id",
    ],
    [
      "organizationIds: no wildcard",
      { organizationIds: [] },
      { organizationIds: ["*"] },
      'pull.organizationIds[0] is "*": must be an organization\'s id',
    ],
    [
      "organizationPaths: of AWS",
      { organizationPaths: [PATH, `${PATH}*`, "o-a1b2c3d4e5/*", `${PATH}ou-*`] },
      { organizationPaths: ["*"] },
      'pull.organizationPaths[0] is "*": must be a path of an organization that ends with / or *',
    ],
    [
      "organizationPaths: no unit whose id begins alike",
      { organizationPaths: [PATH] },
      { organizationPaths: [PATH.slice(0, -1)] },
      "must be a path of an organization that ends with / or *",
    ],
    [
      "organizationPaths: an organization first",
      { organizationPaths: [PATH] },
      { organizationPaths: ["r-ab12/ou-ab12-11111111/"] },
      "must be a path of an organization",
    ],
    [
      "organizationPaths: the root before a unit",
      { organizationPaths: [PATH, "o-a1b2c3d4e5/", "o-a1b2c3d4e5/r-ab12/ou-*"] },
      { organizationPaths: ["o-a1b2c3d4e5/ou-ab12-11111111/*"] },
      "must be a path of an organization that ends with / or *, from its root to the unit",
    ],
    [
      "principalArns: a role or a user",
      { principalArns: [ROLE, `arn:aws:iam::${OWN}:user/ci`] },
      { principalArns: [`arn:aws:iam::${OTHER}:group/ci`] },
      "must be the ARN of an IAM role or user without wildcards",
    ],
    [
      "principalArns: no wildcard",
      { principalArns: [] },
      { principalArns: [`arn:aws:iam::${OTHER}:role/*`] },
      "must be the ARN of an IAM role or user without wildcards",
    ],
    [
      "principalArns: no account",
      { principalArns: [] },
      { principalArns: [`arn:aws:iam::${OTHER}:root`] },
      'pull.principalArns[0] is "arn:aws:iam::111111111111:root": must not be an account: list its 12 digits in accountIds',
    ],
    [
      "principalArns: no session",
      { principalArns: [] },
      { principalArns: [`arn:aws:sts::${OTHER}:assumed-role/ci/session`] },
      "must not be a session of a role: AWS stores the role",
    ],
    [
      "principalArns: in the partition",
      { principalArns: [ROLE] },
      { principalArns: [ROLE.replace("aws", "aws-cn")] },
      "must be in the partition of the environment's region, arn:aws:…",
    ],
    [
      "principalArns: each once",
      { principalArns: [ROLE] },
      { principalArns: [ROLE, ROLE] },
      `pull.principalArns[1] is "${ROLE}": must be listed once`,
    ],
    [
      "lambdaAccountIds: 12 digits, the own account's too",
      { lambdaAccountIds: [OWN, OTHER] },
      { lambdaAccountIds: ["x"] },
      'pull.lambdaAccountIds[0] is "x": must be 12 digits',
    ],
    [
      "services: a principal",
      { services: [codebuild] },
      { services: [{ ...codebuild, service: "codebuild" }] },
      'pull.services[0].service is "codebuild": must be the principal of an AWS service',
    ],
    [
      "services: with a source",
      {
        services: [
          { service: codebuild.service, sourceArns: [`arn:aws:codebuild:*:${OTHER}:project/*`] },
        ],
      },
      { services: [{ service: codebuild.service, sourceArns: [] }] },
      "pull.services[0] is { service: 'codebuild.amazonaws.com', sourceArns: [] }: must have sourceAccountIds or sourceArns",
    ],
    [
      "services: sources of an account",
      { services: [codebuild] },
      {
        services: [{ service: codebuild.service, sourceArns: ["arn:aws:codebuild:*:*:project/*"] }],
      },
      "must be an ARN with an account of 12 digits",
    ],
    [
      "services: sources in the partition",
      { services: [codebuild] },
      { services: [{ ...codebuild, sourceArns: [`arn:aws-cn:codebuild:*:${OTHER}:project/*`] }] },
      'pull.services[0].sourceArns[0] is "arn:aws-cn:codebuild:*:111111111111:project/*": must be in the partition',
    ],
    [
      "services: each once",
      { services: [codebuild, { ...codebuild, sourceAccountIds: [OWN] }] },
      { services: [codebuild, codebuild] },
      "must be listed once",
    ],
  ])("pull, %s", (_rule, good, bad, problem) => {
    expect(problemsOf({ pull: good })).toEqual([]);
    expect(problemsOf({ pull: bad })).toEqual([expect.stringContaining(problem)]);
    expect(problemsOf({}, { pull: bad })).toEqual([
      expect.stringContaining(problem.replace(/^pull/, 'qa.repositories["api"].pull')),
    ]);
  });

  it("push has no Lambda functions: they only run images", () => {
    expect(problemsOf({ push: { accountIds: [OTHER], services: [codebuild] } })).toEqual([]);
    expect(problemsOf({ push: { lambdaAccountIds: [OTHER] } })).toEqual([
      expect.stringMatching(/^qa\.push\.lambdaAccountIds is .+: must be one of the settings/),
    ]);
  });

  it("are reported with all other problems", () => {
    expect(
      problemsOf(
        { maxImageCount: -1, pull: { accountIds: ["1"] } },
        { policyStatements: [{ ...statement, Action: "s3:GetObject" }] },
      ),
    ).toHaveLength(3);
  });
});

describe("the rules of statements of one's own", () => {
  const at = 'qa.repositories["api"].policyStatements';
  it.each<Rule>([
    ["a list", [], {}, "policyStatements is {}: must be a list of statements"],
    ["objects", [statement], ["x"], 'policyStatements[0] is "x": must be an object'],
    [
      "no Resource",
      [statement],
      [{ ...statement, Resource: "*" }],
      'policyStatements[0].Resource is "*": must be left out: the policy is of one repository',
    ],
    [
      "no NotResource",
      [statement],
      [{ ...statement, NotResource: "*" }],
      "policyStatements[0].NotResource is",
    ],
    [
      "no NotPrincipal",
      [statement],
      [{ ...statement, NotPrincipal: "*" }],
      'policyStatements[0].NotPrincipal is "*": must be left out: name the principals in Principal',
    ],
    [
      "no NotAction",
      [statement],
      [{ ...statement, NotAction: "ecr:PutImage" }],
      "policyStatements[0].NotAction is",
    ],
    [
      "known keys",
      [{ ...statement, Sid: "Own" }],
      [{ ...statement, Actions: [] }],
      "policyStatements[0].Actions is []: must be one of the keys Sid, Effect, Principal, Action, Condition",
    ],
    [
      "a principal",
      [statement],
      [{ ...statement, Principal: undefined }],
      'policyStatements[0].Principal is not set: must be "*" or an object',
    ],
    [
      "a known form of principal",
      [{ ...statement, Principal: { Service: "lambda.amazonaws.com", AWS: [ROLE, OTHER] } }],
      [{ ...statement, Principal: { Aws: OTHER } }],
      "policyStatements[0].Principal is { Aws: '111111111111' }: must be",
    ],
    [
      "a known name of a principal",
      [{ ...statement, Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }],
      [{ ...statement, Principal: { AWS: "arn:aws:iam::1:root" } }],
      'policyStatements[0].Principal is "arn:aws:iam::1:root": must be *, an account\'s 12 digits',
    ],
    [
      "no wildcard of a service",
      [{ ...statement, Principal: { Service: "lambda.amazonaws.com" } }],
      [{ ...statement, Principal: { Service: "*" } }],
      'policyStatements[0].Principal is "Service *": must be *, an account',
    ],
    [
      "no wildcard of a provider",
      [{ ...statement, Principal: { Federated: "cognito-identity.amazonaws.com" } }],
      [{ ...statement, Principal: { Federated: "*" } }],
      'policyStatements[0].Principal is "Federated *": must be',
    ],
    [
      "no variable",
      [{ ...statement, Principal: { AWS: [ROLE, `${ROLE}-2`] } }],
      [{ ...statement, Principal: { AWS: `arn:aws:iam::${OTHER}:user/\${aws:username}` } }],
      "policyStatements[0].Principal is",
    ],
    [
      "no list without a name",
      [{ ...statement, Principal: { AWS: [OTHER], Service: ["lambda.amazonaws.com"] } }],
      [{ ...statement, Principal: { AWS: [], Service: "lambda.amazonaws.com" } }],
      "policyStatements[0].Principal is { AWS: [], Service: 'lambda.amazonaws.com' }: must be",
    ],
    [
      "each principal once",
      [{ ...statement, Principal: { AWS: [OTHER, "333333333333"] } }],
      [{ ...statement, Principal: { AWS: [OTHER, `arn:aws:iam::${OTHER}:root`] } }],
      `policyStatements[0].Principal is "${OTHER}": must be named once`,
    ],
    [
      "in the partition",
      [{ ...statement, Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }],
      [{ ...statement, Principal: { AWS: `arn:aws-cn:iam::${OTHER}:root` } }],
      `policyStatements[0].Principal is "arn:aws-cn:iam::${OTHER}:root": must be in the partition`,
    ],
    [
      "known operators",
      [{ ...statement, Condition: { "ForAnyValue:StringNotLikeIfExists": { k: "v" } } }],
      [{ ...statement, Condition: { StringEqual: { k: "v" } } }],
      'policyStatements[0].Condition is "StringEqual": must have condition operators of IAM',
    ],
    [
      "no value that JSON does not have",
      [{ ...statement, Condition: { NumericLessThan: { k: 1 } } }],
      [{ ...statement, Condition: { NumericLessThan: { k: Number.NaN } } }],
      "policyStatements[0].Condition is { NumericLessThan: { k: NaN } }: must be",
    ],
    [
      "no session",
      [statement],
      [{ ...statement, Principal: { AWS: `arn:aws:sts::${OTHER}:assumed-role/ci/x` } }],
      "must not be a session of a role",
    ],
    [
      "an effect",
      [{ ...statement, Effect: "Deny" }],
      [{ ...statement, Effect: "allow" }],
      'policyStatements[0].Effect is "allow": must be Allow or Deny',
    ],
    [
      "an action",
      [statement],
      [{ ...statement, Action: undefined }],
      "policyStatements[0].Action is not set: must be an action or a list of actions",
    ],
    [
      "more than no action",
      [statement],
      [{ ...statement, Action: [] }],
      "policyStatements[0].Action is []: must be an action or a list of actions",
    ],
    [
      "ECR's actions",
      [{ ...statement, Action: "ecr:listimages" }],
      [{ ...statement, Action: "ecr:GetImage" }],
      'policyStatements[0].Action is "ecr:GetImage": must be ECR\'s',
    ],
    [
      "of no other service",
      [statement],
      [{ ...statement, Action: [...PULL, "s3:GetObject"] }],
      'policyStatements[0].Action[2] is "s3:GetObject": must be ECR\'s',
    ],
    [
      "patterns that match one",
      [{ ...statement, Action: ["ecr:*", "ecr:Get*", "ecr:?utImage"] }],
      [{ ...statement, Action: "ecr:Gets*" }],
      'policyStatements[0].Action is "ecr:Gets*": must be ECR\'s',
    ],
    [
      "no pattern of all services",
      [statement],
      [{ ...statement, Action: "*" }],
      'policyStatements[0].Action is "*": must be ECR\'s',
    ],
    [
      "no login",
      [statement],
      [{ ...statement, Action: "ecr:GetAuthorizationToken" }],
      "must not be ecr:GetAuthorizationToken: it is an action on the registry. It belongs in an IAM policy",
    ],
    [
      "a condition",
      [{ ...statement, Condition: ofOrganization }],
      [{ ...statement, Condition: { StringEquals: "x" } }],
      "policyStatements[0].Condition is { StringEquals: 'x' }: must be an object such as",
    ],
    [
      "a condition with values",
      [statement],
      [{ ...statement, Condition: { StringEquals: { "aws:PrincipalOrgID": [] } } }],
      "policyStatements[0].Condition is",
    ],
    [
      "a Sid",
      [{ ...statement, Sid: "Own" }],
      [{ ...statement, Sid: 1 }],
      "policyStatements[0].Sid is 1: must be a string",
    ],
    [
      "each Sid once",
      [{ ...statement, Sid: "A" }, { ...statement, Sid: "B" }, statement, statement],
      [
        { ...statement, Sid: "A" },
        { ...statement, Sid: "A" },
      ],
      'policyStatements[1].Sid is "A": must differ from the Sid of every other statement',
    ],
    [
      "not for everyone",
      [
        { ...everyone, Condition: ofOrganization },
        { ...everyone, Effect: "Deny" },
      ],
      [everyone],
      'policyStatements[0].Principal is "*": must not be * without a condition that names an organization, account, role or network, unless the repository sets openToEveryAwsAccount',
    ],
    [
      "not for everyone in a list",
      [statement],
      [{ ...statement, Principal: { AWS: [OTHER, "*"] } }],
      "policyStatements[0].Principal is",
    ],
  ])("%s", (_rule, good, bad, problem) => {
    expect(problemsOf({ policyStatements: good })).toEqual([]);
    expect(problemsOf({ policyStatements: bad })).toEqual([expect.stringContaining(problem)]);
    expect(problemsOf({}, { policyStatements: bad })).toEqual([
      expect.stringContaining(problem.replace(/^policyStatements/, at)),
    ]);
  });

  it.each([
    {},
    { StringLike: { "aws:PrincipalArn": "*" } },
    { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    { StringNotEquals: { "aws:PrincipalAccount": OTHER } },
    { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": PATH } },
    { Null: { "aws:PrincipalOrgID": true } },
    { Bool: { "aws:SecureTransport": true } },
    { StringEquals: { "aws:SecureTransport": "true" } },
    { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
    { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "::/0"] } },
    { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } },
    { StringLike: { "aws:PrincipalArn": "arn:*" } },
    { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } },
    { StringLike: { "aws:PrincipalAccount": "????????????" } },
    { StringLike: { "aws:PrincipalOrgID": "o-*" } },
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": [PATH, "o-*"] } },
    { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } },
    { StringEquals: { "aws:PrincipalTag/team": "x" } },
    { StringEquals: { "aws:PrincipalType": ["Account", "User", "AssumedRole"] } },
    { StringLike: { "aws:UserAgent": "docker*" } },
    { DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } },
  ])("a condition that leaves nearly nobody out is none: %o", (Condition) => {
    const problems = problemsOf({}, { policyStatements: [{ ...everyone, Condition }] });
    expect(problems).toEqual([expect.stringContaining("must not be * without a condition")]);
  });

  it.each([
    { StringEquals: { "aws:PrincipalAccount": [OTHER, OWN] } },
    { StringLike: { "aws:principalarn": `arn:aws:iam::${OTHER}:role/ci-*` } },
    { ArnLike: { "aws:SourceArn": `arn:aws:codebuild:*:${OTHER}:project/*` } },
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${PATH}*` } },
    { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
    { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } },
    { StringEquals: { "aws:PrincipalOrgID": Lazy.stringValue({ produce: () => "${x}" }) } },
    { Bool: { "aws:SecureTransport": true }, StringEquals: { "aws:PrincipalAccount": OTHER } },
  ])("a condition that names who it is lets in nobody else: %o", (Condition) => {
    expect(problemsOf({}, { policyStatements: [{ ...everyone, Condition }] })).toEqual([]);
  });

  it("the Sids that generated statements have are taken", () => {
    const policyStatements = [{ ...statement, Sid: "AllowPull" }];
    const repository = { pull: { accountIds: [OTHER] } };
    const problem = `must differ from the Sid of every other statement`;
    expect(problemsOf({ policyStatements })).toEqual([]);
    expect(problemsOf({ policyStatements }, repository)).toEqual([
      expect.stringMatching(`^qa.policyStatements\\[0\\].Sid is "AllowPull": ${problem}`),
    ]);
    expect(problemsOf({}, { ...repository, policyStatements })).toEqual([
      expect.stringContaining(problem),
    ]);
  });
});

describe("openToEveryAwsAccount", () => {
  it("lets a repository's statements and its policy have everyone", () => {
    const open = { openToEveryAwsAccount: true };
    const repositoryPolicy = { Statement: everyone };
    expect(problemsOf({}, { ...open, policyStatements: [everyone] })).toEqual([]);
    expect(problemsOf({}, { ...open, repositoryPolicy })).toEqual([]);
    expect(problemsOf({}, { repositoryPolicy })).toEqual([
      expect.stringContaining('repositoryPolicy.Statement.Principal is "*": must not be *'),
    ]);
    expect(problemsOf({ policyStatements: [everyone] }, open)).toHaveLength(1);
  });

  it("is a boolean of a repository", () => {
    expect(problemsOf({}, { openToEveryAwsAccount: "yes" })).toEqual([
      expect.stringContaining('openToEveryAwsAccount is "yes": must be true or false'),
    ]);
    expect(problemsOf({ openToEveryAwsAccount: true })).toEqual([
      expect.stringContaining("qa.openToEveryAwsAccount is true: must be one of the settings"),
    ]);
  });
});

describe("a repository policy word for word", () => {
  const policy = { Version: "2012-10-17", Statement: [statement] };

  it("is judged by its JSON, which is written", () => {
    const open = { toJSON: () => ({ Statement: everyone }) };
    const repositoryPolicy = Object.assign(Object.create(open), policy);
    expect(problemsOf({}, { repositoryPolicy })).toEqual([
      expect.stringContaining('repositoryPolicy.Statement.Principal is "*": must not be *'),
    ]);
    const circle: Record<string, unknown> = { ...policy };
    circle.Id = circle;
    expect(problemsOf({}, { repositoryPolicy: circle })).toEqual([
      expect.stringContaining("must be readable: reading it throws this error"),
    ]);
  });

  it.each<[string, unknown]>([
    ["an object", policy],
    ["a text", JSON.stringify(policy, null, 2)],
    ["one statement without a list", { Statement: statement }],
  ])("may be %s", (_form, repositoryPolicy) => {
    expect(problemsOf({}, { repositoryPolicy })).toEqual([]);
  });

  it.each<[unknown, string]>([
    [[], 'is []: must be "unmanaged", a policy as an object or as JSON text'],
    ["{", 'is "{": must be "unmanaged"'],
    [{ ...policy, Statements: [] }, "repositoryPolicy.Statements is []: must be one of the keys"],
    [{ ...policy, Version: "2012" }, 'repositoryPolicy.Version is "2012": must be 2012-10-17 or'],
    [{}, "repositoryPolicy.Statement is not set: must be a statement or a list of statements"],
    [{ Statement: [] }, "repositoryPolicy.Statement is []: must be a statement or a list"],
    [
      { Statement: [{ ...statement, Resource: "*" }] },
      'repositories["api"].repositoryPolicy.Statement[0].Resource is "*": must be left out',
    ],
    [
      JSON.stringify({ Statement: { ...statement, Action: ["ecr:X"] } }),
      'repositories["api"].repositoryPolicy.Statement.Action[0] is "ecr:X": must be ECR',
    ],
    [
      {
        Statement: [
          { ...statement, Sid: "A" },
          { ...statement, Sid: "A" },
        ],
      },
      "repositoryPolicy.Statement[1].Sid is",
    ],
    [
      { Statement: [{ ...statement, Principal: { AWS: accounts(900) } }] },
      "must be at most 10240 characters",
    ],
  ])("keeps the rules: %#", (repositoryPolicy, problem) => {
    expect(problemsOf({}, { repositoryPolicy })).toEqual([expect.stringContaining(problem)]);
  });

  it.each(["pull", "push", "policyStatements", "crossAccountIds"])(
    "takes the place of the environment's %s, and stands beside none of the repository's own",
    (name) => {
      const value = name.startsWith("pu") ? {} : [];
      expect(problemsOf({ [name]: value }, { repositoryPolicy: policy })).toEqual([]);
      expect(problemsOf({}, { repositoryPolicy: policy, [name]: value })).toEqual([
        expect.stringMatching(`repositories\\["api"\\].${name} is .+: must be left out`),
      ]);
    },
  );
});

describe("an unmanaged repository policy", () => {
  it.each<[string, object, object]>([
    ["pull", { accountIds: [OTHER] }, {}],
    ["push", { accountIds: [OTHER] }, {}],
    ["policyStatements", [statement], []],
  ])("does not go with %s", (name, value, none) => {
    const unmanaged = { repositoryPolicy: "unmanaged" };
    const problem = [
      expect.stringMatching(
        `repositoryPolicy is "unmanaged": must not be combined with .*${name}.+Set \`${name}: `,
      ),
    ];
    expect(problemsOf({ [name]: value }, unmanaged)).toEqual(problem);
    expect(problemsOf({}, { ...unmanaged, [name]: value })).toEqual(problem);
    expect(problemsOf({ [name]: value }, { ...unmanaged, [name]: none })).toEqual([]);
  });

  it("does not go with openToEveryAwsAccount", () => {
    expect(problemsOf({}, { repositoryPolicy: "unmanaged", openToEveryAwsAccount: true })).toEqual([
      expect.stringContaining("must not be combined with openToEveryAwsAccount"),
    ]);
  });
});

describe("a policy that is too long", () => {
  const fits = (problems: string[]) =>
    Number(problems[0]?.match(/must be at most (\d+) entr/)?.[1]);

  it("names the longest list, and how much of it fits", () => {
    const pull = (count: number) => ({
      organizationIds: ["o-a1b2c3d4e5"],
      accountIds: accounts(count),
    });
    const problems = problemsOf({ pull: pull(400) });
    expect(problems).toEqual([
      expect.stringMatching(
        /^qa\.pull\.accountIds is "400 entries": must be at most \d+ entries of these lengths beside the other grants, so that the repository policy is at most 10240 characters, not \d+ \(ECR API, SetRepositoryPolicy\)$/,
      ),
    ]);
    const most = fits(problems);
    expect(problemsOf({ pull: pull(most) })).toEqual([]);
    expect(problemsOf({ pull: pull(most + 1) })).toHaveLength(1);
  });

  it("is found soon, however long it is", () => {
    const start = performance.now();
    expect(problemsOf({ pull: { accountIds: accounts(5_000) } })).toEqual([
      expect.stringContaining("must be at most 304 entries of these lengths"),
    ]);
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it("is one of a repository, if the list is the repository's", () => {
    const problems = problemsOf(
      { pull: { accountIds: accounts(10) } },
      { push: { accountIds: accounts(300) } },
    );
    expect(problems).toEqual([
      expect.stringMatching(/^qa\.repositories\["api"\]\.push\.accountIds is "300 entries"/),
    ]);
  });

  it("may have no room at all for a list", () => {
    const policyStatements = [{ ...statement, Principal: { AWS: accounts(670) } }];
    const problems = problemsOf({ policyStatements: [...policyStatements, statement] });
    expect(problems).toEqual([expect.stringMatching(/^qa\.policyStatements is "2 entries"/)]);
    expect(fits(problems)).toBe(1);
  });

  it("names a statement that is too long alone, and the most that it may have", () => {
    const long = (count: number) => ({ ...statement, Sid: "x".repeat(count) });
    const problems = problemsOf({ policyStatements: [long(10_240), statement] });
    expect(problems).toEqual([
      expect.stringMatching(
        /^qa\.policyStatements\[0\] is "\d+ characters": must be at most \d+ characters beside the other grants, so that the repository policy is at most 10240 characters, not \d+ \(ECR API, SetRepositoryPolicy\)$/,
      ),
    ]);
    const [length = 0, most = 0] = problems[0]?.match(/\d+(?= characters)/g)?.map(Number) ?? [];
    const withRoom = (room: number) =>
      problemsOf({ policyStatements: [long(10_240 - length + most + room), statement] });
    expect(withRoom(0)).toEqual([]);
    expect(withRoom(1)).toHaveLength(1);
  });

  it("does not ask for a list of no entries", () => {
    const pull = { principalArns: [`arn:aws:iam::${OTHER}:role/ci`] };
    const half = (Sid: string) => ({ ...statement, Sid: Sid.repeat(5_200) });
    expect(problemsOf({ pull, policyStatements: [half("x"), half("y")] })).toEqual([
      expect.stringContaining('policyStatements is "2 entries": must be at most 1 entry of these'),
    ]);
    const much = { ...statement, Sid: "x".repeat(10_240) };
    expect(
      problemsOf({
        pull: { organizationIds: ["o-a1b2c3d4e5"], accountIds: accounts(400) },
        policyStatements: [much],
      }),
    ).toEqual([
      expect.stringMatching(
        /^qa\.pull\.accountIds is "400 entries": must be left out, or the other grants be fewer, so that/,
      ),
    ]);
  });

  it("is one problem, if several repositories have it from the environment", () => {
    const repositories = ["a", "b"].map((name) => ({ component: name, name, purpose: name }));
    const pull = { accountIds: accounts(400) };
    const input = { environment: "qa", pull, repositories };
    expect(checkEnvironment("qa", input).problems).toHaveLength(1);
  });

  it("is none of a repository that has a policy of its own, or is created elsewhere", () => {
    const pull = { accountIds: accounts(400) };
    const policyStatements = [{ ...statement, Sid: "AllowPull" }];
    const repositoryPolicy = { Statement: statement };
    expect(problemsOf({ pull, policyStatements }, { repositoryPolicy })).toEqual([]);
    const shared = { component: "redis", name: "thirdparty/redis", purpose: "Cache", shared: true };
    const elsewhere = [API, { ...shared, pull, policyStatements }];
    const input = { environment: "qa", repositories: elsewhere };
    expect(checkEnvironment("qa", input).problems).toEqual([]);
    const here = { ...input, createThirdpartyRepos: true };
    expect(problemLines(checkEnvironment("qa", here).problems)).toHaveLength(2);
  });

  it("leaves crossAccountIds alone to its own rule", () => {
    const crossAccountIds = accounts(305);
    const pull = { accountIds: [OTHER] };
    expect(problemsOf({ enableCrossAccountAccess: true, crossAccountIds, pull })).toEqual([
      expect.stringContaining('crossAccountIds is "305 accounts"'),
    ]);
  });
});

it("the module has the documented access alone", () => {
  const settings = {
    pull: {},
    push: {},
    policyStatements: [],
    openToEveryAwsAccount: false,
    repositoryPolicy: { Statement: statement },
  };
  for (const [name, value] of Object.entries(settings)) {
    expect(problemLines(checkModule([{ ...API, [name]: value }]))).toEqual([
      expect.stringMatching(`^modules/ecr.repositories\\["api"\\].${name} is .+: must be left out`),
    ]);
  }
  expect(checkModule([{ ...API, repositoryPolicy: "unmanaged" }])).toEqual([]);
});
