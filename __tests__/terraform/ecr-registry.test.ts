import { writeFileSync } from "node:fs";
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetAccountSettingCommand,
  ValidatePullThroughCacheRuleCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { OTHER_ACCOUNT } from "../support/registries.ts";
import { actionsOf, changesOf, type Terraform } from "../support/terraform.ts";

const CACHE = "aws_ecr_pull_through_cache_rule";
const TEMPLATE = "aws_ecr_repository_creation_template";
const SETTING = "aws_ecr_account_setting";

const SECRET = `arn:aws:secretsmanager:us-east-1:${MOTO_ACCOUNT}:secret:ecr-pullthroughcache/one-AbCdEf`;
const ROLE = `arn:aws:iam::${MOTO_ACCOUNT}:role/registry`;
const KEY = `arn:aws:kms:us-east-1:${MOTO_ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const OTHER_KEY = KEY.replace("555555555555", "666666666666");

type Resources = Record<string, Record<string, Record<string, unknown>>>;

describeReal("real Terraform and what moto lacks of a registry", () => {
  const registry = new EcrRegistry();
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open((endpoint) => registry.listen(endpoint));
  });
  afterEach(async () => {
    registry.reset();
    await playground.moto.reset();
  });
  afterAll(async () => {
    await playground?.close();
    registry.close();
  });

  const client = () => ecrClient(registry);

  /** Terraform in a root module with these resources. */
  async function rootWith(resource: Resources): Promise<Terraform> {
    const terraform = playground.root({ "main.tf.json": main(resource) });
    await terraform.init();
    return terraform;
  }

  it("makes a cache of each upstream, changes its credentials and ends it", async () => {
    const caches = (secret: string, role: string) => ({
      [CACHE]: {
        public: { ecr_repository_prefix: "ecr-public", upstream_registry_url: "public.ecr.aws" },
        kubernetes: {
          ecr_repository_prefix: "kubernetes",
          upstream_registry_url: "registry.k8s.io",
        },
        quay: { ecr_repository_prefix: "third/quay", upstream_registry_url: "quay.io" },
        hub: {
          ecr_repository_prefix: "docker-hub",
          upstream_registry_url: "registry-1.docker.io",
          credential_arn: secret,
        },
        github: {
          ecr_repository_prefix: "github",
          upstream_registry_url: "ghcr.io",
          credential_arn: secret,
        },
        gitlab: {
          ecr_repository_prefix: "gitlab",
          upstream_registry_url: "registry.gitlab.com",
          credential_arn: secret,
        },
        azure: {
          ecr_repository_prefix: "azure",
          upstream_registry_url: "ours.azurecr.io",
          credential_arn: secret,
        },
        chainguard: {
          ecr_repository_prefix: "chainguard",
          upstream_registry_url: "cgr.dev",
          credential_arn: secret,
        },
        region: {
          ecr_repository_prefix: "west",
          upstream_registry_url: `${MOTO_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com`,
          upstream_repository_prefix: "team",
        },
        account: {
          ecr_repository_prefix: "ROOT",
          upstream_registry_url: `${OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`,
          upstream_repository_prefix: "ROOT",
          custom_role_arn: role,
        },
      },
    });
    const terraform = await rootWith(caches(SECRET, ROLE));
    await applyToTheEnd(terraform);

    const { pullThroughCacheRules = [] } = await client().send(
      new DescribePullThroughCacheRulesCommand({}),
    );
    expect(pullThroughCacheRules).toHaveLength(10);
    const rule = (prefix: string) =>
      pullThroughCacheRules.find(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix === prefix);
    expect(rule("third/quay")).toEqual({
      ecrRepositoryPrefix: "third/quay",
      upstreamRegistry: "quay",
      upstreamRegistryUrl: "quay.io",
      registryId: MOTO_ACCOUNT,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(rule("docker-hub")).toMatchObject({
      upstreamRegistry: "docker-hub",
      credentialArn: SECRET,
    });
    expect(rule("ROOT")).toMatchObject({
      upstreamRegistry: "ecr",
      upstreamRepositoryPrefix: "ROOT",
      customRoleArn: ROLE,
    });
    await expect(
      client().send(new ValidatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: "docker-hub" })),
    ).resolves.toMatchObject({ isValid: true, credentialArn: SECRET });

    const other = SECRET.replace("one", "two");
    rewrite(terraform, caches(other, `${ROLE}-2`));
    expect(changesOf(await terraform.plan())).toEqual({
      ...Object.fromEntries(
        ["hub", "github", "gitlab", "azure", "chainguard"].map((name) => [
          `${CACHE}.${name}`,
          ["credential_arn"],
        ]),
      ),
      [`${CACHE}.account`]: ["custom_role_arn"],
    });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const { pullThroughCacheRules: changed } = await client().send(
      new DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: ["azure", "ROOT"] }),
    );
    expect(changed).toMatchObject([{ credentialArn: other }, { customRoleArn: `${ROLE}-2` }]);

    await terraform.destroy();
    await expect(
      client().send(new DescribePullThroughCacheRulesCommand({})),
    ).resolves.toMatchObject({ pullThroughCacheRules: [] });
  });

  it("makes creation templates, changes them in place and ends them", async () => {
    const lifecycle = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 },
          action: { type: "expire" },
        },
      ],
    });
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Pull",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
          Action: ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        },
      ],
    });
    const full = {
      prefix: "production/team",
      applied_for: ["REPLICATION", "PULL_THROUGH_CACHE"],
      description: "all of it",
      image_tag_mutability: "IMMUTABLE",
      custom_role_arn: ROLE,
      encryption_configuration: { encryption_type: "KMS", kms_key: KEY },
      lifecycle_policy: lifecycle,
      repository_policy: policy,
      resource_tags: { Environment: "production", Empty: "" },
    };
    const terraform = await rootWith({
      [TEMPLATE]: { full, least: { prefix: "ROOT", applied_for: ["PULL_THROUGH_CACHE"] } },
    });
    await applyToTheEnd(terraform);
    const templates = async () => {
      const { repositoryCreationTemplates = [] } = await client().send(
        new DescribeRepositoryCreationTemplatesCommand({}),
      );
      return Object.fromEntries(repositoryCreationTemplates.map((t) => [t.prefix, t]));
    };
    const { ROOT: least, "production/team": made } = await templates();
    expect(least).toEqual({
      prefix: "ROOT",
      appliedFor: ["PULL_THROUGH_CACHE"],
      imageTagMutability: "MUTABLE",
      encryptionConfiguration: { encryptionType: "AES256" },
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(made).toMatchObject({
      description: "all of it",
      imageTagMutability: "IMMUTABLE",
      customRoleArn: ROLE,
      encryptionConfiguration: { encryptionType: "KMS", kmsKey: KEY },
      resourceTags: expect.arrayContaining([
        { Key: "Environment", Value: "production" },
        { Key: "Empty", Value: "" },
      ]),
    });
    expect(JSON.parse(made?.lifecyclePolicy ?? "")).toEqual(JSON.parse(lifecycle));
    expect(JSON.parse(made?.repositoryPolicy ?? "")).toEqual(JSON.parse(policy));

    rewrite(terraform, {
      [TEMPLATE]: {
        full: {
          prefix: "production/team",
          applied_for: ["REPLICATION"],
          encryption_configuration: { encryption_type: "KMS", kms_key: OTHER_KEY },
        },
        least: {
          prefix: "ROOT",
          applied_for: ["PULL_THROUGH_CACHE", "REPLICATION"],
          image_tag_mutability: "IMMUTABLE",
        },
      },
    });
    const plan = await terraform.plan();
    expect(actionsOf(plan)).toEqual({
      [`${TEMPLATE}.full`]: "update",
      [`${TEMPLATE}.least`]: "update",
    });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const { ROOT: root, "production/team": emptied } = await templates();
    expect(root).toMatchObject({
      imageTagMutability: "IMMUTABLE",
      appliedFor: expect.arrayContaining(["PULL_THROUGH_CACHE", "REPLICATION"]),
    });
    expect(emptied).toEqual({
      prefix: "production/team",
      appliedFor: ["REPLICATION"],
      imageTagMutability: "MUTABLE",
      encryptionConfiguration: { encryptionType: "KMS", kmsKey: OTHER_KEY },
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });

    await terraform.destroy();
    expect(await templates()).toEqual({});
  });

  it("cannot change a template from a key to AES256 but by a replacement, as ECR", async () => {
    const team = { prefix: "team", applied_for: ["REPLICATION"] };
    const encryptedBy = (...encryption_configuration: readonly object[]) => ({
      [TEMPLATE]: { team: { ...team, encryption_configuration } },
    });
    const terraform = await rootWith(encryptedBy({ encryption_type: "KMS", kms_key: KEY }));
    await applyToTheEnd(terraform);
    rewrite(terraform, encryptedBy());
    expect(actionsOf(await terraform.plan())).toEqual({ [`${TEMPLATE}.team`]: "update" });
    const { stderr } = await terraform.try("apply", "-no-color", "test.tfplan");
    expect(said(stderr)).toContain("Encryption key should not be set for AES256 encryption");
    expect(actionsOf(await terraform.plan(`-replace=${TEMPLATE}.team`))).toEqual({
      [`${TEMPLATE}.team`]: "delete and create",
    });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
  });

  it("sets account settings, and leaves them as they are when they are destroyed", async () => {
    const { settings } = registry.registry(MOTO_ACCOUNT, "us-east-1");
    settings.values.set("REGISTRY_POLICY_SCOPE", "V1");
    const resources = {
      [SETTING]: {
        scan: { name: "BASIC_SCAN_TYPE_VERSION", value: "AWS_NATIVE" },
        scope: { name: "REGISTRY_POLICY_SCOPE", value: "V2" },
      },
    };
    const terraform = await rootWith(resources);
    await applyToTheEnd(terraform);
    const scope = async () => {
      const name = "REGISTRY_POLICY_SCOPE";
      return (await client().send(new GetAccountSettingCommand({ name }))).value;
    };
    expect(await scope()).toBe("V2");

    settings.values.set("REGISTRY_POLICY_SCOPE", "V1");
    expect(changesOf(await terraform.plan())).toEqual({ [`${SETTING}.scope`]: ["value"] });
    await terraform.apply();
    expect(await scope()).toBe("V2");

    await terraform.destroy();
    expect(await scope()).toBe("V2");
  });

  it("passes other requests on to moto", async () => {
    const terraform = await rootWith({
      aws_ecr_repository: { own: { name: "own" } },
      [CACHE]: {
        quay: { ecr_repository_prefix: "quay", upstream_registry_url: "quay.io" },
      },
    });
    await applyToTheEnd(terraform);
    await terraform.destroy();
  });

  it.each([
    [
      "an upstream that ECR does not know",
      CACHE,
      { ecr_repository_prefix: "harbor", upstream_registry_url: "harbor.example.com" },
      "UnsupportedUpstreamRegistryException: The upstream registry URL harbor.example.com is invalid",
    ],
    [
      "a secret that is not named for caches",
      CACHE,
      {
        ecr_repository_prefix: "hub",
        upstream_registry_url: "registry-1.docker.io",
        credential_arn: SECRET.replace("ecr-pullthroughcache/", "other/"),
      },
      "InvalidParameterException: Invalid parameter at 'credentialArn' failed to satisfy constraint: 'must satisfy regular expression",
    ],
    [
      "a template's prefix in upper case",
      TEMPLATE,
      { prefix: "Production", applied_for: ["REPLICATION"] },
      "InvalidParameterException: Invalid parameter at 'prefix' failed to satisfy constraint: 'must satisfy regular expression",
    ],
    [
      "the scan type that AWS has ended",
      SETTING,
      { name: "BASIC_SCAN_TYPE_VERSION", value: "CLAIR" },
      "InvalidParameterException: The account setting BASIC_SCAN_TYPE_VERSION does not take the value CLAIR",
    ],
  ])("refuses %s", async (_, type, settings, message) => {
    const terraform = await rootWith({ [type]: { wrong: settings } });
    await terraform.plan();
    const { code, stderr } = await terraform.try("apply", "-no-color", "test.tfplan");
    expect(code).toBe(1);
    expect(said(stderr)).toContain(message);
  });

  it("cannot take a cache's secret away in place, as ECR", async () => {
    const hub = { ecr_repository_prefix: "hub", upstream_registry_url: "registry-1.docker.io" };
    const terraform = await rootWith({ [CACHE]: { hub: { ...hub, credential_arn: SECRET } } });
    await applyToTheEnd(terraform);
    rewrite(terraform, { [CACHE]: { hub } });
    expect(actionsOf(await terraform.plan())).toEqual({ [`${CACHE}.hub`]: "update" });
    const { stderr } = await terraform.try("apply", "-no-color", "test.tfplan");
    expect(said(stderr)).toContain(
      "Please set either credential arn or role arn to update the credentials",
    );
  });
});

function main(resource: Resources): string {
  return JSON.stringify({
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    provider: { aws: { region: "us-east-1" } },
    resource,
  });
}

function rewrite(terraform: Terraform, resource: Resources): void {
  writeFileSync(terraform.file("main.tf.json"), main(resource));
}

/** An error of Terraform without its line breaks. */
function said(stderr: string): string {
  return stderr.replace(/\n[│ ]*/g, " ");
}

async function applyToTheEnd(terraform: Terraform): Promise<void> {
  await terraform.plan();
  await terraform.apply();
  expect(actionsOf(await terraform.plan())).toEqual({});
}
