import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, type TerraformElement, TerraformStack } from "cdktf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { access } from "../cli/access/access.ts";
import { readAllStacks, readRegistries, readStack, readStacks } from "../cli/synthesized-stacks.ts";
import { keepNewest } from "../policies/lifecycle/keep-newest.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { writeProjectFile } from "../stacks/project-file/project-file.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { temporaryFolder } from "./support/program.ts";

const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const REPOSITORIES: RepositorySettings[] = [
  { component: "api", name: "api", purpose: "API" },
  { component: "web", name: "web", purpose: "Web", maxImageCount: 0, crossAccountIds: [] },
];
const QA = {
  environment: "qa",
  region: "eu-west-1",
  accountId: "111111111111",
  maxImageCount: 5,
  enableCrossAccountAccess: true,
  crossAccountIds: ["222222222222", "333333333333"],
  repositories: REPOSITORIES,
};

let folder: string;
let remove: () => void;
let path: string;
beforeEach(() => {
  ({ path: folder, remove } = temporaryFolder());
  path = join(folder, "artos-ecr.json");
  vi.stubEnv("CDKTF_OUTDIR", folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  remove();
});

/** The element of a type and a Terraform name. */
function find<T extends TerraformElement>(stack: TerraformStack, type: typeof TerraformElement) {
  return (id: string) =>
    stack.node
      .findAll()
      .find(
        (child) => child instanceof type && (child as TerraformElement).friendlyUniqueId === id,
      ) as T;
}

/** The stacks that the tool reads after a synth of `qa`. */
function readQa(edit: (qa: EnvironmentStack, app: App) => void = () => {}, settings: object = {}) {
  const app = new App({ outdir: folder });
  edit(new EnvironmentStack(app, "qa", { ...QA, ...settings }), app);
  app.synth();
  writeProjectFile(app);
  return readStacks();
}

/** Who may pull from `api` by this policy. */
function pullBy(policy: unknown, settings: object = {}) {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const [qa] = readQa(
    (stack) => find(stack, EcrRepositoryPolicy as never)("api").addOverride("policy", text),
    settings,
  );
  return qa?.repositories[0]?.pull;
}
/** Someone whose access has no condition. */
const always = (principal: string) => ({ principal, condition: [] });
const allow = (Principal: unknown, Action: unknown = PULL, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...more,
});
const policyOf = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

