import { join } from "node:path";
import {
  BatchGetRepositoryScanningConfigurationCommand,
  DescribeRegistryCommand,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
} from "@aws-sdk/client-ecr";
import { App } from "cdktf";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { RegistrySettings } from "../../settings/registry/registry-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { images, OTHER_ACCOUNT } from "../support/registries.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

describeReal("a registry stack on real Terraform", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterEach(() => playground.moto.reset());
  afterAll(() => playground?.close());

  /** Terraform in the stacks of an app with one environment and one registry. */
  async function stacksOf(
    settings: Omit<RegistrySettings, "accountId">,
    more: (app: App) => void = () => {},
  ) {
    const app = new App({ outdir: playground.folder() });
    const environment = new EnvironmentStack(app, "qa", {
      environment: "qa",
      preventDestroy: false,
      repositories: images("api"),
    });
    const registry = new RegistryStack(app, "registry", { accountId: MOTO_ACCOUNT, ...settings });
    for (const stack of [environment, registry]) {
      stack.addOverride("terraform.backend.local.path", "test.tfstate");
    }
    more(app);
    app.synth();
    const inStack = async (id: string) => {
      const terraform = playground.terraform(join(app.outdir, "stacks", id));
      await terraform.init();
      return terraform;
    };
    return { qa: await inStack("qa"), registry: await inStack("registry") };
  }

  async function apply(terraform: Terraform): Promise<void> {
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
  }

  it("scans as its settings say, and as before once it is destroyed", async () => {
    const { qa, registry } = await stacksOf({
      scanning: {
        type: "ENHANCED",
        rules: [
          { frequency: "CONTINUOUS_SCAN", filters: ["qa/*", { repository: "thirdparty/redis" }] },
          { frequency: "SCAN_ON_PUSH", filters: ["dev/*"] },
        ],
      },
    });
    await apply(qa);
    await apply(registry);

    const client = ecrClient(playground.moto);
    const configuration = () => client.send(new GetRegistryScanningConfigurationCommand({}));
    const wildcard = (filter: string) => ({ filter, filterType: "WILDCARD" });
    const { scanningConfiguration } = await configuration();
    expect(scanningConfiguration?.scanType).toBe("ENHANCED");
    expect(scanningConfiguration?.rules).toHaveLength(2);
    expect(scanningConfiguration?.rules).toEqual(
      expect.arrayContaining([
        {
          scanFrequency: "CONTINUOUS_SCAN",
          repositoryFilters: expect.arrayContaining([
            wildcard("qa/*"),
            wildcard("thirdparty/redis"),
          ]),
        },
        { scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [wildcard("dev/*")] },
      ]),
    );
    const { scanningConfigurations } = await client.send(
      new BatchGetRepositoryScanningConfigurationCommand({ repositoryNames: ["qa/api"] }),
    );
    expect(scanningConfigurations?.[0]?.scanFrequency).toBe("CONTINUOUS_SCAN");

    await registry.destroy();
    expect((await configuration()).scanningConfiguration).toEqual({ scanType: "BASIC", rules: [] });
  });

  it("replicates as its settings say, and no longer once it is destroyed", async () => {
    const { registry } = await stacksOf({
      replication: [
        {
          destinations: [
            { region: "eu-west-1" },
            { region: "us-west-2", accountId: OTHER_ACCOUNT },
          ],
          environments: ["qa"],
          prefixes: ["thirdparty/redis"],
        },
      ],
    });
    await apply(registry);
    const client = ecrClient(playground.moto);
    const configuration = async () =>
      (await client.send(new DescribeRegistryCommand({}))).replicationConfiguration;
    expect(await configuration()).toEqual({
      rules: [
        {
          destinations: [
            { region: "eu-west-1", registryId: MOTO_ACCOUNT },
            { region: "us-west-2", registryId: OTHER_ACCOUNT },
          ],
          repositoryFilters: [
            { filter: "qa/", filterType: "PREFIX_MATCH" },
            { filter: "thirdparty/redis", filterType: "PREFIX_MATCH" },
          ],
        },
      ],
    });
    await registry.destroy();
    expect(await configuration()).toEqual({ rules: [] });
  });

  it("replicates every repository if a rule has no filter", async () => {
    const { registry } = await stacksOf({
      replication: [{ destinations: [{ region: "eu-west-1" }] }],
    });
    await apply(registry);
    const { replicationConfiguration } = await ecrClient(playground.moto).send(
      new DescribeRegistryCommand({}),
    );
    expect(replicationConfiguration?.rules?.[0]?.repositoryFilters ?? []).toEqual([]);
  });

  it("lets the registries of the app replicate to it, beside statements of its own", async () => {
    const statement = {
      Sid: "Own",
      Effect: "Allow",
      Principal: { AWS: [`arn:aws:iam::${MOTO_ACCOUNT}:root`] },
      Action: ["ecr:CreateRepository"],
      Resource: [`arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/cache/*`],
      Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team}" } },
    };
    const { registry } = await stacksOf({ policyStatements: [statement] }, (app) => {
      new RegistryStack(app, "source", {
        accountId: OTHER_ACCOUNT,
        replication: [
          {
            destinations: [{ region: "us-east-1", accountId: MOTO_ACCOUNT }],
            environments: ["qa"],
            createRepositories: true,
          },
        ],
      });
    });
    await apply(registry);
    const client = ecrClient(playground.moto);
    const { policyText = "" } = await client.send(new GetRegistryPolicyCommand({}));
    expect(JSON.parse(policyText).Statement).toEqual([
      {
        Sid: `AllowReplicationAndCreationFrom${OTHER_ACCOUNT}`,
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: ["ecr:CreateRepository", "ecr:ReplicateImage"],
        Resource: [`arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/qa/*`],
      },
      statement,
    ]);
    await registry.destroy();
    await expect(client.send(new GetRegistryPolicyCommand({}))).rejects.toThrow(
      /Registry policy does not exist/,
    );
  });
});
