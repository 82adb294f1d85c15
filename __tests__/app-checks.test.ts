import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { type App, Aspects, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { describe, expect, it } from "vitest";
import { ImageRepository } from "../constructs/image-repository.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { addAppWarnings } from "../stacks/app-warnings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { ModuleStack } from "../stacks/module/module-stack.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { appOf, problemsOf, stackOf } from "./support/written-app.ts";

const repositoryOf = (app: App, id: string, component: string) =>
  stackOf(app, id)
    .node.findAll()
    .find(
      (child) => child instanceof EcrRepository && child.friendlyUniqueId === component,
    ) as EcrRepository;

describe("two stacks do not write one repository", () => {
  it.each<[string, Partial<EnvironmentSettings>, Partial<EnvironmentSettings>]>([
    ["region", { region: "us-east-1" }, { region: "us-west-2" }],
    ["account", { accountId: "111111111111" }, { accountId: "222222222222" }],
  ])("unless the %s differs", (_what, first, second) => {
    const environment = "qa";
    const stacks = (two: object) =>
      appOf({ a: { environment, ...first }, b: { environment, ...two } });
    expect(problemsOf(stacks(second))).toEqual([]);
    expect(problemsOf(stacks(first))).toEqual([
      'b.aws_ecr_repository.backend.name is "qa/artos-postgres-eks-backend": must be in only one stack of an account and region: a writes it too, and 2 more like it. If the accounts differ, set accountId in both stacks (ECR API, RepositoryAlreadyExistsException)',
    ]);
  });

  it("an account that is not set may be the other's", () => {
    const environment = "qa";
    const set = { environment, accountId: "111111111111" };
    expect(problemsOf(appOf({ a: set, b: { environment } }))).toHaveLength(1);
    expect(problemsOf(appOf({ a: { environment }, b: set }))).toHaveLength(1);
  });

  it("third-party repositories are once in an account and region", () => {
    const stack = { createThirdpartyRepos: true };
    expect(problemsOf(appOf({ a: stack, b: {} }))).toEqual([]);
    expect(problemsOf(appOf({ a: stack, b: { ...stack, region: "eu-west-1" } }))).toEqual([]);
    const problems = problemsOf(appOf({ a: stack, b: stack }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('is "thirdparty/litellm": must be in only one stack');
  });

  it("a shared repository is none of another environment's", () => {
    const prod = { repositories: [{ component: "api", name: "api", purpose: "API" }] };
    const shared = {
      createThirdpartyRepos: true,
      repositories: [{ component: "api", name: "prod/api", purpose: "API", shared: true }],
    };
    expect(problemsOf(appOf({ prod, shared }))).toEqual([
      expect.stringContaining('"prod/api": must be in only one stack'),
    ]);
  });

  it("a stack with problems of its own writes none", () => {
    const stack = { environment: "qa" };
    expect(problemsOf(appOf({ a: stack, b: { ...stack, maxImageCount: -1 } }))).toEqual([]);
  });

  it.each<[string, (app: App) => void]>([
    [
      "an override of the name",
      (app) => repositoryOf(app, "b", "frontend").addOverride("name", "a/frontend"),
    ],
    [
      "an override in the stack",
      (app) =>
        stackOf(app, "b").addOverride("resource.aws_ecr_repository.frontend.name", "a/frontend"),
    ],
    [
      "an aspect",
      (app) => {
        const visit = (node: IConstruct) => {
          if (node instanceof EcrRepository) node.name = node.nameInput!.replace("b/", "a/");
        };
        Aspects.of(stackOf(app, "b")).add({ visit });
      },
    ],
    [
      "a resource of the user's",
      (app) => {
        const stack = new TerraformStack(app, "own");
        stack.addOverride("provider.aws", [{ region: "us-east-1" }]);
        stack.addOverride("resource.aws_ecr_repository.mine.name", "a/frontend");
      },
    ],
    [
      "a stack that is added late",
      (app) => {
        app.synth();
        new EnvironmentStack(app, "late", { environment: "a" });
      },
    ],
  ])("by %s", (_way, change) => {
    const app = appOf({ a: {}, b: {} });
    change(app);
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(/is "a\/.+": must be in only one stack/),
    ]);
  });

  it.each<[string, (app: App) => void]>([
    [
      "an override of the region",
      (app) =>
        (stackOf(app, "b").node.findChild("aws") as AwsProvider).addOverride("region", "eu-west-1"),
    ],
    [
      "a child that is removed",
      (app) => {
        const ecr = stackOf(app, "b").node.findChild("ecr");
        for (const { node } of ecr.node.children) ecr.node.tryRemoveChild(node.id);
        for (const name of ["urls", "arns", "names"]) {
          stackOf(app, "b").node.tryRemoveChild(`repository_${name}`);
        }
        stackOf(app, "b").node.tryRemoveChild("registry_url");
      },
    ],
    [
      "a name that Terraform computes",
      (app) => {
        for (const component of ["backend", "celery", "frontend"]) {
          repositoryOf(app, "b", component).addOverride("name", "${var.name}");
        }
      },
    ],
  ])("with %s they do not", (_way, change) => {
    const app = appOf({ a: { environment: "qa" }, b: { environment: "qa" } });
    change(app);
    expect(problemsOf(app)).toEqual([]);
  });

  it("a repository is where its provider is", () => {
    const own = (name: string, region: string) => {
      const app = appOf({ a: {} });
      const stack = new TerraformStack(app, "own");
      stack.addOverride("provider.aws", [{ region: "us-east-1" }, { alias: "other", region }]);
      stack.addOverride("resource.aws_ecr_repository.mine", { name, provider: "aws.other" });
      return problemsOf(app);
    };
    expect(own("a/frontend", "eu-west-1")).toEqual([]);
    expect(own("a/frontend", "us-east-1")).toHaveLength(1);
  });

  it("a stack does not write one name twice", () => {
    const app = appOf({ a: {} });
    repositoryOf(app, "a", "frontend").addOverride("name", "a/artos-postgres-eks-celery");
    expect(problemsOf(app)).toEqual([
      expect.stringContaining("must have another name than aws_ecr_repository.celery of the same"),
    ]);
  });

  it("modules are not deployed by themselves", () => {
    const app = appOf({ a: {} });
    for (const id of ["one", "two"]) new ModuleStack(app, id);
    expect(problemsOf(app)).toEqual([]);
  });

  it("is found by app.synth() too", () => {
    const app = Testing.app();
    for (const id of ["a", "b"]) new EnvironmentStack(app, id, { environment: "qa" });
    expect(() => app.synth()).toThrow(/must be in only one stack/);
  });
});

describe("what an override removes with null", () => {
  const SETTINGS = {
    accountId: "111111111111",
    scanning: { type: "BASIC", rules: [{ frequency: "MANUAL", filters: ["a/*"] }] },
    replication: [{ destinations: [{ region: "eu-west-1" }] }],
    pullThroughCaches: [{ ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" }],
    creationTemplates: [{ prefix: "quay", appliedFor: ["REPLICATION"] }],
  } as const;

  it.each([
    "aws_ecr_registry_scanning_configuration.scanning",
    "aws_ecr_registry_scanning_configuration.scanning.rule.0",
    "aws_ecr_registry_scanning_configuration.scanning.rule.0.repository_filter.0",
    "aws_ecr_replication_configuration.replication",
    "aws_ecr_replication_configuration.replication.replication_configuration.rule.0",
    "aws_ecr_replication_configuration.replication.replication_configuration.rule.0.destination.0",
    "aws_ecr_pull_through_cache_rule.quay",
    "aws_ecr_repository_creation_template.quay",
    "aws_ecr_repository_creation_template.quay.applied_for",
  ])("is not there: %s", (path) => {
    const repositories = [{ component: "b", name: "b", purpose: "" }];
    const app = appOf({ a: { repositories, scanOnPush: false } });
    const stack = new RegistryStack(app, "registry", SETTINGS);
    stack.addOverride(`resource.${path}`, null);
    expect(problemsOf(app)).toEqual([]);
    expect(() => addAppWarnings(app)).not.toThrow();
  });

  it("is not there, if it is a repository", () => {
    const app = appOf({ a: {} });
    stackOf(app, "a").addOverride("resource.aws_ecr_repository.frontend", null);
    expect(problemsOf(app)).toEqual([]);
  });

  it("may be a list with one item, written as the item", () => {
    const app = appOf({});
    const stack = new RegistryStack(app, "registry", SETTINGS);
    const template = "resource.aws_ecr_repository_creation_template.quay";
    stack.addOverride(`${template}.applied_for`, "${var.uses}");
    expect(problemsOf(app)).toEqual([]);
  });
});

describe("two resources of a stack do not have one address", () => {
  it.each<[string, (stack: EnvironmentStack) => void]>([
    [
      "aws_ecr_repository.frontend",
      (stack) => new EcrRepository(stack, "frontend", { name: "other/zzz" }),
    ],
    [
      "aws_ecr_lifecycle_policy.celery",
      (stack) => new EcrLifecyclePolicy(stack, "celery", { repository: "x", policy: "{}" }),
    ],
  ])("%s", (address, add) => {
    const app = appOf({ a: { maxImageCount: 1 } });
    add(stackOf(app, "a"));
    expect(problemsOf(app)).toContainEqual(
      expect.stringContaining(`is "${address}": must have another address than a/`),
    );
  });

  it("one that was removed is none", () => {
    const app = appOf({ a: {} });
    const ecr = stackOf(app, "a").node.findChild("ecr");
    ecr.node.tryRemoveChild("image.frontend");
    for (const name of ["urls", "arns", "names"]) {
      stackOf(app, "a").node.tryRemoveChild(`repository_${name}`);
    }
    new ImageRepository(stackOf(app, "a"), "again", { component: "frontend", name: "a/frontend" });
    expect(problemsOf(app)).toEqual([]);
  });
});

describe("a repository of another stack", () => {
  it("is referred to by its state, as in all of CDKTF", () => {
    const app = appOf({ a: {}, b: {} });
    const { repositoryUrl } = stackOf(app, "a")
      .node.findAll()
      .find((child) => child instanceof ImageRepository)!;
    new TerraformOutput(stackOf(app, "b"), "of_a", { value: repositoryUrl });
    app.synth();
    const { output } = stackOf(app, "b").toTerraform();
    expect(output.of_a.value).toMatch(/^\$\{data\.terraform_remote_state\./);
  });
});

describe("a stack's id", () => {
  it.each([
    "..",
    "",
    "a/b",
    "__proto__",
    "constructor",
    "toString",
    "a".repeat(129),
    5,
    null,
    undefined,
    Symbol("id"),
    {},
  ])("names a folder: %s", (id) => {
    const stack = new EnvironmentStack(Testing.app(), id as string, { environment: "A" });
    const problems = stack.node.validate();
    expect(problems.at(-1)).toContain("environment is");
    if (typeof id === "string" && /^\w/.test(id) && id !== "__proto__" && id in {}) {
      expect(problems[0]).toContain("must be no name that every JavaScript object has");
    } else if (
      typeof id !== "string" ||
      id.length > 128 ||
      !/^[a-z]/.test(id) ||
      id.includes("/")
    ) {
      expect(problems[0]).toMatch(/^id is .+: must be a stack's name of 1 to 128 letters/);
    }
  });

  it("is no earlier stack's: that is reported with all other problems", () => {
    const app = appOf({ a: { maxImageCount: -1 } });
    new EnvironmentStack(app, "a", { environment: "B" });
    const stacks = app.node.children;
    expect(stacks.flatMap(({ node }) => node.validate())).toEqual([
      expect.stringContaining("a.maxImageCount is -1"),
      expect.stringContaining('a is "a": must differ from the id of every earlier stack'),
      expect.stringContaining('a.environment is "B"'),
    ]);
  });

  it.each(["a", "A"])("writes to no other stack's folder: a and %s", (id) => {
    const app = appOf({ a: {} });
    new EnvironmentStack(new Construct(app, "nested"), id, { environment: "other" });
    expect(problemsOf(app)).toEqual([
      expect.stringContaining(`nested/${id} is "${id}": must differ from the id of the stack at a`),
    ]);
  });
});

describe("the tags of a repository", () => {
  it("are 50 at most, default tags of the provider included", () => {
    const tags = Object.fromEntries(Array.from({ length: 47 }, (_, index) => [`k${index}`, ""]));
    const stack = new EnvironmentStack(Testing.app(), "qa", { environment: "qa", tags });
    const provider = stack.node.findChild("aws") as AwsProvider;
    provider.defaultTags = [{ tags: { k0: "", Environment: "", Owner: "" } }];
    expect(stack.node.validate()).toEqual([]);
    provider.defaultTags = [{ tags: { Owner: "", Team: "" } }];
    expect(stack.node.validate()).toHaveLength(3);
    expect(stack.node.validate()[0]).toMatch(/: must be at most 50 together \(AWS, /);
    expect(stack.node.validate()[0]).toContain(
      'qa.repositories["backend"].tags is "51 with the environment',
    );
  });
});