describe("the project file", () => {
  it("describes what was synthesized", () => {
    readQa();
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      format: 4,
      stacks: [
        {
          id: "qa",
          environment: "qa",
          folder: "stacks/qa",
          region: "eu-west-1",
          accountId: "111111111111",
          repositories: [
            {
              component: "api",
              name: "qa/api",
              resources: [
                "aws_ecr_repository",
                "aws_ecr_lifecycle_policy",
                "aws_ecr_repository_policy",
              ],
              pull: [always("222222222222"), always("333333333333")],
              push: [],
              lifecyclePolicy: JSON.stringify(keepNewest(5)),
              preventDestroy: true,
            },
            {
              component: "web",
              name: "qa/web",
              resources: ["aws_ecr_repository"],
              pull: [],
              push: [],
              lifecyclePolicy: null,
              preventDestroy: true,
            },
          ],
        },
      ],
      registries: [],
    });
  });

  it("describes the registry stacks", () => {
    const replication = [
      { destinations: [{ region: "eu-west-1" }], environments: ["qa"], prefixes: ["a/"] },
      { destinations: [{ region: "ap-east-1", accountId: "222222222222" }] },
    ];
    readQa((_, app) => {
      new RegistryStack(app, "registry", {
        accountId: "111111111111",
        replication,
        creationTemplates: [{ prefix: "quay", appliedFor: ["PULL_THROUGH_CACHE"] }],
      });
    });
    expect(readRegistries()).toEqual([
      {
        id: "registry",
        folder: join(folder, "stacks/registry"),
        region: "us-east-1",
        accountId: "111111111111",
        replication: [
          {
            destinations: [{ region: "eu-west-1", accountId: "111111111111" }],
            prefixes: ["qa/", "a/"],
            createRepositories: false,
          },
          {
            destinations: [{ region: "ap-east-1", accountId: "222222222222" }],
            prefixes: [],
            createRepositories: false,
          },
        ],
        creationTemplates: [{ prefix: "quay", appliedFor: ["PULL_THROUGH_CACHE"] }],
      },
    ]);
  });

  describe("of a registry stack with overrides", () => {
    const EU = { region: "eu-west-1", accountId: "222222222222" };
    const ASIA = { region: "ap-east-1", accountId: "222222222222" };
    const RULE = { destinations: [EU, ASIA], prefixes: ["qa/", "tools/"] };
    const read = (edit: (stack: RegistryStack) => void, createRepositories = true) => {
      readQa((_, app) => {
        const replication = [{ ...RULE, createRepositories }];
        edit(new RegistryStack(app, "registry", { accountId: "111111111111", replication }));
      });
      return readRegistries()[0];
    };
    const onRule = (path: string, value: unknown) => (stack: RegistryStack) =>
      find(
        stack,
        EcrReplicationConfiguration as never,
      )("replication").addOverride(`replication_configuration.rule.0.${path}`, value);

    it.each<[string, (stack: RegistryStack) => void, object]>([
      ["none", () => {}, { ...RULE, createRepositories: true }],
      [
        "another destination",
        onRule("destination.0.region", "us-west-2"),
        {
          ...RULE,
          destinations: [{ ...EU, region: "us-west-2" }, ASIA],
          createRepositories: false,
        },
      ],
      [
        "narrower filters",
        onRule("repository_filter.0.filter", "qa/api"),
        { ...RULE, prefixes: ["qa/api", "tools/"], createRepositories: true },
      ],
      [
        "a wider filter",
        onRule("repository_filter.1.filter", "tool"),
        { ...RULE, prefixes: ["qa/", "tool"], createRepositories: false },
      ],
      [
        "no filter",
        onRule("repository_filter", undefined),
        { ...RULE, prefixes: [], createRepositories: false },
      ],
    ])("has the rule that is written: %s", (_, edit, rule) => {
      expect(read(edit)?.replication).toEqual([rule]);
    });

    it("creates no repositories if the settings do not", () => {
      expect(read(() => {}, false)?.replication).toEqual([{ ...RULE, createRepositories: false }]);
    });

    it("has the region and the account of the provider, or the settings' account", () => {
      const provider = (path: string, value: unknown) =>
        read((stack) => find(stack, AwsProvider as never)("aws").addOverride(path, value));
      expect(provider("region", "us-west-2")?.region).toBe("us-west-2");
      expect(provider("region", undefined)?.region).toBe("");
      const accounts = (...ids: string[]) =>
        read((stack) => {
          find<AwsProvider>(stack, AwsProvider as never)("aws").allowedAccountIds = ids;
        })?.accountId;
      expect(accounts("333333333333")).toBe("333333333333");
      expect(accounts("333333333333", "444444444444")).toBe("111111111111");
      expect(accounts()).toBe("111111111111");
    });

    it("has no rule of another registry that it writes", () => {
      const registry = read((stack) => {
        new AwsProvider(stack, "other", { alias: "other", region: "sa-east-1" });
        find(
          stack,
          EcrReplicationConfiguration as never,
        )("replication").addOverride("provider", "aws.other");
      });
      expect(registry?.replication).toEqual([]);
    });
  });

  it("has a registry stack with repositories of its own among all stacks once", () => {
    readQa((_, app) => {
      new RegistryStack(app, "empty", { accountId: "111111111111" });
      const registry = new RegistryStack(app, "west", { accountId: "222222222222" });
      new EcrRepository(registry, "tools", { name: "tools" });
    });
    expect(readAllStacks().map(({ id }) => id)).toEqual(["qa", "west", "empty"]);
  });

  it("is asked for a stack by its name", () => {
    readQa();
    expect(() => readStack("prod")).toThrow("prod: no such stack. The stacks are qa.");
    writeProjectFile(new App({ outdir: folder }));
    expect(() => readStack("qa")).toThrow("qa: no such stack. No stack has ECR repositories.");
  });

  it("is asked in vain for a registry stack where there must be repositories", () => {
    readQa((_, app) => {
      new RegistryStack(app, "registry", { accountId: "111111111111" });
      const west = new RegistryStack(app, "west", { accountId: "222222222222" });
      new EcrRepository(west, "tools", { name: "tools" });
    });
    expect(() => readStack("registry")).toThrow(
      "registry: this registry stack has no repositories. The stacks are qa, west.",
    );
    expect(readStack("west").repositories).toHaveLength(1);
  });

  it("is read with the stacks' folders from the working directory", () => {
    readQa();
    expect(readStack("qa").folder).toBe(join(folder, "stacks/qa"));
  });

  it("leaves the account to the credentials, unless the provider takes one alone", () => {
    const second = (stack: TerraformStack) =>
      find<AwsProvider>(
        stack,
        AwsProvider as never,
      )("aws").addOverride("allowed_account_ids", ["444444444444"]);
    expect(readQa(undefined, { accountId: null })[0]?.accountId).toBeNull();
    expect(readQa(second, { accountId: null })[0]?.accountId).toBe("444444444444");
    expect(readQa(second)[0]?.accountId).toBeNull();
  });

  it("has no stack without ECR repositories, and any other with them", () => {
    const stacks = readQa((_, app) => {
      new AwsProvider(new TerraformStack(app, "empty"), "aws", {});
      const own = new TerraformStack(app, "own");
      new AwsProvider(own, "aws", {});
      new EcrRepository(own, "tools", { name: "tools" });
    });
    expect(stacks).toHaveLength(2);
    expect(stacks[1]).toMatchObject({
      id: "own",
      environment: "",
      region: "",
      accountId: null,
      repositories: [
        {
          component: "tools",
          name: "tools",
          resources: ["aws_ecr_repository"],
          pull: [],
          push: [],
        },
      ],
    });
    expect(stacks[1]?.repositories[0]?.preventDestroy).toBe(false);
  });

  it("has no repository of another provider: it is in another region or account", () => {
    const [qa] = readQa((stack) => {
      const replica = new AwsProvider(stack, "replica", { alias: "replica", region: "us-west-2" });
      new EcrRepository(stack, "copy", { name: "qa/api", provider: replica });
    });
    expect(qa?.repositories.map(({ component }) => component)).toEqual(["api", "web"]);
    expect(qa?.region).toBe("eu-west-1");
  });
});

