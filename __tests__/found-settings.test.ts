import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import type { ExistingRepository } from "../cli/adopt/existing-repository.ts";
import { findSettings } from "../cli/adopt/found-settings.ts";
import { toCode } from "../cli/adopt/settings-code.ts";
import { PULL_ACTIONS } from "../policies/access/allow-pull.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import type { SynthesizedStack } from "../stacks/project-format.ts";
import { keepLast, pullFrom } from "./support/document.ts";

const REPOSITORIES = {
  backend: "qa/artos-postgres-eks-backend",
  celery: "qa/artos-postgres-eks-celery",
  frontend: "qa/frontend",
};
type Component = keyof typeof REPOSITORIES;

const STACK: SynthesizedStack = {
  id: "qa",
  environment: "qa",
  folder: ".",
  region: "us-east-1",
  accountId: "123456789012",
  repositories: Object.entries(REPOSITORIES).map(([component, name]) => ({
    component,
    name,
    resources: ["aws_ecr_repository"],
    pull: [],
    lifecyclePolicy: null,
    preventDestroy: false,
  })),
};

const root = (account: string) => `arn:aws:iam::${account}:root`;
const PULL = pullFrom(root("111111111111"));
const UNTAGGED = {
  rulePriority: 5,
  selection: {
    tagStatus: "untagged",
    countType: "sinceImagePushed",
    countUnit: "days",
    countNumber: 14,
  },
  action: { type: "expire" },
};
const PINNED = {
  rulePriority: 1,
  selection: {
    tagStatus: "tagged",
    tagPatternList: ["v*", "*-prod"],
    countType: "imageCountMoreThan",
    countNumber: 10,
  },
  action: { type: "expire" },
};

interface Policies {
  readonly lifecycle?: object | string;
  readonly access?: object | string;
}

function repository(component: string, { lifecycle, access }: Policies = {}): ExistingRepository {
  const text = (policy: object | string | undefined) =>
    typeof policy === "object" ? JSON.stringify(policy) : (policy ?? null);
  return {
    name: REPOSITORIES[component as Component],
    imageTagMutability: "IMMUTABLE",
    scanOnPush: true,
    encryptionType: "AES256",
    kmsKeyArn: null,
    tags: { Environment: "qa", Component: component },
    lifecyclePolicy: text(lifecycle),
    repositoryPolicy: text(access),
  };
}

/** The settings found in repositories with these policies, by component. */
const find = (policies: Readonly<Partial<Record<Component, Policies>>>) =>
  findSettings(
    STACK,
    Object.entries(policies).map(([component, own]) => repository(component, own)),
  );

const ownOf = ({ settings }: ReturnType<typeof findSettings>, component: Component) => {
  const image = settings.repositories?.find((candidate) => candidate.component === component);
  const { component: _, name: __, purpose: ___, ...own } = image ?? ({} as RepositorySettings);
  return own;
};

/** The policies that settings make, by type and component. */
function policiesOf(settings: Partial<EnvironmentSettings>) {
  const stack = new EnvironmentStack(Testing.app(), "qa", settings as EnvironmentSettings);
  expect(stack.node.validate()).toEqual([]);
  const { resource } = JSON.parse(Testing.synth(stack));
  const texts = (type: string) =>
    Object.fromEntries(
      Object.entries<{ policy: string }>(resource[type] ?? {}).map(([component, { policy }]) => [
        component,
        JSON.parse(policy),
      ]),
    );
  return {
    lifecycle: texts("aws_ecr_lifecycle_policy"),
    access: texts("aws_ecr_repository_policy"),
  };
}

