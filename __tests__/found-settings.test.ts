import { Testing } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExistingRepository } from "../cli/adopt/existing-repository.ts";
import { findSettings } from "../cli/adopt/found-settings.ts";
import { toCode } from "../cli/adopt/settings-code.ts";
import { accessStatements, NO_ACCESS, policyOf } from "../policies/access/access-policy.ts";
import { PULL_ACTIONS } from "../policies/access/allow-pull.ts";
import { isSameRepositoryPolicy } from "../policies/access/same-repository-policy.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import type { SynthesizedStack } from "../stacks/project-file/project-format.ts";
import { anyPull, anyPush } from "./support/arbitrary-grants.ts";
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
    push: [],
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

type Rules = { readonly rules: readonly (object & { readonly selection: object })[] };
const COUNT = (keepLast(20) as Rules).rules[0]!;
const TO_ARCHIVE = { type: "transition", targetStorageClass: "archive" };

/** Stands for the policy as it is. */
const OWN_POLICY = {};

function byPriority(policy: { readonly rules: readonly { readonly rulePriority: number }[] }) {
  return policy.rules.toSorted((one, other) => one.rulePriority - other.rulePriority);
}

const arbitraryAccess = fc
  .record({ pull: anyPull, push: anyPush, openToEveryAwsAccount: fc.boolean() })
  .map((access) => ({ ...NO_ACCESS, ...access }));

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

  it.each<[string, object, object]>([
    [
      "a count rule with another description",
      { ...COUNT, description: "keep a few" },
      { lifecycleRules: [{ tagStatus: "any", keepNewest: 20, description: "keep a few" }] },
    ],
    [
      "a count rule with no description",
      { ...COUNT, description: undefined },
      { lifecycleRules: [{ tagStatus: "any", keepNewest: 20, description: "" }] },
    ],
    [
      "a count that maxImageCount does not take",
      (keepLast(1500) as Rules).rules[0]!,
      {
        lifecycleRules: [{ tagStatus: "any", keepNewest: 1500 }],
      },
    ],
    [
      "a count of one pattern",
      {
        rulePriority: 1,
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["v*"],
          countType: "imageCountMoreThan",
          countNumber: 999_999,
        },
        action: { type: "expire" },
      },
      { lifecycleRules: [{ tagPatterns: ["v*"], keepForever: true, description: "" }] },
    ],
    [
      "days after the last pull",
      {
        ...UNTAGGED,
        rulePriority: 1,
        description: "Archive untagged images not pulled for 14 days",
        selection: { ...UNTAGGED.selection, countType: "sinceImagePulled" },
        action: TO_ARCHIVE,
      },
      { lifecycleRules: [{ tagStatus: "untagged", archiveAfterDaysUnpulled: 14 }] },
    ],
    [
      "days of a prefix",
      {
        rulePriority: 1,
        description: "Expire images tagged ci-* after 14 days",
        selection: {
          tagStatus: "tagged",
          tagPrefixList: ["ci-"],
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 14,
        },
        action: { type: "expire" },
      },
      { lifecycleRules: [{ tagPrefixes: ["ci-"], expireAfterDays: 14 }] },
    ],
    [
      "999,999 days, which is no count",
      {
        ...UNTAGGED,
        rulePriority: 1,
        selection: { ...UNTAGGED.selection, countNumber: 999_999 },
      },
      OWN_POLICY,
    ],
    ["a rule with another priority", { ...COUNT, rulePriority: 7 }, OWN_POLICY],
    ["a rule of two patterns", PINNED, OWN_POLICY],
    ["a count of what moves to the archive", { ...COUNT, action: TO_ARCHIVE }, OWN_POLICY],
  ])("is a lifecycle policy of %s", (_what, rule, own) => {
    const lifecycle = JSON.parse(JSON.stringify({ rules: [rule] }));
    const found = find({ backend: { lifecycle }, celery: {}, frontend: {} });
    expect(found.leftAlone).toEqual([]);
    expect(ownOf(found, "backend")).toEqual(
      own === OWN_POLICY ? { lifecyclePolicy: lifecycle } : own,
    );
    expect(policiesOf(found.settings).lifecycle).toEqual({ backend: lifecycle });
  });

  it("is several rules, by their priorities", () => {
    const lifecycle = {
      rules: [
        { ...COUNT, rulePriority: 3 },
        { ...UNTAGGED, rulePriority: 1 },
        {
          ...UNTAGGED,
          rulePriority: 2,
          selection: {
            ...UNTAGGED.selection,
            tagStatus: "untagged",
            storageClass: "archive",
            countType: "sinceImageTransitioned",
            countNumber: 100,
          },
        },
      ],
    };
    const found = find({ backend: { lifecycle } });
    expect(found.settings.lifecycleRules).toEqual([
      { tagStatus: "untagged", expireAfterDays: 14, description: "" },
      { tagStatus: "untagged", expireAfterDaysArchived: 100, description: "" },
      { tagStatus: "any", keepNewest: 20 },
    ]);
    expect(byPriority(policiesOf(found.settings).lifecycle.backend)).toEqual(byPriority(lifecycle));
  });

  const [ALLOW] = (PULL as { Statement: object[] }).Statement;
  const ORGANIZATION = {
    ...ALLOW,
    Sid: "AllowOrganizationPull",
    Principal: "*",
    Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1234567890"] } },
  };
  const DENY = { Effect: "Deny", Principal: { AWS: root("111111111111") }, Action: "ecr:PutImage" };

  it.each<[string, object[], object]>([
    [
      "an account's number",
      [{ ...ALLOW, Principal: { AWS: ["111111111111"] } }],
      { crossAccountIds: ["111111111111"] },
    ],
    [
      "one principal",
      [{ ...ALLOW, Principal: { AWS: root("111111111111") } }],
      { crossAccountIds: ["111111111111"] },
    ],
    [
      "an organization, and a Deny",
      [ORGANIZATION, DENY],
      { pull: { organizationIds: ["o-1234567890"] }, policyStatements: [DENY] },
    ],
    ["another Sid", [{ ...ALLOW, Sid: "pull" }], { policyStatements: [{ ...ALLOW, Sid: "pull" }] }],
    [
      "another action",
      [{ ...ALLOW, Action: ["ecr:PutImage"] }],
      { policyStatements: [{ ...ALLOW, Action: ["ecr:PutImage"] }] },
    ],
    [
      "one action less",
      [{ ...ALLOW, Action: PULL_ACTIONS.slice(1) }],
      { policyStatements: [{ ...ALLOW, Action: PULL_ACTIONS.slice(1) }] },
    ],
    [
      "everyone",
      [{ ...ALLOW, Principal: "*" }],
      {
        repositoryPolicy: {
          Version: "2012-10-17",
          Statement: [{ ...ALLOW, Principal: "*" }],
        },
        openToEveryAwsAccount: true,
      },
    ],
  ])("is a repository policy of %s", (_what, Statement, own) => {
    const access = { Version: "2012-10-17", Statement };
    const found = find({ backend: { access }, celery: {}, frontend: {} });
    expect(found.leftAlone).toEqual([]);
    expect(ownOf(found, "backend")).toEqual(own);
    const written = JSON.stringify(policiesOf(found.settings).access.backend);
    expect(isSameRepositoryPolicy(written, JSON.stringify(access))).toBe(true);
  });

  it("is the same if an account is written in its other form as a principal, and there alone", () => {
    const policy = (Principal: object, Condition: object) =>
      JSON.stringify({ Statement: [{ ...ALLOW, Principal, Condition }] });
    const at = (value: string) => ({ StringEquals: { "aws:PrincipalArn": value } });
    const [arn, digits] = [root("111111111111"), "111111111111"];
    const same = policy({ AWS: [arn] }, at(arn));
    expect(isSameRepositoryPolicy(same, policy({ AWS: digits }, at(arn)))).toBe(true);
    expect(isSameRepositoryPolicy(same, policy({ AWS: arn }, at(digits)))).toBe(false);
  });

  it("is the access of every kind of grant that this project writes", () => {
    fc.assert(
      fc.property(arbitraryAccess, (access) => {
        const place = { region: "us-east-1", partition: "aws", accountId: "123456789012" };
        const policy = policyOf(accessStatements(access, place));
        const { settings, leftAlone } = find({ backend: { access: policy } });
        expect(leftAlone).toEqual([]);
        expect(settings.policyStatements).toEqual([]);
        const written = JSON.stringify(policiesOf(settings).access.backend ?? { Statement: [] });
        expect(isSameRepositoryPolicy(written, policy)).toBe(true);
      }),
    );
  });
});