describe("what the tool reads has overrides in it:", () => {
  const repositoryOf = (stack: TerraformStack) =>
    find<EcrRepository>(stack, EcrRepository as never);

  it("a name", () => {
    const [qa] = readQa((stack) => repositoryOf(stack)("api").addOverride("name", "other/api"));
    expect(qa?.repositories[0]).toMatchObject({
      name: "other/api",
      pull: [always("222222222222"), always("333333333333")],
    });
  });

  it("a region", () => {
    const [qa] = readQa((stack) =>
      find<AwsProvider>(stack, AwsProvider as never)("aws").addOverride("region", "eu-north-1"),
    );
    expect(qa?.region).toBe("eu-north-1");
  });

  it.each([
    ["off", { prevent_destroy: false }, false],
    ["not set", {}, false],
    ["on", { prevent_destroy: true }, true],
    ["an expression", { prevent_destroy: "true" }, true],
  ])("deletion protection that is %s", (_, lifecycle, isProtected) => {
    const [qa] = readQa((stack) => {
      const api = repositoryOf(stack)("api");
      api.lifecycle = undefined as never;
      api.addOverride("lifecycle", lifecycle);
    });
    expect(qa?.repositories.map(({ preventDestroy }) => preventDestroy)).toEqual([
      isProtected,
      true,
    ]);
  });

  it("a policy that was taken away", () => {
    const [qa] = readQa((stack) => {
      const policy = find<EcrLifecyclePolicy>(stack, EcrLifecyclePolicy as never)("api");
      policy.node.scope?.node.tryRemoveChild(policy.node.id);
    });
    expect(qa?.repositories[0]?.resources).toEqual([
      "aws_ecr_repository",
      "aws_ecr_repository_policy",
    ]);
  });

  it("a policy of the user's, under its own name", () => {
    const policy = JSON.stringify(policyOf(allow({ AWS: "444444444444" })));
    const [qa] = readQa((stack) => {
      new EcrRepositoryPolicy(stack, "by-name", { repository: "qa/web", policy });
      const { name: repository } = repositoryOf(stack)("web");
      new EcrRepositoryPolicy(stack, "by-reference", { repository, policy });
      new EcrRepositoryPolicy(stack, "of-another", { repository: "qa/webs", policy });
    });
    expect(qa?.repositories.map(({ pull }) => pull)).toEqual([
      [always("222222222222"), always("333333333333")],
      [always("444444444444")],
    ]);
    expect(qa?.repositories[1]?.resources).toEqual(["aws_ecr_repository"]);
  });
});

