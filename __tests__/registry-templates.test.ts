import { describe, expect, it } from "vitest";
import type { CreationTemplate } from "../settings/registry/creation-template.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import {
  ACCOUNT,
  appWith,
  images,
  jsonOf,
  OTHER_ACCOUNT,
  registryProblems,
  warningsOf,
} from "./support/registries.ts";
import { problemsOf } from "./support/written-app.ts";

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`;
const TEMPLATE = { prefix: "quay", appliedFor: ["PULL_THROUGH_CACHE"] } as const;
const problemsWith = (...creationTemplates: object[]) => registryProblems({ creationTemplates });
const resourcesOf = (...creationTemplates: CreationTemplate[]) =>
  jsonOf(appWith({}, { registry: { creationTemplates } }), "registry").resource;
const writtenWith = (more: Partial<CreationTemplate>) =>
  resourcesOf({ ...TEMPLATE, ...more }).aws_ecr_repository_creation_template.quay;

describe("a creation template", () => {
  it("has the settings of an environment's repositories", () => {
    const template = {
      ...TEMPLATE,
      description: "Images of Quay",
      encryptionType: "KMS",
      kmsKeyArn: KEY,
      lifecycleRules: [{ tagStatus: "untagged", expireAfterDays: 7 }],
      pull: { accountIds: [OTHER_ACCOUNT] },
      tags: { Team: "platform" },
    } as const;
    expect(problemsWith(template)).toEqual([]);
    expect(resourcesOf(template)).toMatchSnapshot();
  });

  it("writes nothing that is not set", () => {
    expect(resourcesOf(TEMPLATE)).toEqual({
      aws_ecr_repository_creation_template: {
        quay: {
          applied_for: ["PULL_THROUGH_CACHE"],
          encryption_configuration: [{ encryption_type: "AES256" }],
          image_tag_mutability: "MUTABLE",
          prefix: "quay",
        },
      },
    });
  });

  it("lets tags follow the upstream in a cache alone, unless it is set", () => {
    expect(writtenWith({}).image_tag_mutability).toBe("MUTABLE");
    expect(writtenWith({ appliedFor: ["REPLICATION"] }).image_tag_mutability).toBe("IMMUTABLE");
    expect(writtenWith({ imageTagMutability: "IMMUTABLE" }).image_tag_mutability).toBe("IMMUTABLE");
  });

  it("has one lifecycle policy, from any of the settings", () => {
    const policy = { rules: [] };
    const lifecycle = (more: Partial<CreationTemplate>) => writtenWith(more).lifecycle_policy;
    expect(lifecycle({ maxImageCount: 3 })).toContain('"countNumber":3');
    expect(lifecycle({ maxImageCount: 0 })).toBeUndefined();
    expect(problemsWith({ ...TEMPLATE, maxImageCount: 3, lifecyclePolicy: policy })).not.toEqual(
      [],
    );
    expect(
      problemsWith({
        ...TEMPLATE,
        maxImageCount: 3,
        lifecycleRules: [{ tagStatus: "any", keepNewest: 5 }],
      }),
    ).toEqual([expect.stringMatching(/^registry\.creationTemplates\[0\]\.lifecycleRules is/)]);
  });

  it("has policies with variables that are none of Terraform's", () => {
    const repositoryPolicy = {
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`] },
          Action: ["ecr:BatchGetImage"],
          Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team}" } },
        },
      ],
    };
    expect(writtenWith({ repositoryPolicy }).repository_policy).toContain(
      '"$${aws:ResourceTag/team}"',
    );
  });

  it("has each tag once, in the form that Terraform gives it", () => {
    const tags = { "caf\u00e9": "one", "cafe\u0301": "two" };
    expect(writtenWith({ tags }).resource_tags).toEqual({ "caf\u00e9": "two" });
  });

  it.each(["", "a".repeat(255), "é".repeat(127), "two\nlines"])("may be for %j", (description) => {
    expect(problemsWith({ ...TEMPLATE, description })).toEqual([]);
  });

  it("has a description that is no expression of Terraform", () => {
    expect(writtenWith({ description: "50%{x} of ${aws_iam_role.x.arn}" }).description).toBe(
      "50%%{x} of $${aws_iam_role.x.arn}",
    );
  });

  it.each(["role", "role_policy", "constructor"])("may have the prefix %s", (prefix) => {
    const resources = resourcesOf({ ...TEMPLATE, prefix, tags: { Team: "platform" } });
    expect(Object.keys(resources.aws_ecr_repository_creation_template)).toEqual([prefix]);
    expect(Object.keys(resources.aws_iam_role)).toEqual(["creation_templates"]);
  });

  it("has an address that no other one has", () => {
    expect(
      problemsWith({ ...TEMPLATE, prefix: "1.b" }, TEMPLATE, { ...TEMPLATE, prefix: "1_b" }),
    ).toEqual([
      expect.stringMatching(
        /^registry\.creationTemplates\[2\]\.prefix is "1_b": must differ from 1\.b by more than .+ both would be _1_b/,
      ),
    ]);
  });

  it("takes a role if there are tags or a key, and the stack makes it", () => {
    const tags = { Team: "platform" };
    const customRoleArn = `arn:aws:iam::${ACCOUNT}:role/own`;
    expect(writtenWith({ tags }).custom_role_arn).toBe("${aws_iam_role.creation_templates.arn}");
    expect(writtenWith({ tags, customRoleArn }).custom_role_arn).toBe(customRoleArn);
    expect(resourcesOf({ ...TEMPLATE, tags, customRoleArn }).aws_iam_role).toBeUndefined();
    const { aws_iam_role_policy } = resourcesOf(
      { ...TEMPLATE, tags },
      { ...TEMPLATE, prefix: "ROOT", encryptionType: "KMS", kmsKeyArn: KEY },
      { ...TEMPLATE, prefix: "plain" },
    );
    expect(JSON.parse(aws_iam_role_policy.creation_templates.policy).Statement).toEqual([
      expect.objectContaining({
        Action: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
        Resource: ["*", "quay/*"].map(
          (names) => `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${names}`,
        ),
      }),
      expect.objectContaining({
        Action: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
        Resource: [KEY],
      }),
    ]);
  });

  it("has the policy of that role before ECR may take it", () => {
    const written = writtenWith({ tags: { Team: "platform" } });
    expect(written.depends_on).toEqual(["aws_iam_role_policy.creation_templates"]);
    expect(writtenWith({}).depends_on).toBeUndefined();
  });

  it("has a place in the policy of that role", () => {
    const templates = (count: number, more: object) =>
      Array.from({ length: count }, (_, index) => ({
        ...TEMPLATE,
        prefix: `${"long-".repeat(10)}${index}`,
        ...more,
      }));
    const tags = { Team: "platform" };
    const customRoleArn = `arn:aws:iam::${ACCOUNT}:role/own`;
    expect(problemsWith(...templates(80, { tags }))).toEqual([]);
    expect(problemsWith(...templates(100, { tags, customRoleArn }))).toEqual([]);
    expect(problemsWith(...templates(100, { tags }))).toEqual([
      expect.stringMatching(
        /^registry\.creationTemplates is "10460 characters in the policy of their role": must give a policy of at most 10240 characters/,
      ),
    ]);
  });

  it.each([
    [{ prefix: "quay/" }, "prefix is"],
    [{ prefix: "q" }, "prefix is"],
    [{ appliedFor: [] }, "must list PULL_THROUGH_CACHE, REPLICATION or both"],
    [{ appliedFor: ["CREATE_ON_PUSH"] }, "must be PULL_THROUGH_CACHE or REPLICATION"],
    [{ appliedFor: ["REPLICATION", "REPLICATION"] }, "must be listed once"],
    [{ description: "a".repeat(256) }, "must be at most 255 bytes in UTF-8"],
    [{ description: "é".repeat(128) }, "must be at most 255 bytes in UTF-8"],
    [{ imageTagMutability: "NEVER" }, "must be MUTABLE or IMMUTABLE"],
    [{ maxImageCount: -1 }, "must be null or a whole number from 0 to 1000"],
    [{ encryptionType: "KMS" }, "kmsKeyArn is null: must be the ARN of a key"],
    [{ kmsKeyArn: KEY }, "must be null if the encryption type is AES256"],
    [
      { encryptionType: "KMS", kmsKeyArn: KEY.replace("us-east-1", "eu-west-1") },
      "must be a key in the registry's region and partition, arn:aws:kms:us-east-1:…",
    ],
    [{ repositoryPolicy: "unmanaged" }, "must be a policy as an object or as JSON text, or left"],
    [{ repositoryPolicy: "{" }, "must be a policy as an object or as JSON text, or left"],
    [{ lifecyclePolicy: "unmanaged" }, "lifecyclePolicy is"],
    [{ pull: { accountIds: [ACCOUNT] } }, "must not be the registry's own account"],
    [
      { policyStatements: [{ Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage" }] },
      "creationTemplates[0].policyStatements[0].Principal is",
    ],
    [{ tags: { "aws:x": "" } }, "must have a key that does not start with aws:"],
    [{ scanOnPush: true }, "must be one of the settings"],
    [{ customRoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/x` }, "must be a role of the registry's"],
  ])("is not with %j", (wrong, words) => {
    const problems = problemsWith({ ...TEMPLATE, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it("has a prefix of its own", () => {
    expect(problemsWith(TEMPLATE, TEMPLATE)).toEqual([
      expect.stringMatching(/^registry\.creationTemplates\[1\]\.prefix is "quay": must be in one/),
    ]);
  });
});

const EU = { region: "eu-west-1" };
const TO_EU = [{ destinations: [EU], environments: ["qa"] }];
const replicating = (
  creationTemplates: readonly CreationTemplate[],
  { accountId = ACCOUNT, mutability = "IMMUTABLE" as "IMMUTABLE" | "MUTABLE" } = {},
) =>
  appWith(
    {
      qa: {
        accountId: ACCOUNT,
        imageTagMutability: mutability,
        repositories: images("api", "web"),
      },
    },
    {
      source: { replication: [{ ...TO_EU[0]!, destinations: [{ ...EU, accountId }] }] },
      copy: { ...EU, accountId, creationTemplates },
    },
  );

describe("a creation template for replication", () => {
  const FOR_QA = { prefix: "qa", appliedFor: ["REPLICATION"] } as const;

  it("prepares the destination", () => {
    expect(warningsOf(replicating([FOR_QA]))).toEqual([]);
    expect(warningsOf(replicating([{ ...FOR_QA, prefix: "ROOT" }]))).toEqual([]);
    for (const wrong of [{ prefix: "qa/api" }, { appliedFor: ["PULL_THROUGH_CACHE"] as const }]) {
      expect(warningsOf(replicating([{ ...FOR_QA, ...wrong }]))[0]).toContain(
        "source.replication copies qa/api to 111111111111 eu-west-1, where the app has no such repository",
      );
    }
  });

  it("does not have immutable tags if the source's are mutable", () => {
    const templates = [{ ...FOR_QA, imageTagMutability: "MUTABLE" } as const];
    expect(problemsOf(replicating(templates, { mutability: "MUTABLE" }))).toEqual([]);
    expect(problemsOf(replicating([FOR_QA], { mutability: "MUTABLE" }))).toEqual([
      'copy.creationTemplates is "qa": must have the imageTagMutability MUTABLE, as qa/api in qa, which source copies here, and 1 more like it: a tag that is pushed again there would not move here. Or make it IMMUTABLE there, too (aws/containers-roadmap#140)',
    ]);
  });

  it("may be for caches alone, whatever its tags are", () => {
    const forCaches = {
      prefix: "ROOT",
      appliedFor: ["PULL_THROUGH_CACHE"],
      imageTagMutability: "IMMUTABLE",
    } as const;
    expect(problemsOf(replicating([forCaches], { mutability: "MUTABLE" }))).toEqual([]);
  });

  it("has no say in the tags of a repository that is there", () => {
    const copy = { ...EU, environment: "qa", imageTagMutability: "MUTABLE" as const };
    const app = replicating([FOR_QA], { mutability: "MUTABLE" });
    new EnvironmentStack(app, "qa-eu", {
      ...copy,
      accountId: ACCOUNT,
      repositories: images("api", "web"),
    });
    expect(problemsOf(app)).toEqual([]);
  });

  it("lets another account's registry create what it is for, and no more", () => {
    const policyOf = (prefix: string) => {
      const app = replicating([{ ...FOR_QA, prefix }], { accountId: OTHER_ACCOUNT });
      const { policy } = jsonOf(app, "copy").resource.aws_ecr_registry_policy.policy;
      return JSON.parse(policy).Statement.map(
        ({ Action, Resource }: { readonly Action: string[]; readonly Resource: string[] }) => [
          Action.length,
          ...Resource.map((arn) => arn.split(":repository/")[1]),
        ],
      );
    };
    expect(policyOf("qa")).toEqual([[2, "qa/*"]]);
    expect(policyOf("ROOT")).toEqual([[2, "qa/*"]]);
    expect(policyOf("qa/api")).toEqual([
      [1, "qa/*"],
      [2, "qa/api/*"],
    ]);
    expect(policyOf("dev")).toEqual([[1, "qa/*"]]);
  });
});

describe("a creation template that applies to nothing", () => {
  const CACHE = { ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" };
  const warnings = (...creationTemplates: CreationTemplate[]) =>
    warningsOf(appWith({}, { registry: { pullThroughCaches: [CACHE], creationTemplates } }));

  it("is hidden by a more specific one", () => {
    expect(warnings(TEMPLATE, { ...TEMPLATE, prefix: "ROOT" })).toEqual([
      "registry.creationTemplates has the prefix ROOT, which applies to nothing: for the cache quay of quay.io, ECR takes the more specific quay of registry. Remove one of the two",
    ]);
    expect(warnings(TEMPLATE, { ...TEMPLATE, prefix: "quay/team" })).toEqual([]);
  });

  it("is hidden in the replication of each repository", () => {
    const template = (prefix: string) => ({ prefix, appliedFor: ["REPLICATION"] }) as const;
    expect(warningsOf(replicating([template("qa"), template("ROOT")]))).toEqual([
      expect.stringContaining(
        "copy.creationTemplates has the prefix ROOT, which applies to nothing",
      ),
    ]);
  });

  it("is below no cache", () => {
    const forCopies = { prefix: "quay/x", appliedFor: ["REPLICATION"] } as const;
    expect(warnings(TEMPLATE, forCopies)).toEqual([]);
    expect(warnings(TEMPLATE, { ...TEMPLATE, prefix: "quai" })).toEqual([
      "registry.creationTemplates has the prefix quai: neither a cache of the registry nor the replication of the app makes a repository below it",
    ]);
  });

  it("may be for the replication of registries that are not in the app", () => {
    const template = { prefix: "team", appliedFor: ["REPLICATION"] } as const;
    expect(warnings(TEMPLATE, template)).toEqual([]);
  });
});