describe("a policy that settings can say", () => {
  it("is said for all, and for one by itself", () => {
    const same = { lifecycle: keepLast(20), access: PULL };
    const found = find({ backend: same, celery: same, frontend: { lifecycle: keepLast(5) } });
    expect(found).toMatchObject({
      settings: {
        maxImageCount: 20,
        enableCrossAccountAccess: true,
        crossAccountIds: ["111111111111"],
      },
      leftAlone: [],
      notCovered: [],
    });
    expect(ownOf(found, "frontend")).toEqual({ maxImageCount: 5, crossAccountIds: [] });
    expect(policiesOf(found.settings)).toEqual({
      lifecycle: { backend: keepLast(20), celery: keepLast(20), frontend: keepLast(5) },
      access: { backend: PULL, celery: PULL },
    });
  });

  it.each<[string, object]>([
    ["another description", { description: "keep a few" }],
    ["no description", { description: undefined }],
    ["another priority", { rulePriority: 7 }],
  ])("is a count rule with %s", (_what, change) => {
    const [rule] = (keepLast(20) as { rules: object[] }).rules;
    const lifecycle = { rules: [{ ...rule, ...change }] };
    expect(find({ backend: { lifecycle } })).toMatchObject({
      settings: { maxImageCount: 20 },
      leftAlone: [],
    });
  });

  it.each<[string, (policy: { Statement: object[] }) => object]>([
    ["an account's number", ({ Statement: [one] }) => statement(one, { AWS: ["111111111111"] })],
    ["one principal", ({ Statement: [one] }) => statement(one, { AWS: root("111111111111") })],
    ["another Sid", ({ Statement: [one] }) => ({ Statement: [{ ...one, Sid: "pull" }] })],
    ["the old version", (policy) => ({ ...policy, Version: "2008-10-17" })],
  ])("lets the accounts pull, with %s", (_what, change) => {
    const access = change(PULL as { Statement: object[] });
    expect(find({ backend: { access } })).toMatchObject({
      settings: { enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] },
      leftAlone: [],
    });
  });
});

const statement = (one: object | undefined, Principal: unknown, more: object = {}) => ({
  Version: "2012-10-17",
  Statement: [{ ...one, Principal, ...more }],
});

const TO_ARCHIVE = { type: "transition", targetStorageClass: "archive" };

