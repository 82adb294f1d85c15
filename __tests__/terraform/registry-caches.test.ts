import { join } from "node:path";
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetAccountSettingCommand,
} from "@aws-sdk/client-ecr";
import { App } from "cdktf";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { RegistrySettings } from "../../settings/registry/registry-settings.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { OTHER_ACCOUNT } from "../support/registries.ts";
import { actionsOf, changesOf, type Terraform } from "../support/terraform.ts";

const SECRET = `arn:aws:secretsmanager:us-east-1:${MOTO_ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf`;
const KEY = `arn:aws:kms:us-east-1:${MOTO_ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const TEMPLATE = "aws_ecr_repository_creation_template";

const SETTINGS: RegistrySettings = {
  accountId: MOTO_ACCOUNT,
  basicScanTypeVersion: "AWS_NATIVE",
  pullThroughCaches: [
    { ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" },
    {
      ecrRepositoryPrefix: "docker-hub",
      upstreamRegistryUrl: "registry-1.docker.io",
      credentialArn: SECRET,
    },
    {
      ecrRepositoryPrefix: "west",
      upstreamRegistryUrl: `${MOTO_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com`,
    },
    {
      ecrRepositoryPrefix: "ROOT",
      upstreamRegistryUrl: `${OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`,
      customRoleArn: `arn:aws:iam::${MOTO_ACCOUNT}:role/cache`,
    },
  ],
  creationTemplates: [
    {
      prefix: "docker-hub",
      appliedFor: ["PULL_THROUGH_CACHE", "REPLICATION"],
      description: "Images of Docker Hub",
      lifecycleRules: [
        { tagPrefixes: ["v"], keepForever: true },
        { tagStatus: "any", keepNewest: 5 },
      ],
      pull: { accountIds: [OTHER_ACCOUNT], lambdaAccountIds: [OTHER_ACCOUNT] },
      tags: { Team: "platform" },
    },
    {
      prefix: "ROOT",
      appliedFor: ["PULL_THROUGH_CACHE"],
      encryptionType: "KMS",
      kmsKeyArn: KEY,
      imageTagMutability: "IMMUTABLE",
    },
  ],
  policyStatements: [
    {
      Sid: "Own",
      Effect: "Allow",
      Principal: { AWS: [`arn:aws:iam::${MOTO_ACCOUNT}:root`] },
      Action: ["ecr:CreateRepository"],
      Resource: [`arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/docker-hub/*`],
    },
  ],
  registryPolicyScope: "V2",
};

describeReal("caches and creation templates of a registry stack on real Terraform", () => {
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

  /** Terraform in the stack, which an earlier call may have applied. */
  async function stack(settings: RegistrySettings, outdir: string): Promise<Terraform> {
    const app = new App({ outdir });
    const registryStack = new RegistryStack(app, "registry", settings);
    registryStack.addOverride("terraform.backend.local.path", "test.tfstate");
    app.synth();
    const terraform = playground.terraform(join(outdir, "stacks", "registry"));
    await terraform.init();
    return terraform;
  }

  async function apply(terraform: Terraform): Promise<void> {
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
  }

  const client = () => ecrClient(registry);
  const caches = async () =>
    (await client().send(new DescribePullThroughCacheRulesCommand({}))).pullThroughCacheRules ?? [];
  const templates = async () =>
    (await client().send(new DescribeRepositoryCreationTemplatesCommand({})))
      .repositoryCreationTemplates ?? [];

  it("are as the settings say, and change in place", async () => {
    const outdir = playground.folder();
    const terraform = await stack(SETTINGS, outdir);
    await apply(terraform);

    expect(
      Object.fromEntries(
        (await caches()).map((cache) => [
          cache.ecrRepositoryPrefix,
          [cache.upstreamRegistry, cache.upstreamRepositoryPrefix, cache.credentialArn],
        ]),
      ),
    ).toEqual({
      quay: ["quay", undefined, undefined],
      "docker-hub": ["docker-hub", undefined, SECRET],
      west: ["ecr", "ROOT", undefined],
      ROOT: ["ecr", "ROOT", undefined],
    });
    const [hub, root] = (await templates())
      .toSorted((one, other) => `${other.prefix}`.localeCompare(`${one.prefix}`))
      .toReversed();
    expect(hub).toMatchObject({
      prefix: "docker-hub",
      appliedFor: expect.arrayContaining(["PULL_THROUGH_CACHE", "REPLICATION"]),
      imageTagMutability: "MUTABLE",
      resourceTags: [{ Key: "Team", Value: "platform" }],
      customRoleArn: `arn:aws:iam::${MOTO_ACCOUNT}:role/ecr-creation-templates-us-east-1`,
    });
    expect(JSON.parse(`${hub?.lifecyclePolicy}`).rules).toHaveLength(2);
    expect(JSON.parse(`${hub?.repositoryPolicy}`).Statement).toHaveLength(3);
    expect(root).toMatchObject({
      prefix: "ROOT",
      imageTagMutability: "IMMUTABLE",
      encryptionConfiguration: { encryptionType: "KMS", kmsKey: KEY },
    });
    expect(root).not.toHaveProperty("repositoryPolicy");

    const [first, ...others] = SETTINGS.creationTemplates!;
    const changed = await stack(
      {
        ...SETTINGS,
        creationTemplates: [{ ...first!, lifecycleRules: [], maxImageCount: 9 }, ...others],
      },
      outdir,
    );
    expect(changesOf(await changed.plan())).toEqual({
      [`${TEMPLATE}.docker-hub`]: ["lifecycle_policy"],
    });
    await apply(changed);
    await changed.destroy();
    expect([await caches(), await templates()]).toEqual([[], []]);
  });

  it("are imported by their prefix, if AWS has them already", async () => {
    const settings = {
      accountId: MOTO_ACCOUNT,
      pullThroughCaches: [{ ecrRepositoryPrefix: "third/quay.io", upstreamRegistryUrl: "quay.io" }],
      creationTemplates: [{ prefix: "third/quay.io", appliedFor: ["PULL_THROUGH_CACHE"] }],
    } as const;
    await apply(await stack(settings, playground.folder()));
    const terraform = await stack(settings, playground.folder());
    await terraform.plan();
    await expect(terraform.apply()).rejects.toThrow("PullThroughCacheRuleAlreadyExistsException");
    for (const type of ["aws_ecr_pull_through_cache_rule", TEMPLATE]) {
      await terraform.run("import", `${type}.third__quay_io`, "third/quay.io");
    }
    expect(actionsOf(await terraform.plan())).toEqual({});
  });

  it("change account settings, which a destroy leaves", async () => {
    const { values } = registry.registry(MOTO_ACCOUNT, "us-east-1").settings;
    values.set("REGISTRY_POLICY_SCOPE", "V1");
    const scope = async () =>
      (await client().send(new GetAccountSettingCommand({ name: "REGISTRY_POLICY_SCOPE" }))).value;
    expect(await scope()).toBe("V1");
    const terraform = await stack(
      { accountId: MOTO_ACCOUNT, registryPolicyScope: "V2" },
      playground.folder(),
    );
    await apply(terraform);
    expect(await scope()).toBe("V2");
    await terraform.destroy();
    expect(await scope()).toBe("V2");
  });
});
