import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { App, CloudBackend, GcsBackend, NamedCloudWorkspace, S3Backend, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { keepLast, pullFrom } from "./support/document.ts";

const synth = (settings: EnvironmentSettings) =>
  Testing.synth(new EnvironmentStack(Testing.app(), "stack", settings), true);
const parsed = (settings: EnvironmentSettings) => JSON.parse(synth(settings));

describe("an environment stack", () => {
  it("has the three repositories of an environment", () => {
    const { resource } = parsed({ environment: "qa" });
    expect(Object.keys(resource.aws_ecr_repository)).toEqual(["backend", "celery", "frontend"]);
    expect(resource.aws_ecr_repository.backend).toEqual({
      name: "qa/artos-postgres-eks-backend",
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: "AES256" }],
      lifecycle: { prevent_destroy: true },
      tags: { Component: "backend", Environment: "qa" },
    });
  });

  it("has the third-party repositories where asked", () => {
    const { resource } = parsed({ environment: "qa", createThirdpartyRepos: true });
    const names = Object.values<{ name: string }>(resource.aws_ecr_repository).map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name.startsWith("thirdparty/"))).toEqual([
      "thirdparty/litellm",
      "thirdparty/onlyoffice",
      "thirdparty/propelauth",
      "thirdparty/redis",
    ]);
    expect(names).toHaveLength(7);
  });

  it.each([null, 0, undefined])("has no lifecycle policy with a count of %s", (maxImageCount) => {
    const settings = maxImageCount === undefined ? {} : { maxImageCount };
    expect(synth({ environment: "qa", ...settings })).not.toHaveResource(EcrLifecyclePolicy);
  });

  it("has the document's lifecycle policy on every repository", () => {
    const { resource } = parsed({
      environment: "qa",
      maxImageCount: 1,
      createThirdpartyRepos: true,
    });
    expect(Object.keys(resource.aws_ecr_lifecycle_policy)).toHaveLength(7);
    const { repository, policy } = resource.aws_ecr_lifecycle_policy.redis;
    expect(repository).toBe("${aws_ecr_repository.redis.name}");
    expect(JSON.parse(policy)).toEqual(keepLast(1));
  });

  it.each<[string, Partial<EnvironmentSettings>]>([
    ["access without ids", { enableCrossAccountAccess: true }],
    ["ids without access", { crossAccountIds: ["111111111111"] }],
  ])("has no repository policy with %s", (_case, settings) => {
    expect(synth({ environment: "qa", ...settings })).not.toHaveResource(EcrRepositoryPolicy);
  });

  it("has the document's repository policy on every repository, accounts in the order given", () => {
    const { resource } = parsed({
      environment: "qa",
      enableCrossAccountAccess: true,
      crossAccountIds: ["222222222222", "111111111111"],
    });
    expect(Object.keys(resource.aws_ecr_repository_policy)).toHaveLength(3);
    expect(JSON.parse(resource.aws_ecr_repository_policy.celery.policy)).toEqual(
      pullFrom("arn:aws:iam::222222222222:root", "arn:aws:iam::111111111111:root"),
    );
  });

  it("lays its own tags over the user's", () => {
    expect(
      synth({ environment: "qa", tags: { Environment: "x", Component: "y", Team: "z" } }),
    ).toHaveResourceWithProperties(EcrRepository, {
      tags: { Environment: "qa", Component: "frontend", Team: "z" },
    });
  });

  it("has one tag for a composed and a decomposed key, the last, as Terraform would", () => {
    const tags = { "caf\u00e9": "one", "cafe\u0301": "two" };
    const { resource } = parsed({ environment: "qa", tags });
    expect(resource.aws_ecr_repository.frontend.tags).toEqual({
      "caf\u00e9": "two",
      Component: "frontend",
      Environment: "qa",
    });
  });

  it.each<[string, Partial<EnvironmentSettings>, object]>([
    ["qa", {}, { lifecycle: { prevent_destroy: true } }],
    ["development", {}, { lifecycle: { prevent_destroy: false } }],
    ["development", { preventDestroy: true }, { lifecycle: { prevent_destroy: true } }],
    ["qa", { preventDestroy: false }, { lifecycle: { prevent_destroy: false } }],
  ])("protects the images of %s with %o", (environment, settings, protection) => {
    const { resource } = parsed({ environment, ...settings });
    for (const repository of Object.values<Record<string, unknown>>(resource.aws_ecr_repository)) {
      const { lifecycle, force_delete } = repository;
      expect({ lifecycle, force_delete }).toEqual(protection);
    }
  });

  it("tells URLs, ARNs and names by component", () => {
    const { output } = parsed({ environment: "qa" });
    const values = (name: string) => output[name].value;
    for (const [name, attribute] of [
      ["repository_urls", "repository_url"],
      ["repository_arns", "arn"],
      ["repository_names", "name"],
    ] as const) {
      expect(values(name)).toEqual({
        backend: `\${aws_ecr_repository.backend.${attribute}}`,
        celery: `\${aws_ecr_repository.celery.${attribute}}`,
        frontend: `\${aws_ecr_repository.frontend.${attribute}}`,
      });
    }
  });

  it("has policies that follow their repository", () => {
    const { resource } = parsed({
      environment: "qa",
      maxImageCount: 1,
      enableCrossAccountAccess: true,
      crossAccountIds: ["111111111111"],
    });
    for (const type of ["aws_ecr_lifecycle_policy", "aws_ecr_repository_policy"]) {
      expect(resource[type].celery.repository).toBe("${aws_ecr_repository.celery.name}");
    }
  });

  it("tells the registry's address whatever the order of the images", () => {
    const repositories = DOCUMENTED_REPOSITORIES.toReversed();
    expect(parsed({ environment: "qa", repositories }).output.registry_url.value).toBe(
      '${split("/", aws_ecr_repository.frontend.repository_url)[0]}',
    );
  });

  it("encrypts with the key", () => {
    const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
    const { resource } = parsed({ environment: "qa", encryptionType: "KMS", kmsKeyArn });
    expect(resource.aws_ecr_repository.frontend.encryption_configuration).toEqual([
      { encryption_type: "KMS", kms_key: kmsKeyArn },
    ]);
  });

  it.each([
    ["us-east-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["us-isof-south-1", "aws-iso-f"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("knows the partition of %s", (region, partition) => {
    const { provider, resource } = parsed({
      environment: "qa",
      region,
      enableCrossAccountAccess: true,
      crossAccountIds: ["111111111111"],
    });
    expect(provider).toEqual({ aws: [{ region }] });
    expect(JSON.parse(resource.aws_ecr_repository_policy.backend.policy)).toEqual(
      pullFrom(`arn:${partition}:iam::111111111111:root`),
    );
  });

  it("has nothing left to compute", () => {
    const { variable, locals, data, ...rest } = parsed({
      environment: "qa",
      maxImageCount: 1,
      createThirdpartyRepos: true,
    });
    expect({ variable, locals, data }).toEqual({});
    expect(JSON.stringify(rest)).not.toContain('"count"');
  });

  it("runs under Terraform 1.0 and the AWS provider 5", () => {
    expect(parsed({ environment: "qa" }).terraform).toMatchObject({
      required_version: ">= 1.0",
      required_providers: { aws: { source: "hashicorp/aws", version: "~> 5.0" } },
    });
  });

  it("lets the provider refuse every other account", () => {
    expect(parsed({ environment: "qa", accountId: "123456789012" }).provider).toEqual({
      aws: [{ region: "us-east-1", allowed_account_ids: ["123456789012"] }],
    });
  });

  it("fails its validation with every problem", () => {
    const stack = new EnvironmentStack(Testing.app(), "stack", {
      environment: "A",
      maxImageCount: -1,
    });
    expect(stack.repositories).toEqual([]);
    expect(stack.toTerraform()).not.toHaveProperty("resource");
    expect(() => Testing.synth(stack, true)).toThrow(
      /stack\.environment is "A"[\s\S]*stack\.maxImageCount is -1/,
    );
  });
});

