import { describe, expect, it } from "vitest";
import {
  type ReplicationGrant,
  replicationStatements,
} from "../policies/registry/replication-statements.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import {
  ACCOUNT,
  appWith,
  images,
  jsonOf,
  OTHER_ACCOUNT,
  registryProblems,
  warningsOf,
} from "./support/registries.ts";
import { problemsOf } from "./support/written-app.ts";

const EU = { region: "eu-west-1" };
const THERE = { region: "eu-west-1", accountId: OTHER_ACCOUNT };
const rule = (more: object = {}) => ({ destinations: [EU], environments: ["qa"], ...more });
const problemsWith = (...replication: object[]) => registryProblems({ replication });

describe("a replication rule", () => {
  it("may be by environment, by prefix, and for every repository", () => {
    expect(problemsWith(rule(), rule({ prefixes: ["thirdparty/", "tools/a-", "x.y_z"] }))).toEqual(
      [],
    );
    expect(problemsWith({ destinations: [EU, THERE], createRepositories: true })).toEqual([]);
  });

  it.each([
    [{ destinations: [] }, "destinations is []: must not be empty"],
    [{ destinations: [{ region: "mars-1" }] }, "destinations[0].region is"],
    [{ destinations: [{ ...EU, accountId: "12" }] }, "destinations[0].accountId is"],
    [{ destinations: [EU, EU] }, "destinations[1] is { region: 'eu-west-1' }: must be listed once"],
    [
      { destinations: [EU, { ...EU, accountId: ACCOUNT }] },
      `destinations[1] is "eu-west-1 ${ACCOUNT}": must be listed once`,
    ],
    [{ environments: [] }, "environments is []: must not be empty: a rule without a filter copies"],
    [{ prefixes: [] }, "prefixes is []: must not be empty: a rule without a filter copies"],
    [{ environments: ["QA"] }, 'environments[0] is "QA": must be lower-case letters'],
    [{ environments: ["qa", "qa"] }, 'environments[1] is "qa": must be listed once'],
    [{ prefixes: ["a"] }, 'prefixes[0] is "a": must be 2 to 256 characters'],
    [{ prefixes: ["qa/*"] }, 'prefixes[0] is "qa/*": must be the beginning of a repository'],
    [{ prefixes: ["/qa"] }, 'prefixes[0] is "/qa": must be the beginning of a repository'],
    [{ createRepositories: "yes" }, "createRepositories is"],
    [{ tags: ["v*"] }, "tags is"],
  ])("is not with %j", (wrong, words) => {
    const problems = problemsWith(rule(wrong));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it("is one of 10", () => {
    expect(problemsWith(...Array(10).fill(rule()))).toEqual([]);
    expect(problemsWith(...Array(11).fill(rule()))).toEqual([
      'registry.replication is "11 rules": must be at most 10 rules (ECR API, ReplicationConfiguration)',
    ]);
  });

  it("has at most 100 filters", () => {
    const prefixes = Array.from({ length: 99 }, (_, index) => `a${index}/`);
    expect(problemsWith(rule({ prefixes }))).toEqual([]);
    expect(problemsWith(rule({ prefixes: [...prefixes, "b/"] }))).toEqual([
      'registry.replication[0].prefixes is "101 environments and prefixes": must be at most 100 environments and prefixes (ECR API, ReplicationRule)',
    ]);
  });

  it("has, with all others, at most 25 different destinations", () => {
    const to = (from: number, until: number) =>
      rule({
        destinations: Array.from({ length: until - from }, (_, index) => ({
          ...EU,
          accountId: `${300_000_000_000 + from + index}`,
        })),
      });
    expect(problemsWith(to(0, 20), to(10, 25))).toEqual([]);
    expect(problemsWith(to(0, 20), to(10, 26))).toEqual([
      'registry.replication is "26 destinations": must have at most 25 different destinations in all of its rules (ECR, Private image replication)',
    ]);
  });

  it("does not replicate the registry to itself", () => {
    const itself = { region: "us-east-1" };
    expect(problemsWith(rule({ destinations: [EU, itself] }))).toEqual([
      `registry.replication[0].destinations[1] is "${ACCOUNT} us-east-1": must not be the registry itself: it cannot replicate to itself (ECR, Private image replication)`,
    ]);
    const other = { ...itself, accountId: OTHER_ACCOUNT };
    expect(problemsWith(rule({ destinations: [other] }))).toEqual([]);
  });

  it("stays in the partition", () => {
    expect(problemsWith(rule({ destinations: [{ region: "cn-north-1" }] }))).toEqual([
      'registry.replication[0].destinations[0].region is "cn-north-1": must be in the partition of the registry, aws (ECR, Private image replication)',
    ]);
  });
});

describe("a stack with replication", () => {
  it("is flat Terraform, with the policy of its destination", () => {
    const app = appWith(
      {},
      {
        from: {
          replication: [
            rule({ destinations: [EU, THERE], prefixes: ["thirdparty/redis"] }),
            { destinations: [THERE] },
          ],
        },
        own: EU,
        to: THERE,
      },
    );
    expect(jsonOf(app, "from").resource).toMatchSnapshot();
    expect(jsonOf(app, "own").resource).toBeUndefined();
    expect(jsonOf(app, "to").resource).toMatchSnapshot();
  });

  it("that is added after its destination was written counts, too", () => {
    const app = appWith({}, { to: THERE });
    expect(jsonOf(app, "to").resource).toBeUndefined();
    const policyOf = () =>
      JSON.parse(jsonOf(app, "to").resource.aws_ecr_registry_policy.policy.policy).Statement;
    for (const [id, prefix] of [
      ["us", "a/"],
      ["ap", "b/"],
    ] as const) {
      const region = id === "us" ? "us-east-1" : "ap-east-1";
      const replication = [{ destinations: [THERE], prefixes: [prefix] }];
      new RegistryStack(app, id, { accountId: ACCOUNT, region, replication });
    }
    expect(policyOf()).toMatchObject([
      {
        Resource: [
          `arn:aws:ecr:eu-west-1:${OTHER_ACCOUNT}:repository/a/*`,
          `arn:aws:ecr:eu-west-1:${OTHER_ACCOUNT}:repository/b/*`,
        ],
      },
    ]);
  });

  it("fails if the policy of its destination is too long", () => {
    const replication = Array.from({ length: 3 }, (_, index) => ({
      destinations: [THERE],
      prefixes: Array.from({ length: 60 }, (_, position) => `team-${index}/image-${position}/`),
    }));
    const problems = (count: number) =>
      appWith({}, { from: { replication: replication.slice(0, count) }, to: THERE })
        .node.findChild("to")
        .node.validate();
    expect(problems(1)).toEqual([]);
    expect(problems(3)).toEqual([
      expect.stringMatching(
        /^to\.policyStatements is .+: must give a registry policy of at most 10240/,
      ),
    ]);
  });
});

describe("the statements for replication", () => {
  const statements = (...grants: Partial<ReplicationGrant>[]) =>
    replicationStatements(
      grants.map((grant) => ({
        accountId: ACCOUNT,
        prefixes: ["qa/"],
        createRepositories: false,
        ...grant,
      })),
      { partition: "aws-cn", region: "cn-north-1", accountId: OTHER_ACCOUNT },
    );
  const ARN = `arn:aws-cn:ecr:cn-north-1:${OTHER_ACCOUNT}:repository/`;

  it("grant one action on those repositories alone", () => {
    expect(statements({})).toEqual([
      {
        Action: ["ecr:ReplicateImage"],
        Effect: "Allow",
        Principal: { AWS: `arn:aws-cn:iam::${ACCOUNT}:root` },
        Resource: [`${ARN}qa/*`],
        Sid: `AllowReplicationFrom${ACCOUNT}`,
      },
    ]);
  });

  it("let repositories be created only if a rule says so", () => {
    expect(statements({ createRepositories: true }, { prefixes: ["qa/", "dev/"] })).toMatchObject([
      { Action: ["ecr:ReplicateImage"], Resource: [`${ARN}dev/*`] },
      { Action: ["ecr:CreateRepository", "ecr:ReplicateImage"], Resource: [`${ARN}qa/*`] },
    ]);
  });

  it("are for every repository if a rule is", () => {
    expect(statements({}, { prefixes: [] })).toMatchObject([{ Resource: [`${ARN}*`] }]);
  });

  it("are apart for each account, in a fixed order", () => {
    const accounts = statements({ accountId: "999999999999" }, {}).map(({ Sid }) => Sid);
    expect(accounts).toEqual([
      `AllowReplicationFrom${ACCOUNT}`,
      "AllowReplicationFrom999999999999",
    ]);
  });

  it("name a prefix once, and none within another", () => {
    const [statement] = statements({ prefixes: ["qa/", "qa/api"] }, { prefixes: ["q"] }, {});
    expect(statement?.Resource).toEqual([`${ARN}q*`]);
  });
});

describe("replication between the stacks of an app", () => {
  const qa = { environment: "qa", accountId: ACCOUNT, repositories: images("api", "web") };
  const from = (destinations: object[], more: object = {}) =>
    ({ replication: [{ destinations, environments: ["qa"] }], ...more }) as never;

  it("may be prepared for: nothing to report", () => {
    const app = appWith({ qa, copy: { ...qa, ...EU } }, { us: from([EU]) });
    expect(problemsOf(app)).toEqual([]);
    expect(warningsOf(app)).toEqual([]);
  });

  it("does not hand on copies", () => {
    const ap = { region: "ap-east-1" };
    const chain = (first: object[], second: object[]) =>
      problemsOf(appWith({ qa }, { us: from(first), eu: from(second, EU) }));
    expect(chain([EU], [ap])).toEqual([
      `eu.replication is "qa/api to ${ACCOUNT} ap-east-1": must not hand on what us copies to this registry, and 1 more like it: ECR copies an image once, when it is pushed. Add ${ACCOUNT} ap-east-1 to the destinations of us (ECR, Private image replication)`,
    ]);
    expect(chain([EU, ap], [ap])).toEqual([]);
    expect(chain([EU], [{ region: "us-east-1" }])).toEqual([]);
    expect(chain([ap], [ap])).toEqual([]);
    const asia = { region: "ap-south-1" };
    expect(chain([asia, EU], [ap])).toEqual([expect.stringContaining("ap-east-1 to the dest")]);
    expect(chain([EU], [ap, asia])).toEqual([
      expect.stringContaining(
        "and 1 more like it: ECR copies an image once, when it is pushed. Add 111111111111 ap-east-1",
      ),
      expect.stringContaining(
        "and 1 more like it: ECR copies an image once, when it is pushed. Add 111111111111 ap-south-1",
      ),
    ]);
  });

  it("does not hand on copies of the same repositories: others it may", () => {
    const ap = { region: "ap-east-1" };
    const eu = { ...EU, replication: [{ destinations: [ap], prefixes: ["tools/"] }] };
    expect(problemsOf(appWith({ qa }, { us: from([EU]), eu }))).toEqual([]);
  });

  it("needs tags that can move in the copy if they can in the source", () => {
    const of = (source: "MUTABLE" | "IMMUTABLE", copy: "MUTABLE" | "IMMUTABLE") =>
      problemsOf(
        appWith(
          {
            qa: { ...qa, imageTagMutability: source },
            copy: { ...qa, ...EU, imageTagMutability: copy },
          },
          { us: from([EU]) },
        ),
      );
    expect(of("MUTABLE", "IMMUTABLE")).toEqual([
      'copy.repositories["api"].imageTagMutability is "IMMUTABLE": must be MUTABLE, as in qa, from which us copies qa/api, and 1 more like it: a tag that is pushed again there would not move here. Or make it IMMUTABLE there, too (aws/containers-roadmap#140)',
    ]);
    expect(of("MUTABLE", "MUTABLE")).toEqual([]);
    expect(of("IMMUTABLE", "MUTABLE")).toEqual([]);
    expect(of("IMMUTABLE", "IMMUTABLE")).toEqual([]);
  });

  it("warns if two registries copy into one repository with immutable tags", () => {
    const ap = { region: "ap-east-1" };
    const clash = (imageTagMutability: "MUTABLE" | "IMMUTABLE") =>
      warningsOf(
        appWith(
          {
            qa: { ...qa, imageTagMutability },
            ap: { ...qa, ...ap, imageTagMutability },
            copy: { ...qa, ...EU, imageTagMutability },
          },
          { us: from([EU]), asia: from([EU], ap) },
        ),
      );
    expect(clash("MUTABLE")).toEqual([]);
    const oneOnly = appWith(
      { qa, copy: { ...qa, ...EU } },
      { us: from([EU]), asia: from([EU], ap) },
    );
    expect(warningsOf(oneOnly)).toEqual([
      expect.stringContaining(
        'asia.replication[0] has the filter "qa/*": it matches no repository',
      ),
    ]);
    expect(clash("IMMUTABLE")).toEqual([
      "copy has qa/api with immutable tags, and 1 more like it, and us and asia both copy into it: of two images with one tag, only the first arrives",
    ]);
  });

  it("warns if nobody prepares the destination", () => {
    expect(warningsOf(appWith({ qa }, { us: from([EU]) }))).toEqual([
      `us.replication copies qa/api to ${ACCOUNT} eu-west-1, where the app has no such repository, and 1 more like it. If ECR makes it, it has none of its source's settings: others cannot pull from it, and its images never expire. Add an environment stack with the same repositories there, or a creation template for REPLICATION to its registry stack`,
    ]);
    expect(warningsOf(appWith({ qa }, { us: from([THERE]) }))).toEqual([
      expect.stringContaining(
        "and 1 more like it. Without createRepositories, nothing is copied into another account then. If ECR makes it, it has none",
      ),
    ]);
    expect(warningsOf(appWith({ qa }, { us: from([EU, { region: "ap-east-1" }]) }))).toEqual([
      expect.stringContaining(
        `to ${ACCOUNT} eu-west-1, where the app has no such repository, and 1`,
      ),
      expect.stringContaining(
        `to ${ACCOUNT} ap-east-1, where the app has no such repository, and 1`,
      ),
    ]);
    const twice = { us: { replication: [rule(), rule({ prefixes: ["qa/a"] })] } };
    expect(warningsOf(appWith({ qa }, twice))[0]).toContain(", and 1 more like it.");
    const everything = { us: { replication: [{ destinations: [EU] }] } };
    expect(warningsOf(appWith({ qa }, everything))).toEqual([
      expect.stringContaining("us.replication copies qa/api to"),
    ]);
    const anyAccount = { qa: { ...qa, accountId: null } };
    const toOther = { region: "us-east-1", accountId: OTHER_ACCOUNT };
    expect(warningsOf(appWith(anyAccount, { us: from([toOther]) }))).toHaveLength(1);
    const partly = { qa, copy: { ...qa, ...EU, repositories: images("api") } };
    expect(warningsOf(appWith(partly, { us: from([EU]) }))).toEqual([
      expect.stringMatching(/^us\.replication copies qa\/web to .+ no such repository\. If/),
    ]);
  });

  it("warns of a filter that matches no repository of the app", () => {
    const replication = [{ destinations: [EU], prefixes: ["qa/", "dev/"] }];
    expect(warningsOf(appWith({ qa, copy: { ...qa, ...EU } }, { us: { replication } }))).toEqual([
      'us.replication[0] has the filter "dev/*": it matches no repository of the app in this account and region',
    ]);
    expect(warningsOf(appWith({}, { us: { replication: [{ destinations: [EU] }] } }))).toEqual([
      expect.stringContaining('us.replication[0] has the filter "*"'),
    ]);
  });

  it("warns of no filter for what a cache or another replication brings", () => {
    const pullThroughCaches = [{ ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" }];
    const warnings = (prefix: string) =>
      warningsOf(
        appWith(
          { qa },
          {
            us: { replication: [rule()] },
            eu: {
              ...EU,
              pullThroughCaches,
              replication: [{ destinations: [{ region: "us-east-1" }], prefixes: [prefix] }],
            },
          },
        ),
      ).filter((warning) => warning.startsWith("eu.replication"));
    for (const prefix of ["quay/", "quay/team", "qu", "qa/"]) expect(warnings(prefix)).toEqual([]);
    for (const prefix of ["quai/", "qa/x"]) expect(warnings(prefix)).toHaveLength(1);
  });

  it("warns of a prefix that takes longer names as well", () => {
    const two = { ...qa, repositories: images("api", "api-worker") };
    const withPrefix = (prefix: string) =>
      warningsOf(
        appWith(
          { qa: two, copy: { ...two, ...EU } },
          { us: { replication: [{ destinations: [EU], prefixes: [prefix] }] } },
        ),
      );
    expect(withPrefix("qa/api")).toEqual([
      'us.replication[0] has the prefix "qa/api": it also copies qa/api-worker. ECR compares only the beginning of a name; end a prefix with / to copy what is below it',
    ]);
    expect(withPrefix("qa/api-worker")).toEqual([]);
    expect(withPrefix("qa/ap")).toEqual([]);
    expect(withPrefix("qa/")).toEqual([]);
    expect(withPrefix("qa")).toEqual([]);
    const qa2 = { ...qa, environment: "qa2" };
    const replication = [{ destinations: [EU], prefixes: ["qa"] }];
    const app = appWith(
      { qa, qa2, copy: { ...qa, ...EU }, copy2: { ...qa2, ...EU } },
      { us: { replication } },
    );
    expect(warningsOf(app)).toEqual([expect.stringContaining("it also copies qa2/api.")]);
  });
});