describe("a policy that settings cannot express", () => {
  it.each<[string, object | string, string[]]>([
    [
      "other rules",
      { rules: [PINNED, UNTAGGED] },
      [
        "rule 1: images tagged v* and *-prod expire, all but the newest 10",
        "rule 5: untagged images expire 14 days after the push",
      ],
    ],
    [
      "a count rule and another",
      { rules: [{ ...UNTAGGED, rulePriority: 1 }, (keepLast(3) as { rules: object[] }).rules[0]] },
      ["cannot be read: two rules have the same rulePriority"],
    ],
    [
      "a count rule and more",
      {
        rules: [
          { ...UNTAGGED, rulePriority: 1 },
          { ...(keepLast(3) as { rules: object[] }).rules[0], rulePriority: 5 },
        ],
      },
      [
        "rule 1: untagged images expire 14 days after the push",
        "rule 5: images expire, all but the newest 3",
      ],
    ],
    [
      "a count of images that stay pullable",
      {
        rules: [
          { ...(keepLast(3) as { rules: object[] }).rules[0], action: TO_ARCHIVE },
          {
            rulePriority: 2,
            selection: {
              tagStatus: "tagged",
              tagPatternList: ["v*"],
              storageClass: "archive",
              countType: "sinceImageTransitioned",
              countUnit: "days",
              countNumber: 365,
            },
            action: { type: "expire" },
          },
          {
            rulePriority: 3,
            selection: {
              tagStatus: "untagged",
              storageClass: "archive",
              countType: "sinceImageTransitioned",
              countUnit: "days",
              countNumber: 90,
            },
            action: { type: "expire" },
          },
        ],
      },
      [
        "rule 1: images move to the archive, all but the newest 3",
        "rule 2: archived images tagged v* expire 365 days after they were archived",
        "rule 3: untagged archived images expire 90 days after they were archived",
      ],
    ],
    [
      "an archive and nothing else",
      { rules: [{ ...(keepLast(3) as { rules: object[] }).rules[0], action: TO_ARCHIVE }] },
      ["rule 1: images move to the archive, all but the newest 3"],
    ],
    [
      "days after the last pull",
      {
        rules: [
          {
            ...UNTAGGED,
            selection: { ...UNTAGGED.selection, countType: "sinceImagePulled" },
            action: TO_ARCHIVE,
          },
        ],
      },
      ["rule 5: untagged images move to the archive 14 days after the last pull"],
    ],
    [
      "days for any tag",
      { rules: [{ ...UNTAGGED, selection: { ...UNTAGGED.selection, tagStatus: "any" } }] },
      ["rule 5: images expire 14 days after the push"],
    ],
    [
      "a count of untagged images",
      {
        rules: [
          {
            ...UNTAGGED,
            selection: {
              tagStatus: "untagged",
              countType: "imageCountMoreThan",
              countNumber: 3,
            },
          },
        ],
      },
      ["rule 5: untagged images expire, all but the newest 3"],
    ],
    [
      "a count that the setting does not take",
      keepLast(1500),
      ["rule 1: images expire, all but the newest 1500"],
    ],
    ["no rule", { rules: [] }, ["which is empty"]],
    ["no JSON", "{", ["cannot be read: the policy is no JSON object"]],
  ])("is a lifecycle policy of %s", (_what, lifecycle, lines) => {
    const found = find({ backend: { lifecycle }, celery: {} });
    expect(found.leftAlone).toEqual(
      lines.map((line) => `${REPOSITORIES.backend}: lifecycle policy, ${line}`),
    );
    expect(found.notCovered).toEqual([]);
    expect(ownOf(found, "backend")).toEqual({ lifecyclePolicy: "unmanaged" });
    expect(policiesOf(found.settings)).toEqual({ lifecycle: {}, access: {} });
  });

  const [ALLOW] = (PULL as { Statement: object[] }).Statement;
  const may =
    "may ecr:GetDownloadUrlForLayer, ecr:BatchGetImage and ecr:BatchCheckLayerAvailability";
  it.each<[string, object | string, string[]]>([
    [
      "a service",
      statement(ALLOW, { Service: "lambda.amazonaws.com" }),
      [`statement "AllowCrossAccountPull": lambda.amazonaws.com ${may}`],
    ],
    [
      "an organization, and a Deny",
      {
        Version: "2012-10-17",
        Statement: [
          {
            ...ALLOW,
            Principal: "*",
            Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
          },
          { Effect: "Deny", Principal: { AWS: "111111111111" }, Action: "ecr:PutImage" },
        ],
      },
      [
        `statement "AllowCrossAccountPull": everyone ${may} (if aws:PrincipalOrgID is o-1)`,
        "statement 2: account 111111111111 may not ecr:PutImage",
      ],
    ],
    [
      "another action",
      statement(ALLOW, { AWS: root("111111111111") }, { Action: ["ecr:PutImage"] }),
      ['statement "AllowCrossAccountPull": account 111111111111 may ecr:PutImage'],
    ],
    [
      "one action more",
      statement(
        ALLOW,
        { AWS: root("111111111111") },
        { Action: [...PULL_ACTIONS, "ecr:PutImage"] },
      ),
      [
        'statement "AllowCrossAccountPull": account 111111111111 may ecr:GetDownloadUrlForLayer, ecr:BatchGetImage, ecr:BatchCheckLayerAvailability and ecr:PutImage',
      ],
    ],
    [
      "one action less",
      statement(ALLOW, { AWS: root("111111111111") }, { Action: PULL_ACTIONS.slice(1) }),
      [
        'statement "AllowCrossAccountPull": account 111111111111 may ecr:BatchGetImage and ecr:BatchCheckLayerAvailability',
      ],
    ],
    ["no statement", { Version: "2012-10-17", Statement: [] }, ["which is empty"]],
    [
      "the own account",
      pullFrom(root("111111111111"), root("123456789012")),
      [`statement "AllowCrossAccountPull": account 111111111111 and account 123456789012 ${may}`],
    ],
    [
      "a form that is not known",
      statement(ALLOW, undefined, { NotPrincipal: { AWS: "*" } }),
      ['statement "AllowCrossAccountPull" cannot be read: it has the key NotPrincipal'],
    ],
    ["no JSON", "[", ["the policy cannot be read: it is no JSON object"]],
  ])("is a repository policy of %s", (_what, access, lines) => {
    const found = find({ backend: { access }, celery: {} });
    expect(found.leftAlone).toEqual(
      lines.map((line) => `${REPOSITORIES.backend}: repository policy, ${line}`),
    );
    expect(ownOf(found, "backend")).toEqual({ repositoryPolicy: "unmanaged" });
    expect(policiesOf(found.settings)).toEqual({ lifecycle: {}, access: {} });
  });

  it("is too long if each account is written out", () => {
    const accounts = Array.from({ length: 305 }, (_, index) => `${100000000000 + index}`);
    const found = find({ backend: { access: pullFrom(...accounts) }, celery: {} });
    expect(ownOf(found, "backend")).toEqual({ repositoryPolicy: "unmanaged" });
    const fitting = find({ backend: { access: pullFrom(...accounts.slice(1)) } });
    expect(fitting.settings.crossAccountIds).toHaveLength(304);
  });

  it("has settings of its own where the environment's would be laid over it", () => {
    const other = {
      lifecycle: { rules: [UNTAGGED] },
      access: statement(ALLOW, { Service: "lambda.amazonaws.com" }),
    };
    const same = { lifecycle: keepLast(20), access: PULL };
    const found = find({ backend: other, celery: same, frontend: same });
    expect(ownOf(found, "backend")).toEqual({
      maxImageCount: 0,
      crossAccountIds: [],
      lifecyclePolicy: "unmanaged",
      repositoryPolicy: "unmanaged",
    });
    expect(policiesOf(found.settings)).toEqual({
      lifecycle: { celery: keepLast(20), frontend: keepLast(20) },
      access: { celery: PULL, frontend: PULL },
    });
    expect(found.notCovered).toEqual([]);
    expect(toCode("qa", found.settings)).toContain(
      'maxImageCount: 0, crossAccountIds: [], lifecyclePolicy: "unmanaged", repositoryPolicy: "unmanaged" },',
    );
  });
});

