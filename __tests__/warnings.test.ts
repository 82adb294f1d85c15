import { type App, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { allWarnings } from "../stacks/warnings.ts";

function appOf(stacks: Readonly<Record<string, Partial<EnvironmentSettings>>>): App {
  const app = Testing.app();
  for (const [id, settings] of Object.entries(stacks)) {
    new EnvironmentStack(app, id, { environment: id, ...settings });
  }
  return app;
}

const SHARING = [
  { component: "api", name: "api", purpose: "API", crossAccountIds: ["111111111111"] },
];

describe("the warnings", () => {
  it.each<[string, Partial<EnvironmentSettings>, string]>([
    [
      "mutable tags in production",
      { environment: "production", imageTagMutability: "MUTABLE" },
      'stack.imageTagMutability is "MUTABLE": a tag in production can be overwritten',
    ],
    [
      "access with no ids",
      { enableCrossAccountAccess: true },
      "stack.enableCrossAccountAccess is true: crossAccountIds is empty, so it has no effect",
    ],
    [
      "an archive of tagged images alone",
      {
        lifecycleRules: [
          { tagPatterns: ["v*"], archiveAfterDaysUnpulled: 90 },
          { tagStatus: "any", keepNewest: 100 },
        ],
      },
      "stack.lifecycleRules archive tagged images and expire untagged ones: a manifest list in the archive no longer keeps its images. Archive untagged images too",
    ],
    [
      "an archive of an image's tagged images alone",
      {
        repositories: [
          {
            component: "api",
            name: "api",
            purpose: "API",
            lifecycleRules: [
              { tagPatterns: ["v*"], archiveAfterDaysUnpulled: 90 },
              { tagStatus: "untagged", expireAfterDays: 1 },
              { tagStatus: "untagged", expireAfterDaysArchived: 90 },
              { tagStatus: "any", archiveAfterDaysUnpulled: 90 },
            ],
          },
        ],
      },
      'stack.repositories["api"].lifecycleRules archive tagged images and expire untagged ones: a manifest list in the archive no longer keeps its images. Archive untagged images too',
    ],
    [
      "an Environment tag of another value",
      { tags: { Environment: "prod" } },
      'stack.tags["Environment"] is "prod": the automatic tag replaces it',
    ],
    [
      "mutable tags of an image in production",
      {
        environment: "production",
        repositories: [
          { component: "api", name: "api", purpose: "API", imageTagMutability: "MUTABLE" },
        ],
      },
      'stack.repositories["api"].imageTagMutability is "MUTABLE": a tag in production can be overwritten',
    ],
    [
      "an automatic tag of an image",
      {
        repositories: [
          {
            component: "api",
            name: "api",
            purpose: "API",
            tags: { Environment: "x", Component: "api" },
          },
        ],
      },
      'stack.repositories["api"].tags["Environment"] is "x": the automatic tag replaces it',
    ],
    [
      "ids of images without access",
      { repositories: SHARING },
      "stack.enableCrossAccountAccess is false: the repositories' crossAccountIds have no effect",
    ],
    [
      "a Component tag",
      { tags: { Component: "api" } },
      'stack.tags["Component"] is "api": the automatic tag replaces it',
    ],
  ])("tell of %s", (_what, settings, warning) => {
    expect(allWarnings(appOf({ stack: { environment: "qa", ...settings } }))).toEqual([warning]);
  });

  it.each<[string, Partial<EnvironmentSettings>]>([
    ["immutable tags in production", { environment: "production" }],
    ["mutable tags elsewhere", { imageTagMutability: "MUTABLE" }],
    ["an Environment tag of the same value", { tags: { Environment: "stack" } }],
    [
      "access with ids of an image's own",
      { enableCrossAccountAccess: true, repositories: SHARING },
    ],
    ["tags that every object inherits", { tags: { constructor: "x", toString: "x" } }],
    ...(
      [
        { tagStatus: "untagged", archiveAfterDaysUnpulled: 90 },
        { tagStatus: "untagged", keepForever: true },
      ] as const
    ).map((untagged): [string, Partial<EnvironmentSettings>] => [
      "an archive that has the untagged images too, or keeps them",
      {
        lifecycleRules: [
          { tagPatterns: ["v*"], archiveAfterDaysUnpulled: 90 },
          untagged,
          { tagStatus: "any", keepNewest: 100 },
        ],
      },
    ]),
    [
      "an archive without another rule",
      { lifecycleRules: [{ tagPatterns: ["v*"], archiveAfterDaysUnpulled: 90 }] },
    ],
    ["access with ids", { enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] }],
  ])("do not tell of %s", (_what, settings) => {
    expect(allWarnings(appOf({ stack: settings }))).toEqual([]);
  });
});
