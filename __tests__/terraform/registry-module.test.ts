import { readFileSync, writeFileSync } from "node:fs";
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  GetAccountSettingCommand,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n';
const SOURCE = 'source = "./modules/ecr-registry"';
const call = (settings: string, name = "registry") =>
  `module "${name}" {\n  ${SOURCE}\n${settings}\n}\n`;

describeReal("modules/ecr-registry on real Terraform", () => {
  const registry = new EcrRegistry();
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open((endpoint) => registry.listen(endpoint));
  });
  afterAll(async () => {
    await playground?.close();
    registry.close();
  });

  const rootOf = async (main: string) => {
    const terraform = playground.root({ "main.tf": PROVIDER + main });
    await terraform.init();
    return terraform;
  };

  const messageOf = async (main: string) => {
    const { code, stderr } = await (await rootOf(main)).try("plan", "-no-color");
    expect(code).toBe(1);
    return stderr.replace(/[\s│]+/g, " ");
  };

  it("plans the example of its page", async () => {
    const [, example = ""] =
      readFileSync("modules/ecr-registry/README.md", "utf8").match(/```hcl\n([\s\S]*?)```/) ?? [];
    const plan = await (await rootOf(example)).plan();
    expect(Object.keys(actionsOf(plan)).sort()).toEqual(
      [
        "aws_ecr_account_setting.registry_policy_scope[0]",
        'aws_ecr_pull_through_cache_rule.cache["docker-hub"]',
        'aws_ecr_pull_through_cache_rule.cache["k8s"]',
        "aws_ecr_registry_policy.policy[0]",
        "aws_ecr_registry_scanning_configuration.scanning[0]",
        "aws_ecr_replication_configuration.replication[0]",
      ].map((address) => `module.registry.${address}`),
    );
  });

  it("leaves AWS as it is if nothing is set, or all is null", async () => {
    const names = Object.keys(
      JSON.parse(readFileSync("modules/ecr-registry/variables.tf.json", "utf8")).variable,
    );
    const nulls = names.map((name) => `${name} = null`).join("\n");
    const terraform = await rootOf(
      `${call("")}${call(nulls, "nulls")}
      output "ids" {
        value = [module.registry.registry_id, module.nulls.registry_id]
      }`,
    );
    expect(actionsOf(await terraform.plan())).toEqual({});
    await terraform.apply();
    expect((await terraform.outputs()).ids).toEqual([null, null]);
  });

  it("sets what its variables say, changes it in place, and undoes it", async () => {
    const main = (filter: string, region: string) =>
      `${PROVIDER}${call(`
        scan_type = "ENHANCED"
        scanning_rules = [
          { scan_frequency = "CONTINUOUS_SCAN", filters = ["${filter}"] },
          { scan_frequency = "SCAN_ON_PUSH", filters = ["b*", "a*"] },
        ]
        replication_rules = [
          {
            destinations = [{ region = "${region}", registry_id = "222222222222" }]
            prefixes     = ["production/", "a/"]
          },
        ]
        policy_statements = [
          {
            Sid       = "Ci"
            Effect    = "Allow"
            Principal = { AWS = ["arn:aws:iam::123456789012:root"] }
            Action    = ["ecr:CreateRepository"]
            Resource  = ["arn:aws:ecr:us-east-1:123456789012:repository/k8s/*"]
          },
          { Effect = "Deny", Principal = "*", Action = "ecr:ReplicateImage", Resource = "*" },
        ]`)}
      output "id" {
        value = module.registry.registry_id
      }`;
    const terraform = playground.root({ "main.tf": main("production/*", "us-west-2") });
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    expect((await terraform.outputs()).id).toBe("123456789012");

    const client = ecrClient(playground.moto);
    const { policyText = "" } = await client.send(new GetRegistryPolicyCommand({}));
    expect(
      JSON.parse(policyText).Statement.map(({ Effect }: { Effect: string }) => Effect),
    ).toEqual(["Allow", "Deny"]);

    writeFileSync(terraform.file("main.tf"), main("staging/*", "eu-west-1"));
    const actions = actionsOf(await terraform.plan());
    expect(actions).toEqual({
      "module.registry.aws_ecr_registry_scanning_configuration.scanning[0]": "update",
      "module.registry.aws_ecr_replication_configuration.replication[0]": "update",
    });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const replication = async () =>
      (await client.send(new DescribeRegistryCommand({}))).replicationConfiguration?.rules;
    const scanning = async () =>
      (await client.send(new GetRegistryScanningConfigurationCommand({}))).scanningConfiguration;
    expect(await replication()).toEqual([
      {
        destinations: [{ region: "eu-west-1", registryId: "222222222222" }],
        repositoryFilters: [
          { filter: "production/", filterType: "PREFIX_MATCH" },
          { filter: "a/", filterType: "PREFIX_MATCH" },
        ],
      },
    ]);
    const { rules = [] } = (await scanning()) ?? {};
    expect(
      rules.map(({ scanFrequency, repositoryFilters = [] }) => [
        scanFrequency,
        ...repositoryFilters.map(({ filter }) => filter).sort(),
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["CONTINUOUS_SCAN", "staging/*"],
        ["SCAN_ON_PUSH", "a*", "b*"],
      ]),
    );

    await terraform.destroy();
    expect(await replication()).toEqual([]);
    expect(await scanning()).toEqual({ scanType: "BASIC", rules: [] });
  });

  it("has caches by their prefix: each comes, changes and goes alone", async () => {
    const main = (caches: string) => `
      ${PROVIDER}
      resource "terraform_data" "secret" {
        input = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub"
      }
      ${call(`
        basic_scan_type_version = "AWS_NATIVE"
        registry_policy_scope   = "V2"
        pull_through_cache_rules = {
          own = { upstream_registry_url = "123456789012.dkr.ecr.us-west-2.amazonaws.com" }
          ${caches}
        }`)}`;
    const hub = (secret: string) =>
      `"z/hub" = { upstream_registry_url = "registry-1.docker.io", credential_arn = ${secret} }`;
    const terraform = playground.root({
      "main.tf": main(
        `k8s = { upstream_registry_url = "registry.k8s.io" }\n${hub("terraform_data.secret.output")}`,
      ),
    });
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const client = ecrClient(registry);
    const caches = async () => {
      const { pullThroughCacheRules = [] } = await client.send(
        new DescribePullThroughCacheRulesCommand({}),
      );
      return pullThroughCacheRules.map(
        ({ ecrRepositoryPrefix, credentialArn, upstreamRepositoryPrefix }) =>
          [ecrRepositoryPrefix, credentialArn?.slice(-5), upstreamRepositoryPrefix].join(" "),
      );
    };
    expect((await caches()).sort()).toEqual(["k8s  ", "own  ROOT", "z/hub e/hub "]);
    const { value } = await client.send(
      new GetAccountSettingCommand({ name: "BASIC_SCAN_TYPE_VERSION" }),
    );
    expect(value).toBe("AWS_NATIVE");

    const other = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/other";
    writeFileSync(
      terraform.file("main.tf"),
      main(`a1 = { upstream_registry_url = "quay.io" }\n${hub(`"${other}"`)}`),
    );
    const cache = "module.registry.aws_ecr_pull_through_cache_rule.cache";
    expect(actionsOf(await terraform.plan())).toEqual({
      [`${cache}["a1"]`]: "create",
      [`${cache}["k8s"]`]: "delete",
      [`${cache}["z/hub"]`]: "update",
    });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    expect((await caches()).sort()).toEqual(["a1  ", "own  ROOT", "z/hub other "]);
    await terraform.destroy();
    expect(await caches()).toEqual([]);
  });

  it("takes a secret, a role and a policy that are known only at apply", async () => {
    const terraform = await rootOf(`
      resource "terraform_data" "secret" {
        input = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub"
      }
      resource "terraform_data" "role" {
        input = "arn:aws:iam::123456789012:role/cache"
      }
      ${call(`
        pull_through_cache_rules = {
          hub = {
            upstream_registry_url = "registry-1.docker.io"
            credential_arn        = terraform_data.secret.output
          }
          other = {
            upstream_registry_url = "222222222222.dkr.ecr.us-east-1.amazonaws.com"
            custom_role_arn       = terraform_data.role.output
          }
        }
        policy_statements = [
          {
            Effect    = "Allow"
            Principal = { AWS = [terraform_data.role.output] }
            Action    = "ecr:CreateRepository"
            Resource  = "*"
          },
        ]`)}`);
    const { resource_changes: changes = [] } = await terraform.plan();
    const unknownOf = (prefix: string) => {
      const rule = changes.find(({ change }) => change.after?.ecr_repository_prefix === prefix);
      return Object.keys(rule?.change.after_unknown ?? {}).sort();
    };
    // What forces a replacement is known: a new secret does not replace the rule.
    expect(unknownOf("hub")).toEqual(["credential_arn", "id", "registry_id"]);
    expect(unknownOf("other")).toEqual(["custom_role_arn", "id", "registry_id"]);
    expect(changes.filter(({ type }) => type === "aws_ecr_registry_policy")).toHaveLength(1);
  });

  it("refuses values that break a rule, and names the variable and the rule", async () => {
    const message = await messageOf(
      call(`
        scan_type      = "FAST"
        scanning_rules = [{ scan_frequency = "DAILY", filters = ["prod", "a*", "a*"] }]
        replication_rules = [
          { destinations = [], prefixes = [] },
          { destinations = [{ region = "mars-1", registry_id = "12" }], prefixes = ["qa/*"] },
        ]
        pull_through_cache_rules = {
          "a/" = { upstream_registry_url = "docker.io", login = "x" }
          hub  = { upstream_registry_url = "ghcr.io", credential_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:hub" }
          ecr  = { custom_role_arn = "role" }
        }
        policy_statements       = { Effect = "Allow" }
        registry_policy_scope   = "V1"
        basic_scan_type_version = "CLAIR"`) +
        call(
          'policy_statements = [for n in range(11) : { Sid = join("", [for m in range(1000) : "a"]) }]',
          "long",
        ) +
        call('policy_statements = [{ Effect = "Allow", Principal = "*" }, { Sid = "a" }]', "open"),
    );
    for (const words of [
      'var.scan_type is "FAST"',
      "The scan_type must be BASIC or ENHANCED (ECR API, PutRegistryScanningConfiguration).",
      "Each scan_frequency of scanning_rules must be SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL",
      "Each filter of scanning_rules must have a wildcard, as in production/*: without one",
      "Each filter of a rule of scanning_rules must be listed once",
      "Each list of destinations of replication_rules must not be empty",
      "Each list of prefixes of replication_rules must not be empty: a rule without a filter copies every repository. If that is meant, write null",
      "Each region of replication_rules must be a region",
      "Each registry_id of replication_rules must be 12 digits",
      "Each prefix of replication_rules must be the beginning of a repository's name",
      "Each of pull_through_cache_rules must have no keys but upstream_registry_url,",
      "Each key of pull_through_cache_rules must be ROOT, or the beginning",
      "Each upstream_registry_url of pull_through_cache_rules must be the host of an upstream",
      "Each credential_arn of pull_through_cache_rules must be the ARN of a secret whose name begins",
      "Each custom_role_arn of pull_through_cache_rules must be the ARN of an IAM role",
      "The policy_statements must be a list of statements",
      "Each Principal of policy_statements must not be * without a condition: every AWS account would",
      "The policy_statements must give a registry policy of at most 10240 characters",
      "The registry_policy_scope must be null or V2",
      "The basic_scan_type_version must be null or AWS_NATIVE",
    ]) {
      expect(message).toContain(words);
    }
  });

  it("refuses values that do not fit together, and names them and the rule", async () => {
    const rules = (frequency: string) =>
      `scanning_rules = [{ scan_frequency = "${frequency}", filters = ["*"] }]`;
    const cache = (settings: string) =>
      `pull_through_cache_rules = { quay = { ${settings} }, k8s = { upstream_registry_url = "registry.k8s.io" } }`;
    const message = await messageOf(
      [
        call(rules("MANUAL"), "without_type"),
        call(`scan_type = "BASIC"\n${rules("CONTINUOUS_SCAN")}`, "basic"),
        call('scan_type = "ENHANCED"', "enhanced"),
        call(cache('upstream_registry_url = "ghcr.io"'), "no_secret"),
        call(
          cache(
            'upstream_registry_url = "quay.io", upstream_repository_prefix = "team", custom_role_arn = "arn:aws:iam::111111111111:role/a"',
          ),
          "not_of_ecr",
        ),
      ].join(""),
    );
    for (const words of [
      '"scan_type is null: must be BASIC or ENHANCED if there are scanning_rules (Registry, Scanning)"',
      '"scanning_rules[*].scan_frequency is [CONTINUOUS_SCAN]: must be SCAN_ON_PUSH or MANUAL if the type is BASIC (ECR API, RegistryScanningRule)"',
      "scanning_rules[*].scan_frequency is []: must not be empty if the type is ENHANCED",
      'pull_through_cache_rules[\\"quay\\"].credential_arn is null: must be the ARN of a secret: ECR needs a login for ghcr.io (ECR, Pull-through cache rules)',
      'pull_through_cache_rules[\\"quay\\"].custom_role_arn is arn:aws:iam::111111111111:role/a: must be left out: quay.io is no registry of ECR',
      'pull_through_cache_rules[\\"quay\\"].upstream_repository_prefix is team: must be left out: quay.io is no registry of ECR',
    ]) {
      expect(message).toContain(words);
    }
  });
});