describe("the backend of an environment stack", () => {
  const written = (addBackend: (stack: EnvironmentStack) => void) => {
    const app = new App({ outdir: "cdktf.out" });
    const stack = new EnvironmentStack(app, "qa", { environment: "qa" });
    addBackend(stack);
    stack.prepareStack();
    return stack.toTerraform().terraform;
  };

  it("is local by default, at the project's root as seen from the stack's folder", () => {
    expect(written(() => {}).backend).toEqual({
      local: { path: "../../../terraform.qa.tfstate" },
    });
  });

  it.each<[string, (stack: EnvironmentStack) => void, object]>([
    [
      "S3",
      (stack) => {
        new S3Backend(stack, { bucket: "states", key: "ecr/qa.tfstate", region: "eu-west-1" });
        stack.addOverride("terraform.backend.s3.use_lockfile", true);
      },
      {
        backend: {
          s3: { bucket: "states", key: "ecr/qa.tfstate", region: "eu-west-1", use_lockfile: true },
        },
      },
    ],
    [
      "Google Cloud Storage",
      (stack) => new GcsBackend(stack, { bucket: "states", prefix: "ecr/qa" }),
      { backend: { gcs: { bucket: "states", prefix: "ecr/qa" } } },
    ],
    [
      "HCP Terraform",
      (stack) =>
        new CloudBackend(stack, {
          organization: "acme",
          workspaces: new NamedCloudWorkspace("ecr-qa"),
        }),
      { cloud: { organization: "acme", workspaces: { name: "ecr-qa" } } },
    ],
  ])("may be %s", (_kind, addBackend, expected) => {
    const { backend, cloud } = written(addBackend);
    expect({ ...(backend && { backend }), ...(cloud && { cloud }) }).toEqual(expected);
  });
});
