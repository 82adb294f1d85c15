import * as sdk from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EcrModel } from "../support/ecr-model.ts";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { MOTO_ACCOUNT, type Moto, startMoto } from "../support/moto.ts";
import { ecrClient } from "../support/read-back.ts";
import { describeWith } from "../support/real.ts";
import { OTHER_ACCOUNT } from "../support/registries.ts";

const SECRET = `arn:aws:secretsmanager:us-east-1:${MOTO_ACCOUNT}:secret:ecr-pullthroughcache/one-AbCdEf`;
const ROLE = `arn:aws:iam::${MOTO_ACCOUNT}:role/registry`;
const QUAY = { ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" };
const HUB = { ecrRepositoryPrefix: "hub", upstreamRegistryUrl: "registry-1.docker.io" };

describeWith("moto_server")("the server for what moto lacks of a registry", () => {
  const registry = new EcrRegistry();
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    await registry.listen(moto.endpoint);
  });
  afterEach(() => registry.reset());
  afterAll(async () => {
    await moto?.stop();
    registry.close();
  });

  const client = (region?: string) => ecrClient(registry, region);
  const create = (rule: sdk.CreatePullThroughCacheRuleRequest, region?: string) =>
    client(region).send(new sdk.CreatePullThroughCacheRuleCommand(rule));
  const list = async (region?: string) => {
    const command = new sdk.DescribePullThroughCacheRulesCommand({});
    const { pullThroughCacheRules = [] } = await client(region).send(command);
    return pullThroughCacheRules.map(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix);
  };

  /** What a request is answered that no SDK would send, as the user of an access key. */
  async function ask(operation: string, body: object, accessKey = "test") {
    const answer = await fetch(registry.endpoint, {
      method: "POST",
      headers: {
        authorization: signed("ecr", accessKey),
        "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  it.each<[string, sdk.CreatePullThroughCacheRuleRequest, string, RegExp]>([
    [
      "another upstream",
      { ...QUAY, upstreamRegistryUrl: "https://quay.io" },
      "UnsupportedUpstreamRegistryException",
      /The upstream registry URL https:\/\/quay.io is invalid/,
    ],
    [
      "the registry itself",
      { ...QUAY, upstreamRegistryUrl: `${MOTO_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com` },
      "InvalidParameterException",
      /cannot be the same as the cache registry/,
    ],
    [
      "no secret where one is needed",
      HUB,
      "UnsupportedUpstreamRegistryException",
      /requires authentication/,
    ],
    [
      "a secret where none is taken",
      { ...QUAY, credentialArn: SECRET },
      "UnsupportedUpstreamRegistryException",
      /doesn't require authentication/,
    ],
    [
      "a role where none is taken",
      { ...QUAY, customRoleArn: ROLE },
      "InvalidParameterException",
      /credential type do not match/,
    ],
    [
      "a secret of another region",
      { ...HUB, credentialArn: SECRET.replace("us-east-1", "us-west-2") },
      "SecretNotFoundException",
      /same region and account/,
    ],
    [
      "a secret of another account",
      { ...HUB, credentialArn: SECRET.replace(MOTO_ACCOUNT, OTHER_ACCOUNT) },
      "SecretNotFoundException",
      /same region and account/,
    ],
    [
      "another account's registry without a role",
      { ...QUAY, upstreamRegistryUrl: `${OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com` },
      "InvalidParameterException",
      /requires a custom role/,
    ],
    [
      "an upstream prefix under ROOT",
      {
        ecrRepositoryPrefix: "ROOT",
        upstreamRegistryUrl: `${MOTO_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com`,
        upstreamRepositoryPrefix: "team",
      },
      "InvalidParameterException",
      /must be ROOT/,
    ],
    [
      "an upstream's name that is not the URL's",
      { ...QUAY, upstreamRegistry: "k8s" },
      "InvalidParameterException",
      /do not match/,
    ],
  ])("refuses a cache with %s", async (_, rule, name, message) => {
    await expect(create(rule)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(await list()).toEqual([]);
  });

  it("keeps one cache for a prefix, with or without its slash", async () => {
    await create(QUAY);
    await expect(create({ ...QUAY, ecrRepositoryPrefix: "quay/" })).rejects.toThrow(
      expect.objectContaining({ name: "PullThroughCacheRuleAlreadyExistsException" }),
    );
  });

  it("takes 50 caches, and lists them by pages", async () => {
    for (let index = 10; index < 60; index += 1) {
      await create({ ...QUAY, ecrRepositoryPrefix: `quay-${index}` });
    }
    await expect(create({ ...QUAY, ecrRepositoryPrefix: "more" })).rejects.toThrow(
      expect.objectContaining({ name: "LimitExceededException" }),
    );
    const sizes: (number | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page: sdk.DescribePullThroughCacheRulesResponse = await client().send(
        new sdk.DescribePullThroughCacheRulesCommand({ maxResults: 20, nextToken }),
      );
      sizes.push(page.pullThroughCacheRules?.length);
      nextToken = page.nextToken;
    } while (nextToken);
    expect(sizes).toEqual([20, 20, 10]);
    await expect(
      client().send(new sdk.DescribePullThroughCacheRulesCommand({ nextToken: "own" })),
    ).rejects.toThrow(/never given out/);
  });

  it("knows no cache that is not there", async () => {
    const notFound = expect.objectContaining({ name: "PullThroughCacheRuleNotFoundException" });
    const ecrRepositoryPrefix = "none";
    await expect(
      client().send(
        new sdk.DescribePullThroughCacheRulesCommand({
          ecrRepositoryPrefixes: [ecrRepositoryPrefix],
        }),
      ),
    ).rejects.toThrow(notFound);
    await expect(
      client().send(new sdk.DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix })),
    ).rejects.toThrow(notFound);
  });

  it("keeps each region and each account by itself", async () => {
    await create(QUAY);
    expect(await list("us-west-2")).toEqual([]);
    expect(await list()).toEqual(["quay"]);

    const sts = await fetch(moto.endpoint, {
      method: "POST",
      headers: {
        authorization: signed("sts"),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: `Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn=arn:aws:iam::${OTHER_ACCOUNT}:role/other`,
    });
    const [, accessKey] = /<AccessKeyId>(\w+)</.exec(await sts.text()) ?? [];
    expect(await ask("DescribePullThroughCacheRules", {}, accessKey)).toEqual({
      pullThroughCacheRules: [],
    });
    expect(await ask("CreatePullThroughCacheRule", QUAY, accessKey)).toMatchObject({
      registryId: OTHER_ACCOUNT,
    });
    expect(
      await ask("DeletePullThroughCacheRule", {
        ecrRepositoryPrefix: "quay",
        registryId: OTHER_ACCOUNT,
      }),
    ).toMatchObject({ __type: "InvalidParameterException" });
  });

  it("keeps one creation template for a prefix, and finds none where none is", async () => {
    const make = (template: Partial<sdk.CreateRepositoryCreationTemplateRequest>) =>
      client().send(
        new sdk.CreateRepositoryCreationTemplateCommand({
          prefix: "team",
          appliedFor: ["REPLICATION"],
          ...template,
        }),
      );
    await make({});
    await expect(make({ prefix: "team/" })).rejects.toThrow(
      expect.objectContaining({ name: "TemplateAlreadyExistsException" }),
    );
    await expect(
      client().send(new sdk.UpdateRepositoryCreationTemplateCommand({ prefix: "none" })),
    ).rejects.toThrow(expect.objectContaining({ name: "TemplateNotFoundException" }));
    await expect(
      client().send(new sdk.DescribeRepositoryCreationTemplatesCommand({ prefixes: ["none"] })),
    ).resolves.toMatchObject({ registryId: MOTO_ACCOUNT, repositoryCreationTemplates: [] });
    const kmsKey = `arn:aws:kms:us-west-2:${MOTO_ACCOUNT}:key/1`;
    await expect(
      make({ prefix: "west", encryptionConfiguration: { encryptionType: "KMS", kmsKey } }),
    ).rejects.toThrow(/Invalid arn us-west-2/);
  });

  it("knows no other account settings than ECR", async () => {
    await expect(
      client().send(new sdk.GetAccountSettingCommand({ name: "OTHER" })),
    ).rejects.toThrow(/no account setting OTHER/);
    await expect(
      client().send(
        new sdk.PutAccountSettingCommand({ name: "REGISTRY_POLICY_SCOPE", value: "V1" }),
      ),
    ).rejects.toThrow(/does not take the value V1/);
  });

  it.each([
    [
      "a missing member",
      "CreatePullThroughCacheRule",
      { ecrRepositoryPrefix: "quay" },
      "Invalid parameter at 'upstreamRegistryUrl' failed to satisfy constraint: 'must not be null'",
    ],
    [
      "an unknown member",
      "CreatePullThroughCacheRule",
      { ...QUAY, upstream: "quay" },
      "Invalid parameter at 'upstream': there is no such member",
    ],
    [
      "a prefix that is too long",
      "CreatePullThroughCacheRule",
      { ...QUAY, ecrRepositoryPrefix: "q".repeat(31) },
      "Invalid parameter at 'ecrRepositoryPrefix' failed to satisfy constraint: 'must have length less than or equal to 30'",
    ],
    [
      "a value of another type",
      "DescribePullThroughCacheRules",
      { maxResults: "5", ecrRepositoryPrefixes: "quay" },
      "Invalid parameter at 'maxResults' failed to satisfy constraint: 'must be a number'; Invalid parameter at 'ecrRepositoryPrefixes' failed to satisfy constraint: 'must be a list'",
    ],
    [
      "a number that is too large",
      "DescribePullThroughCacheRules",
      { maxResults: 1_001 },
      "Invalid parameter at 'maxResults' failed to satisfy constraint: 'must have value less than or equal to 1000'",
    ],
    [
      "a scenario that there is not",
      "CreateRepositoryCreationTemplate",
      { prefix: "team", appliedFor: ["PULL"] },
      "Invalid parameter at 'appliedFor.0' failed to satisfy constraint: 'must satisfy enum value set: [REPLICATION, PULL_THROUGH_CACHE, CREATE_ON_PUSH]'",
    ],
    [
      "a missing member in a member",
      "UpdateRepositoryCreationTemplate",
      { prefix: "team", encryptionConfiguration: {} },
      "Invalid parameter at 'encryptionConfiguration.encryptionType' failed to satisfy constraint: 'must not be null'",
    ],
  ])("refuses a request with %s, by ECR's model", async (_, operation, request, message) => {
    expect(await ask(operation, request)).toEqual({ __type: "InvalidParameterException", message });
  });

  describe("ECR's model", () => {
    let model: EcrModel;
    beforeAll(() => {
      model = EcrModel.read();
    });

    it("finds what is wrong with an answer", () => {
      expect(
        model.faultsOfAnswer("DescribePullThroughCacheRules", {
          pullThroughCacheRules: [
            { ...QUAY, createdAt: 1_700_000_000 },
            { ...QUAY, createdAt: "today", upstreamRegistry: "harbor", url: "quay.io" },
          ],
        }),
      ).toEqual([
        "Invalid parameter at 'pullThroughCacheRules.1.createdAt' failed to satisfy constraint: 'must be a number'",
        expect.stringMatching(
          /^Invalid parameter at 'pullThroughCacheRules.1.upstreamRegistry' .*enum value set: \[ecr, ecr-public, /,
        ),
        "Invalid parameter at 'pullThroughCacheRules.1.url': there is no such member",
      ]);
    });

    it.each([
      sdk.CreatePullThroughCacheRuleRequest$,
      sdk.DescribePullThroughCacheRulesRequest$,
      sdk.UpdatePullThroughCacheRuleRequest$,
      sdk.DeletePullThroughCacheRuleRequest$,
      sdk.ValidatePullThroughCacheRuleRequest$,
      sdk.CreateRepositoryCreationTemplateRequest$,
      sdk.DescribeRepositoryCreationTemplatesRequest$,
      sdk.UpdateRepositoryCreationTemplateRequest$,
      sdk.DeleteRepositoryCreationTemplateRequest$,
      sdk.GetAccountSettingRequest$,
      sdk.PutAccountSettingRequest$,
    ])("agrees with the SDK for JavaScript: $2", (...[, , shape, , members, , required = 0]) => {
      const operation = shape.replace(/Request$/, "");
      expect(model.faultsOfRequest(operation, {})).toEqual(
        members.slice(0, required).map((name) => expect.stringContaining(`'${name}' failed`)),
      );
      const everyMember = Object.fromEntries(members.map((name) => [name, null]));
      expect(model.faultsOfRequest(operation, everyMember).join()).not.toContain("no such member");
    });
  });
});

/** How a request names its user; moto looks at no signature. */
function signed(service: string, accessKey = "test"): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/${service}/aws4_request`;
}
