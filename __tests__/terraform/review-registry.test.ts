import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import type { CreationTemplate } from "../../settings/registry/creation-template.ts";
import type { RegistrySettings } from "../../settings/registry/registry-settings.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { CliProject } from "../support/cli-project.ts";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import { images, OTHER_ACCOUNT } from "../support/registries.ts";
import { Terraform } from "../support/terraform.ts";

type Registry = Partial<RegistrySettings>;

const QA: EnvironmentSettings = {
  environment: "qa",
  scanOnPush: false,
  repositories: images("api"),
};
const EU = { region: "eu-west-1" };
const OTHER = { region: "us-west-2", accountId: OTHER_ACCOUNT };
const copies = (...destinations: (typeof EU | typeof OTHER)[]) => [
  { destinations, environments: ["qa"], prefixes: ["thirdparty/"] },
];
const statement = (...prefixes: string[]) => ({
  Sid: "Copy",
  Effect: "Allow",
  Principal: { AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`] },
  Action: ["ecr:ReplicateImage"],
  Resource: prefixes.map((prefix) => `arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/${prefix}*`),
});
/** moto takes one rule of replication. */
const REGISTRY: Registry = {
  scanning: {
    type: "ENHANCED",
    rules: [
      { frequency: "CONTINUOUS_SCAN", filters: ["qa/*"] },
      { frequency: "SCAN_ON_PUSH", filters: ["*"] },
    ],
  },
  replication: copies(EU, OTHER),
  policyStatements: [statement("qa/", "thirdparty/")],
};

const REPLICATION = "aws_ecr_replication_configuration.replication";
const SCANNING = "aws_ecr_registry_scanning_configuration.scanning";
const POLICY = "aws_ecr_registry_policy.policy";
const NO_COPY =
  "No new image of qa/api (qa/* and thirdparty/*) arrives in 222222222222 us-west-2 any more.";
const LOSES = `account ${OTHER_ACCOUNT} loses ecr:ReplicateImage on`;

/** What a review reports of a change of the registry, as `KIND:ADDRESS REASON`. */
const EDITS: Readonly<Record<string, readonly [Registry, ...string[]]>> = {
  nothing: [REGISTRY],
  "more of all": [
    {
      scanning: { type: "ENHANCED", rules: [{ frequency: "CONTINUOUS_SCAN", filters: ["*"] }] },
      replication: [{ destinations: [EU, OTHER] }],
      policyStatements: [statement("")],
    },
  ],
  "a destination less": [
    { ...REGISTRY, replication: copies(EU) },
    `replication:${REPLICATION} ${NO_COPY}`,
  ],
  "an environment less": [
    { ...REGISTRY, replication: [{ destinations: [EU, OTHER], prefixes: ["thirdparty/"] }] },
    `replication:${REPLICATION} No new image of qa/api (qa/*) arrives in 123456789012 eu-west-1 and 222222222222 us-west-2 any more.`,
  ],
  "no replication": [
    { ...REGISTRY, replication: [] },
    `replication:${REPLICATION} No new image of qa/api (qa/* and thirdparty/*) arrives in 123456789012 eu-west-1 and 222222222222 us-west-2 any more.`,
  ],
  "fewer scans": [
    {
      ...REGISTRY,
      scanning: { type: "ENHANCED", rules: [{ frequency: "SCAN_ON_PUSH", filters: ["qa/*"] }] },
    },
    `scanning:${SCANNING} qa/api (qa/*): scanned continuously before, scanned on push (enhanced) after the apply.`,
    `scanning:${SCANNING} *: scanned on push (enhanced) before, scanned neither on push nor by request after the apply, except qa/*.`,
  ],
  "basic scans": [
    {
      ...REGISTRY,
      scanning: { type: "BASIC", rules: [{ frequency: "SCAN_ON_PUSH", filters: ["*"] }] },
    },
    `scanning:${SCANNING} qa/api (qa/*): scanned continuously before, scanned on push (basic) after the apply.`,
    `scanning:${SCANNING} *: scanned on push (enhanced) before, scanned on push (basic) after the apply.`,
  ],
  "no scans": [
    { ...REGISTRY, scanning: null },
    `scanning:${SCANNING} qa/api (qa/*): scanned continuously before, scanned on push only if the repository's own scan_on_push is true after the apply.`,
    `scanning:${SCANNING} *: scanned on push (enhanced) before, scanned on push only if the repository's own scan_on_push is true after the apply.`,
  ],
  "less access": [
    { ...REGISTRY, policyStatements: [statement("qa/")] },
    `access:${POLICY} ${LOSES} thirdparty/* (statement "Copy").`,
  ],
  "no access": [
    { ...REGISTRY, policyStatements: [] },
    `access:${POLICY} ${LOSES} qa/* and thirdparty/* (statement "Copy").`,
  ],
};

const HUB = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";
const CACHE = { ecrRepositoryPrefix: "docker-hub", upstreamRegistryUrl: "registry-1.docker.io" };
const TEMPLATE: CreationTemplate = {
  prefix: "docker-hub",
  appliedFor: ["PULL_THROUGH_CACHE", "REPLICATION"],
  description: "Images of Docker Hub",
  imageTagMutability: "IMMUTABLE",
  lifecycleRules: [{ tagStatus: "any", keepNewest: 5 }],
  pull: { accountIds: [OTHER_ACCOUNT] },
};
const CACHES: Registry = {
  basicScanTypeVersion: "AWS_NATIVE",
  registryPolicyScope: "V2",
  pullThroughCaches: [{ ...CACHE, credentialArn: HUB }],
  creationTemplates: [TEMPLATE],
};
const GONE = "The repositories that it made stay, and their images are no longer updated.";
const HUB_GONE = `no image comes from registry-1.docker.io through docker-hub/* any more.`;
const NEW = "repositories that ECR creates for docker-hub/* from then on do not get the same";
const CACHE_ADDRESS = "aws_ecr_pull_through_cache_rule.docker-hub";
const TEMPLATE_ADDRESS = "aws_ecr_repository_creation_template.docker-hub";

const CACHE_EDITS: Readonly<Record<string, readonly [Registry, ...string[]]>> = {
  nothing: [CACHES],
  "settings of the account that are left alone": [
    { ...CACHES, basicScanTypeVersion: null, registryPolicyScope: null },
  ],
  "another description": [
    { ...CACHES, creationTemplates: [{ ...TEMPLATE, description: "Docker Hub" }] },
  ],
  "no cache": [
    { ...CACHES, pullThroughCaches: [] },
    `registry:${CACHE_ADDRESS} The plan deletes the pull-through cache rule: ${HUB_GONE} ${GONE}`,
  ],
  "another login": [
    { ...CACHES, pullThroughCaches: [{ ...CACHE, credentialArn: HUB.replace("AbC", "XyZ") }] },
    `registry:${CACHE_ADDRESS} The plan changes credential_arn of the pull-through cache rule: if the upstream refuses the new login, ${HUB_GONE}`,
  ],
  "no template": [
    { ...CACHES, creationTemplates: [] },
    `registry:${TEMPLATE_ADDRESS} The plan deletes the creation template: ${NEW} applied_for, image_tag_mutability, lifecycle_policy and repository_policy. Those that exist keep their settings.`,
  ],
  "a template of less": [
    {
      ...CACHES,
      creationTemplates: [{ ...TEMPLATE, pull: {}, appliedFor: ["PULL_THROUGH_CACHE"] }],
    },
    `registry:${TEMPLATE_ADDRESS} The plan changes the creation template: ${NEW} applied_for and repository_policy. Those that exist keep their settings.`,
  ],
};

describeReal("a review of a registry stack", () => {
  const registry = new EcrRegistry();
  let playground: Playground;
  let project: CliProject;
  beforeAll(async () => {
    playground = await Playground.open((endpoint) => registry.listen(endpoint));
  });
  beforeEach(() => {
    project = new CliProject({ qa: QA });
  });
  afterEach(async () => {
    project.remove();
    registry.reset();
    await playground.moto.reset();
  });
  afterAll(async () => {
    await playground?.close();
    registry.close();
  });

  function synth(registries: Readonly<Record<string, Registry>>): void {
    project.synth({ qa: QA }, (app) => {
      for (const [id, settings] of Object.entries(registries)) {
        new RegistryStack(app, id, { accountId: MOTO_ACCOUNT, ...settings });
      }
    });
  }
  async function deploy(id: string): Promise<void> {
    const terraform = playground.terraform(project.stackFolder(id));
    await terraform.init();
    await terraform.run("apply", "-auto-approve", "-input=false", "-no-color");
  }
  async function review(...args: string[]) {
    const { env } = playground.terraform(project.folder);
    const { code, stdout, stderr } = await project.run(env, "review", ...args, "--json");
    if (stdout === "") throw new Error(stderr);
    const { findings, changes } = JSON.parse(stdout);
    const lines = findings.map(
      ({ kind, address, reason }: Record<string, string>) => `${kind}:${address} ${reason}`,
    );
    return { code, lines, findings, changes };
  }

  it.each(Object.entries(EDITS))("reports %s", async (_, [after, ...lines]) => {
    synth({ registry: REGISTRY });
    await deploy("registry");
    synth({ registry: after });
    const found = await review("registry");
    expect(found.lines).toEqual(lines);
    expect(found.code).toBe(lines.length > 0 ? 1 : 0);
  });

  it.each(Object.entries(CACHE_EDITS))("reports %s", async (_, [after, ...lines]) => {
    synth({ registry: CACHES });
    await deploy("registry");
    synth({ registry: after });
    const found = await review("registry");
    expect(found.lines).toEqual(lines);
    expect(found.code).toBe(lines.length > 0 ? 1 : 0);
  });

  it("accepts what is named, and is one of the reviews of all stacks", async () => {
    synth({ registry: REGISTRY });
    await Promise.all([deploy("qa"), deploy("registry")]);
    synth({ registry: { ...REGISTRY, replication: copies(EU) } });
    const label = `replication:${REPLICATION}`;
    expect(await review("registry", "--accept", label)).toMatchObject({
      code: 0,
      findings: [{ accepted: true, stack: "registry", repository: "qa/*, thirdparty/*" }],
    });
    expect(await review()).toMatchObject({ code: 1, lines: [`${label} ${NO_COPY}`] });
  });

  it("reports what another stack of the registry overwrites", async () => {
    synth({ registry: REGISTRY });
    expect(await review("registry")).toMatchObject({ code: 0, lines: [] });
    await deploy("registry");
    const other: Registry = {
      scanning: { type: "BASIC", rules: [] },
      replication: [{ destinations: [EU] }],
      policyStatements: [statement("qa/")],
    };
    synth({ other });
    const overwrites = (name: string) =>
      `AWS has a ${name} that the state does not hold, and the plan overwrites it.`;
    const { code, lines } = await review("other");
    expect(lines).toEqual([
      `access:${POLICY} ${overwrites("registry policy")} ${LOSES} thirdparty/* (statement "Copy").`,
      `replication:${REPLICATION} ${overwrites("replication configuration")} ${NO_COPY}`,
      `scanning:${SCANNING} ${overwrites("scanning configuration")} ${EDITS["no scans"]?.[1]?.slice(`scanning:${SCANNING} `.length)}`,
      `scanning:${SCANNING} ${overwrites("scanning configuration")} ${EDITS["no scans"]?.[2]?.slice(`scanning:${SCANNING} `.length)}`,
    ]);
    expect(code).toBe(1);
    const offline = await review("other", "--offline");
    expect(offline.code).toBe(1);
    expect(offline.lines).toEqual(
      [
        ["access", POLICY, "registry policy"],
        ["replication", REPLICATION, "replication configuration"],
        ["scanning", SCANNING, "scanning configuration"],
      ].map(
        ([kind, address, name]) =>
          `${kind}:${address} Whether AWS has a ${name} that the plan overwrites is not known: AWS was not asked.`,
      ),
    );
  });

  it("reads the plan of HCL with modules, instances and several providers", async () => {
    const provider = (region: string, more = "") =>
      `provider "aws" {\n  region = "${region}"\n${more}}\n`;
    const call = (name: string, prefixes: string[], alias = "") => `
      module "${name}" {
        source   = "./registry"
        prefixes = ${JSON.stringify(prefixes)}
        ${alias && `providers = { aws = aws.${alias} }`}
      }`;
    const module = `
      terraform {
        required_providers {
          aws = { source = "hashicorp/aws" }
        }
      }
      variable "prefixes" { type = list(string) }
      resource "aws_ecr_replication_configuration" "this" {
        for_each = toset(["all"])
        replication_configuration {
          rule {
            destination {
              region      = "ap-east-1"
              registry_id = "${OTHER_ACCOUNT}"
            }
            dynamic "repository_filter" {
              for_each = var.prefixes
              content {
                filter      = repository_filter.value
                filter_type = "PREFIX_MATCH"
              }
            }
          }
        }
      }`;
    const root = (here: string[], west: string[], more = "") =>
      [
        provider("us-east-1"),
        provider("us-west-2", `  alias = "west"\n`),
        call("here", here),
        call("west", west, "west"),
        more,
      ].join("\n");
    // A provider that stays up has one configuration for all of its aliases.
    const terraform = new Terraform(playground.folder(), playground.coldEnv());
    writeFileSync(terraform.file("main.tf"), root(["a/", "b/"], ["a/"]));
    mkdirSync(terraform.file("registry"));
    writeFileSync(terraform.file("registry/main.tf"), module);
    await terraform.init();
    await terraform.run("apply", "-auto-approve", "-input=false", "-no-color");
    const reviewed = async (main: string) => {
      writeFileSync(terraform.file("main.tf"), main);
      await terraform.init();
      const plan = project.write("plan.json", await terraform.plan());
      return review("--plan", plan);
    };
    const address = (name: string) =>
      `module.${name}.aws_ecr_replication_configuration.this["all"]`;

    expect(await reviewed(root(["a/"], ["a/", "b/"]))).toMatchObject({
      code: 1,
      lines: [
        `replication:${address("here")} No new image of b/* arrives in 222222222222 ap-east-1 any more.`,
      ],
    });
    const moved = root(["a/", "b/"], ["a/"]).replace('module "here"', 'module "new"');
    expect(await reviewed(moved)).toMatchObject({
      code: 1,
      findings: [
        {
          address: address("new"),
          remedy: `If one takes the place of the other, add this to the root module, and plan again:\nmoved {\n  from = module.here\n  to   = module.new\n}`,
        },
      ],
    });
    const second = call("second", ["a/", "b/"]);
    expect((await reviewed(root(["a/", "b/"], ["a/"], second))).lines).toEqual([
      `replication:${address("second")} ${address("here")} puts the replication configuration of the same registry, too. A registry has one: what is applied last overwrites the other.`,
    ]);
  });
});