describe("a policy that no settings write", () => {
  it.each<[string, object | string, string]>([
    [
      "two rules of one priority",
      { rules: [{ ...UNTAGGED, rulePriority: 1 }, COUNT] },
      "cannot be read: two rules have the same rulePriority",
    ],
    [
      "the archive by a count",
      { rules: [{ ...COUNT, selection: { ...COUNT.selection, storageClass: "archive" } }] },
      "cannot be read: ",
    ],
    ["no rule", { rules: [] }, "which is empty"],
    ["no JSON", "{", "cannot be read: the policy is no JSON object"],
  ])("is a lifecycle policy of %s: AWS keeps it", (_what, lifecycle, line) => {
    const found = find({ backend: { lifecycle }, celery: {} });
    expect(found.leftAlone).toEqual([
      expect.stringContaining(`${REPOSITORIES.backend}: lifecycle policy, ${line}`),
    ]);
    expect(found.notCovered).toEqual([]);
    expect(ownOf(found, "backend")).toEqual({ lifecyclePolicy: "unmanaged" });
    expect(policiesOf(found.settings)).toEqual({ lifecycle: {}, access: {} });
  });

  const [ALLOW] = (PULL as { Statement: object[] }).Statement;
  it.each<[string, object | string, string]>([
    [
      "a role's session",
      {
        Version: "2012-10-17",
        Statement: [
          { ...ALLOW, Principal: { AWS: "arn:aws:sts::111111111111:assumed-role/ci/me" } },
        ],
      },
      'statement "AllowCrossAccountPull": arn:aws:sts::111111111111:assumed-role/ci/me may',
    ],
    ["no statement", { Version: "2012-10-17", Statement: [] }, "which is empty"],
    [
      "a form that is not known",
      {
        Version: "2012-10-17",
        Statement: [{ ...ALLOW, Principal: undefined, NotPrincipal: { AWS: "*" } }],
      },
      'statement "AllowCrossAccountPull" cannot be read: it has the key NotPrincipal',
    ],
    ["no JSON", "[", "the policy cannot be read: it is no JSON object"],
  ])("is a repository policy of %s: AWS keeps it", (_what, access, line) => {
    const found = find({ backend: { access }, celery: {} });
    expect(found.leftAlone).toEqual([
      expect.stringContaining(`${REPOSITORIES.backend}: repository policy, ${line}`),
    ]);
    expect(ownOf(found, "backend")).toEqual({ repositoryPolicy: "unmanaged" });
    expect(policiesOf(found.settings)).toEqual({ lifecycle: {}, access: {} });
  });

  it("has settings of its own where the environment's would be laid over it", () => {
    const same = {
      lifecycle: { rules: [{ ...UNTAGGED, rulePriority: 1 }] },
      access: PULL,
    };
    const found = find({
      backend: { lifecycle: "{", access: "{" },
      celery: same,
      frontend: same,
    });
    expect(ownOf(found, "backend")).toEqual({
      maxImageCount: 0,
      crossAccountIds: [],
      lifecyclePolicy: "unmanaged",
      repositoryPolicy: "unmanaged",
    });
    expect(found.notCovered).toEqual([]);
    expect(toCode("qa", found.settings)).toContain(
      'maxImageCount: 0, lifecyclePolicy: "unmanaged", crossAccountIds: [], repositoryPolicy: "unmanaged" },',
    );
    expect(policiesOf(found.settings)).toEqual({
      lifecycle: { celery: same.lifecycle, frontend: same.lifecycle },
      access: { celery: PULL, frontend: PULL },
    });
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