describe("who may pull is read from the policy:", () => {
  it.each<[string, object[], string[]]>([
    ["an account", [allow({ AWS: "444444444444" })], ["444444444444"]],
    [
      "by wildcards",
      [allow({ AWS: "444444444444" }, ["ecr:Get*", "ecr:BATCH*"])],
      ["444444444444"],
    ],
    [
      "once",
      [allow({ AWS: ["444444444444", "arn:aws:iam::444444444444:root"] })],
      ["444444444444"],
    ],
    [
      "by two statements",
      [allow({ AWS: "444444444444" }, PULL[0]), allow({ AWS: "444444444444" }, PULL[1])],
      ["444444444444"],
    ],
    ["with a half of it", [allow({ AWS: "444444444444" }, PULL[0])], []],
    ["who may push alone", [allow({ AWS: "444444444444" }, "ecr:PutImage")], []],
    ["everyone", [allow("*")], ["*"]],
    [
      "a role",
      [allow({ AWS: "arn:aws:iam::444444444444:role/r" })],
      ["arn:aws:iam::444444444444:role/r"],
    ],
    [
      "the own account is left out",
      [allow({ AWS: ["111111111111", "444444444444"] })],
      ["444444444444"],
    ],
    [
      "under a condition",
      [allow({ AWS: "444444444444" }, PULL, { Condition: { StringEquals: { "aws:x": "1" } } })],
      ["444444444444"],
    ],
    [
      "but not who is denied",
      [
        allow({ AWS: ["444444444444", "555555555555"] }),
        { ...allow({ AWS: "444444444444" }, "ecr:*"), Effect: "Deny" },
      ],
      ["555555555555"],
    ],
    [
      "and who is denied under a condition alone",
      [
        allow({ AWS: "444444444444" }),
        { ...allow("*", "ecr:*"), Effect: "Deny", Condition: { Bool: { "aws:x": false } } },
      ],
      ["444444444444"],
    ],
  ])("%s", (_, statements, pull) => {
    expect(pullBy(policyOf(...statements))?.map(({ principal }) => principal)).toEqual(pull);
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["an expression", '${file("policy.json")}'],
    ["NotPrincipal", policyOf({ Effect: "Allow", NotPrincipal: "*", Action: PULL })],
    ["one statement of two", policyOf(allow({ AWS: "444444444444" }), { Effect: "Maybe" })],
  ])("it is not known if it cannot be read: %s", (_, policy) => {
    expect(pullBy(policy)).toBeNull();
    expect(access("table").text).toMatch(
      /qa\/api +not known: the policy cannot be read +not known: the policy cannot be read/,
    );
    expect(access("mermaid").text).toMatch(/\["not known: .*"\] -->\|push and pull\| s0r0$/m);
  });
});

