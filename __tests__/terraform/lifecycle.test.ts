import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LifecycleRule } from "../../policies/lifecycle/lifecycle-rule.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { LifecycleStore } from "../support/lifecycle-store.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const OWN_POLICY = {
  rules: [
    {
      rulePriority: 20,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 7 },
      action: { type: "expire" },
    },
    {
      rulePriority: 10,
      description: "Both tags",
      selection: {
        tagStatus: "tagged",
        tagPrefixList: ["a", "b"],
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 3,
      },
      action: { type: "expire" },
    },
  ],
};

const RULES: readonly LifecycleRule[] = [
  { tagPatterns: ["v*.*.*", "latest"], keepForever: true },
  { tagPrefixes: ["ci-", "pr-"], expireAfterDays: 14 },
  { tagPatterns: ["nightly-*"], keepNewest: 7, description: "" },
  { tagStatus: "untagged", expireAfterDays: 1, description: "What a build left" },
  { tagStatus: "any", keepNewest: 200 },
];

const ARCHIVE: readonly LifecycleRule[] = [
  { tagStatus: "any", archiveAfterDaysUnpulled: 90 },
  { tagStatus: "any", expireAfterDaysArchived: 365 },
];

const repository = (component: string, settings: object) => ({
  component,
  name: component,
  purpose: "Test",
  ...settings,
});

const settings: EnvironmentSettings = {
  environment: "qa",
  preventDestroy: false,
  lifecycleRules: RULES,
  repositories: [
    repository("api", {}),
    repository("count", { maxImageCount: 5 }),
    repository("all", { lifecycleRules: [] }),
    repository("own", { lifecyclePolicy: OWN_POLICY }),
    repository("text", { lifecyclePolicy: JSON.stringify(OWN_POLICY) }),
  ],
};

describeReal("lifecycle rules", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  it("are deployed, read back, changed and destroyed", async () => {
    const terraform = playground.stack(settings);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const actual = await readBack(playground.moto);
    expect(actual["qa/api"]?.lifecyclePolicy).toMatchObject({
      rules: [
        { rulePriority: 1, selection: { tagPatternList: ["v*.*.*"], countNumber: 999_999 } },
        { rulePriority: 2, selection: { tagPatternList: ["latest"], countNumber: 999_999 } },
        { rulePriority: 3, selection: { tagPrefixList: ["ci-"], countNumber: 14 } },
        { rulePriority: 4, selection: { tagPrefixList: ["pr-"], countNumber: 14 } },
        { rulePriority: 5, selection: { tagPatternList: ["nightly-*"], countNumber: 7 } },
        { rulePriority: 6, selection: { tagStatus: "untagged", countUnit: "days" } },
        { rulePriority: 7, selection: { tagStatus: "any", countNumber: 200 } },
      ],
    });
    expect(actual["qa/all"]?.lifecyclePolicy).toBeUndefined();
    expect(actual["qa/own"]?.lifecyclePolicy).toEqual(OWN_POLICY);
    expect(actual["qa/text"]?.lifecyclePolicy).toEqual(OWN_POLICY);
    await terraform.destroy();
    expect(await readBack(playground.moto)).toEqual({});
  });
});

describeReal("rules for the archive", () => {
  const store = new LifecycleStore();
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open((endpoint) => store.listen(endpoint));
  });
  afterAll(async () => {
    await playground?.close();
    store.close();
  });

  it("are kept by the provider without a difference, and each change of one is seen", async () => {
    const outdir = playground.folder();
    const withRules = (rules: readonly LifecycleRule[]) =>
      playground.stack(
        {
          environment: "qa",
          preventDestroy: false,
          lifecycleRules: rules,
          repositories: [repository("api", {})],
        },
        outdir,
      );
    const terraform = withRules(ARCHIVE);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(JSON.parse(store.policies.get("qa/api") ?? "")).toMatchObject({
      rules: [
        { action: { type: "transition", targetStorageClass: "archive" } },
        { selection: { countType: "sinceImageTransitioned", storageClass: "archive" } },
      ],
    });
    expect(actionsOf(await terraform.plan())).toEqual({});
    const CHANGES: readonly LifecycleRule[][] = [
      [{ tagStatus: "any", archiveAfterDaysUnpulled: 91 }, ARCHIVE[1]!],
      [ARCHIVE[0]!, { tagStatus: "any", expireAfterDaysArchived: 366 }],
      [
        {
          tagStatus: "any",
          expireAfterDays: 90,
          description: "Archive images not pulled for 90 days",
        },
        ARCHIVE[1]!,
      ],
      [ARCHIVE[0]!],
    ];
    for (const changed of CHANGES) {
      expect(actionsOf(await withRules(changed).plan())).toEqual({
        "aws_ecr_lifecycle_policy.api": "delete and create",
      });
    }
  });

  it("would drift unseen if only the storage class differed, so the settings refuse that", async () => {
    const policy = (storageClass: string) =>
      JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            selection: {
              tagStatus: "any",
              countType: "sinceImagePushed",
              countUnit: "days",
              countNumber: 100,
              storageClass,
            },
            action: { type: "expire" },
          },
        ],
      });
    const root = (storageClass: string) => `
      terraform {
        required_providers {
          aws = { source = "hashicorp/aws" }
        }
      }
      provider "aws" { region = "us-east-1" }
      resource "aws_ecr_repository" "api" { name = "drift" }
      resource "aws_ecr_lifecycle_policy" "api" {
        repository = aws_ecr_repository.api.name
        policy     = ${JSON.stringify(policy(storageClass))}
      }`;
    const terraform = playground.root({ "main.tf": root("standard") });
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    writeFileSync(terraform.file("main.tf"), root("archive"));
    expect(actionsOf(await terraform.plan())).toEqual({});
  });
});
