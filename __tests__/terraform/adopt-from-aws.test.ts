import {
  CreateRepositoryCommand,
  type ECRClient,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { Adoption } from "../support/adoption.ts";
import { keepLast } from "../support/document.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient, readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const BACKEND = "production/artos-postgres-eks-backend";
const CELERY = "production/artos-postgres-eks-celery";
const FRONTEND = "production/frontend";

const SAME: EnvironmentSettings = {
  environment: "production",
  maxImageCount: 20,
  tags: { Team: "platform" },
};

describeReal("what the AWS CLI made", () => {
  let playground: Playground;
  let client: ECRClient;
  let adoption: Adoption;
  const adoptions: Adoption[] = [];

  beforeAll(async () => {
    playground = await Playground.open();
    client = ecrClient(playground.moto);
  });
  afterEach(() => playground.moto.reset());
  afterAll(async () => {
    for (const { project } of adoptions) project.remove();
    await playground?.close();
  });

  function begin(stacks: Record<string, EnvironmentSettings>): void {
    adoption = new Adoption(playground, stacks);
    adoptions.push(adoption);
  }

  async function create(
    repositoryName: string,
    settings: Partial<ConstructorParameters<typeof CreateRepositoryCommand>[0]> = {},
    policies = true,
  ) {
    await client.send(
      new CreateRepositoryCommand({
        repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        tags: [{ Key: "Team", Value: "platform" }],
        ...settings,
      }),
    );
    if (!policies) return;
    const lifecyclePolicyText = JSON.stringify(keepLast(20));
    await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  }

  /** Gives a repository both policies. */
  async function put(repositoryName: string, lifecycle: object, Statement: readonly object[]) {
    const lifecyclePolicyText = JSON.stringify(lifecycle);
    const policyText = JSON.stringify({ Version: "2012-10-17", Statement });
    await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    await client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  }

  it("is adopted by the settings that it finds, with every image", async () => {
    await create(BACKEND);
    await create(CELERY, { imageTagMutability: "MUTABLE" });
    await create(FRONTEND, {}, false);
    const images = await pushImages(playground.moto);
    begin({ production: { environment: "production" } });

    const settings = await adoption.foundSettings();
    expect(settings).toMatchObject({ maxImageCount: 20, tags: { Team: "platform" } });
    adoption.project.synth({ production: settings });
    const stale = await adoption.check();
    expect(stale).toMatchObject({ code: 1, findings: [] });
    await adoption.tool("adopt", "production");
    const checked = await adoption.check();
    expect(checked).toEqual({ ...stale, code: 0 });
    const tagged = "imported; updated in place: tags"; // the automatic tags
    expect(checked.changes).toMatchObject({
      "aws_ecr_repository.backend": tagged,
      "aws_ecr_repository.celery": tagged,
      "aws_ecr_repository.frontend": tagged,
      "aws_ecr_lifecycle_policy.backend": "imported",
    });
    expect(new Set(Object.values(await adoption.deploy()))).toEqual(new Set(["update"]));
    expect(actionsOf(await adoption.stack().plan())).toEqual({});
    expect(await adoption.check()).toEqual({ code: 0, findings: [], changes: {} });
    expect(await imagesIn(playground.moto)).toEqual(images);
    const now = await readBack(playground.moto);
    expect(now[CELERY]?.tagMutability).toBe("MUTABLE");
    expect(now[FRONTEND]?.lifecyclePolicy).toBeUndefined();
  });

  it("is told apart from what is missing, and what is missing is created", async () => {
    await create(BACKEND);
    const images = await pushImages(playground.moto);
    begin({ production: SAME });
    expect(await adoption.json("adopt", "production")).toMatchObject({
      missing: [CELERY, FRONTEND],
    });
    expect(await adoption.check()).toMatchObject({
      code: 0,
      findings: [],
      changes: {
        "aws_ecr_repository.celery": "created",
        "aws_ecr_repository.frontend": "created",
      },
    });
    await adoption.deploy();
    expect(await imagesIn(playground.moto)).toMatchObject(images);
  });

  it("says what would be replaced, what forces it and what keeps it; then nothing is lost", async () => {
    await create(BACKEND);
    const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
    await create(CELERY, { encryptionConfiguration: { encryptionType: "KMS", kmsKey } });
    await create(FRONTEND);
    const images = await pushImages(playground.moto);
    begin({ production: SAME });
    const { code, stdout } = await adoption.tool("adopt", "production", "--check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^replace:aws_ecr_repository\.celery$/m);
    expect(stdout).toContain("encryption_configuration.encryption_type forces it");
    expect(stdout).toContain(`set encryptionType: "KMS", kmsKeyArn: "${kmsKey}"`);
    const { notCovered } = await adoption.json("adopt", "production");
    expect(notCovered).toContainEqual(expect.stringContaining(`${CELERY}: encrypted differently`));

    const terraform = adoption.stack(); // prevent_destroy is behind it
    await terraform.init();
    const { code: planned, stderr } = await terraform.try("plan", "-input=false", "-no-color");
    expect(planned).toBe(1);
    expect(stderr).toContain("Instance cannot be destroyed");
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("loses no access behind a green check: each statement that goes is reported", async () => {
    await create(BACKEND);
    const pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    const policyText = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Lambda",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: pull,
        },
        {
          Sid: "Organization",
          Effect: "Allow",
          Principal: "*",
          Action: pull,
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
        },
        {
          Sid: "CiPush",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222222222222:role/ci" },
          Action: "ecr:PutImage",
        },
        { Sid: "NoDelete", Effect: "Deny", Principal: "*", Action: "ecr:BatchDeleteImage" },
      ],
    });
    await client.send(new SetRepositoryPolicyCommand({ repositoryName: BACKEND, policyText }));
    begin({
      production: {
        ...SAME,
        maxImageCount: 20,
        enableCrossAccountAccess: true,
        crossAccountIds: ["222222222222"],
      },
    });
    const { code, stdout } = await adoption.tool("adopt", "production", "--check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^access:aws_ecr_repository_policy\.backend$/m);
    for (const part of [
      /lambda\.amazonaws\.com loses/,
      /o-a1b2c3d4e5/,
      /role\/ci loses ecr:PutImage/,
      /no longer denied ecr:BatchDeleteImage/,
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  it("keeps every policy as it is: by settings, or left alone if the rules refuse it", async () => {
    await create(BACKEND, { tags: [{ Key: "Environment", Value: "prod" }] }, false);
    await create(CELERY);
    await create(FRONTEND, {}, false);
    const expire = (rulePriority: number, selection: object) => ({
      rulePriority,
      selection,
      action: { type: "expire" },
    });
    const untagged = {
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 14,
    };
    const releases = {
      tagStatus: "tagged",
      tagPatternList: ["v*"],
      countType: "imageCountMoreThan",
      countNumber: 999_999,
    };
    await put(BACKEND, { rules: [expire(5, untagged)] }, [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "ecr:BatchGetImage",
      },
    ]);
    await put(FRONTEND, { rules: [expire(2, untagged), expire(1, releases)] }, [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:sts::111111111111:assumed-role/ci/session" },
        Action: "ecr:BatchGetImage",
      },
    ]);
    const before = await readBack(playground.moto);
    begin({ production: { ...SAME, tags: {} } });

    const { stdout } = await adoption.tool("adopt", "production");
    expect(stdout).toContain(`leave alone in AWS, as "unmanaged":
  ${FRONTEND}: repository policy, statement 1: arn:aws:sts::111111111111:assumed-role/ci/session may ecr:BatchGetImage`);
    expect(stdout).toContain("the tag Environment is prod, and will be production");

    const found = await adoption.foundSettings();
    const own = (component: string) =>
      found.repositories?.find((repository) => repository.component === component);
    expect(own("backend")).toMatchObject({
      lifecyclePolicy: { rules: [{ rulePriority: 5 }] },
      policyStatements: [{ Principal: { Service: "lambda.amazonaws.com" } }],
    });
    expect(own("frontend")).toMatchObject({
      lifecycleRules: [
        { tagPatterns: ["v*"], keepForever: true, description: "" },
        { tagStatus: "untagged", expireAfterDays: 14, description: "" },
      ],
      repositoryPolicy: "unmanaged",
    });
    adoption.project.synth({ production: found });
    await adoption.tool("adopt", "production");
    const changes = Object.entries(await adoption.deploy());
    expect(changes.filter(([address]) => address.includes("policy"))).toEqual([]);
    expect(actionsOf(await adoption.stack().plan())).toEqual({});
    const after = await readBack(playground.moto);
    for (const name of [BACKEND, CELERY, FRONTEND]) {
      const { lifecyclePolicy, repositoryPolicy } = before[name] ?? {};
      expect(after[name]).toMatchObject({ lifecyclePolicy, repositoryPolicy });
    }
  });

  it("sorts itself: thirty repositories of several environments", async () => {
    const environments = ["production", "staging", "qa", "demo", "test", "sandbox", "load"];
    const own = environments.flatMap((environment) => [
      `${environment}/artos-postgres-eks-backend`,
      `${environment}/artos-postgres-eks-celery`,
      `${environment}/frontend`,
    ]);
    const shared = ["redis", "onlyoffice", "litellm", "propelauth"].map(
      (name) => `thirdparty/${name}`,
    );
    const others = ["legacy", "production/other", "team/a", "team/b", "tools/c"];
    for (const name of [...own, ...shared, ...others]) await create(name, {}, false);
    begin({
      production: { environment: "production" },
      shared: { environment: "shared", createThirdpartyRepos: true },
    });
    const { stdout } = await adoption.tool("adopt", "--json");
    const sorted: { name: string; belongsTo: string; exists: boolean }[] = JSON.parse(stdout);
    const of = (owner: string) =>
      sorted
        .filter(({ belongsTo, exists }) => exists && belongsTo === owner)
        .map(({ name }) => name);
    expect(of("production").sort()).toEqual(own.slice(0, 3).sort());
    expect(of("shared").sort()).toEqual(shared.sort());
    expect(of("not ours").sort()).toEqual(others.sort());
    expect(of("qa, not in main.ts").sort()).toEqual(own.slice(6, 9).sort());
    expect(sorted.filter(({ exists }) => exists)).toHaveLength(30);
    expect(sorted.filter(({ exists }) => !exists)).toHaveLength(3);
  });
});