describe("a synth", () => {
  const run = (settings: object) => {
    const app = new App({ outdir: folder });
    new EnvironmentStack(app, "qa", { ...QA, ...settings });
    synthesize(app);
  };
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => {});
  });

  it("writes the file, under the CDKTF CLI too, which sets CDKTF_OUTDIR", () => {
    run({});
    expect(readStack("qa").repositories).toHaveLength(2);
  });

  it("leaves the folder of a stack that is gone to the CDKTF CLI, which fails without it", () => {
    const gone = join(folder, "stacks", "gone");
    mkdirSync(gone, { recursive: true });
    writeFileSync(join(gone, "cdk.tf.json"), "{}");
    run({});
    expect(readdirSync(gone)).toEqual([]);
  });

  it("that fails leaves the file of the last good one, and none if there was none", () => {
    run({ maxImageCount: -1 });
    expect(existsSync(path)).toBe(false);
    run({});
    const before = readFileSync(path, "utf8");
    run({ maxImageCount: -1, region: "us-east-1" });
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(process.exitCode).toBe(1);
  });
});

describe("the tool refuses a project file", () => {
  const REMEDY = "Run `npm run synth` here first.";
  const refused = (content?: unknown) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    if (content !== undefined) writeFileSync(path, text);
    try {
      return readStacks();
    } catch (error) {
      expect(error).toMatchObject({ name: "CommandError", exitCode: 2 });
      return (error as Error).message.replaceAll(folder, "OUT");
    }
  };

  it("that is not there", () => {
    expect(refused()).toBe(
      `OUT/artos-ecr.json cannot be read: ENOENT: no such file or directory, open 'OUT/artos-ecr.json'\n${REMEDY}`,
    );
  });

  it("that is no JSON", () => {
    expect(refused("{")).toBe(`OUT/artos-ecr.json cannot be read: it is no JSON\n${REMEDY}`);
  });

  it.each([0, 1, 2, 3, 5])("of format %d", (format) => {
    expect(refused({ format, stacks: "of another kind" })).toBe(
      `OUT/artos-ecr.json has format ${format}, and this version of the tool reads format 4.\n${REMEDY}`,
    );
  });

  it.each<[string, unknown, string]>([
    ["null", null, "the file is null: must be an object"],
    ["a list", [], "the file is []: must be an object"],
    ["no format", { stacks: [], registries: [] }, "format is not set: must be 4"],
    [
      "a text for a format",
      { format: "1", stacks: [], registries: [] },
      'format is "1": must be 4',
    ],
    ["no stacks", { format: 4, registries: [] }, "stacks is not set: must be a list of objects"],
    [
      "a key more",
      { format: 4, stacks: [], registries: [], more: 1 },
      "more is 1: must be one of the keys format, stacks, registries",
    ],
  ])("with %s", (_, content, problem) => {
    expect(refused(content)).toBe(
      `OUT/artos-ecr.json is wrong:\n  ${problem} (Images in and out)\n${REMEDY}`,
    );
  });

  it("with every problem in its stacks", () => {
    readQa();
    const project = JSON.parse(readFileSync(path, "utf8"));
    delete project.stacks[0].region;
    project.stacks[0].repositories[0].resources = ["aws_ecr"];
    project.stacks[0].repositories[1].pull = [1];
    project.stacks[0].repositories[1].preventDestroy = "yes";
    expect(refused(project)).toBe(
      [
        "OUT/artos-ecr.json is wrong:",
        "  stacks[0].region is not set: must be a string (Images in and out)",
        '  stacks[0].repositories[0].resources[0] is "aws_ecr": must be one of aws_ecr_repository, aws_ecr_lifecycle_policy, aws_ecr_repository_policy (Images in and out)',
        "  stacks[0].repositories[1].pull[0] is 1: must be an object (Images in and out)",
        '  stacks[0].repositories[1].preventDestroy is "yes": must be true or false (Images in and out)',
        REMEDY,
      ].join("\n"),
    );
  });
});