describe("what no setting says", () => {
  const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

  it("is told for each repository", () => {
    const [backend, celery, frontend] = ["backend", "celery", "frontend"].map((component) =>
      repository(component),
    ) as [ExistingRepository, ExistingRepository, ExistingRepository];
    const found = findSettings(STACK, [
      { ...backend, imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" },
      { ...celery, encryptionType: "KMS", kmsKeyArn: KEY },
      { ...frontend, imageTagMutability: "MUTABLE", tags: { Environment: "quality", Team: "web" } },
    ]);
    expect(found.settings).toMatchObject({
      imageTagMutability: "IMMUTABLE",
      encryptionType: "AES256",
      tags: {},
    });
    expect(ownOf(found, "frontend")).toEqual({
      imageTagMutability: "MUTABLE",
      tags: { Team: "web" },
    });
    expect(found.notCovered).toEqual([
      `${REPOSITORIES.backend}: imageTagMutability is IMMUTABLE_WITH_EXCLUSION`,
      `${REPOSITORIES.frontend}: the tag Environment is quality, and will be qa`,
      `${REPOSITORIES.frontend}: the tag Component is not set, and will be frontend`,
      `${REPOSITORIES.celery}: encrypted differently from most (${KEY}): adopt it in an environment of its own`,
    ]);
  });

  it("is nothing without a repository", () => {
    expect(findSettings(STACK, [])).toEqual({ settings: {}, leftAlone: [], notCovered: [] });
  });
});
