import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import {
  App,
  TerraformCount,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
} from "cdktf";
import { describe, expect, it } from "vitest";
import { ImageRepository } from "../constructs/image-repository.ts";
import type { ImageRepositoryProps } from "../constructs/image-repository-props.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

function stackWith(...all: readonly Partial<ImageRepositoryProps>[]): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  for (const [index, props] of all.entries()) {
    new ImageRepository(stack, `repository${index}`, {
      component: "api",
      name: "qa/api",
      ...props,
    });
  }
  return stack;
}

const problemsOf = (...all: readonly unknown[]) =>
  stackWith(...(all as Partial<ImageRepositoryProps>[]))
    .node.findAll()
    .flatMap(({ node }) => node.validate());

const resourcesOf = (stack: TerraformStack) => JSON.parse(Testing.synth(stack)).resource;

describe("a repository", () => {
  it("is immutable, scanned and encrypted by default", () => {
    expect(resourcesOf(stackWith({})).aws_ecr_repository).toEqual({
      api: {
        name: "qa/api",
        image_tag_mutability: "IMMUTABLE",
        image_scanning_configuration: { scan_on_push: true },
        encryption_configuration: [{ encryption_type: "AES256" }],
      },
    });
  });

  it("has policies under its component's address", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const repository = new ImageRepository(stack, "any", { component: "api", name: "qa/api" });
    repository.addLifecyclePolicy('{"rules":[]}');
    repository.addRepositoryPolicy('{"Statement":[]}');
    const { aws_ecr_lifecycle_policy, aws_ecr_repository_policy } = resourcesOf(stack);
    const repositoryName = "${aws_ecr_repository.api.name}";
    expect(aws_ecr_lifecycle_policy).toEqual({
      api: { repository: repositoryName, policy: '{"rules":[]}' },
    });
    expect(aws_ecr_repository_policy).toEqual({
      api: { repository: repositoryName, policy: '{"Statement":[]}' },
    });
    new TerraformOutput(stack, "of", { value: [repository.arn, repository.repositoryUrl] });
    expect(JSON.parse(Testing.synth(stack)).output.of.value).toEqual([
      "${aws_ecr_repository.api.arn}",
      "${aws_ecr_repository.api.repository_url}",
    ]);
  });

  it("passes its count on to its policies", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const count = TerraformCount.of(Token.asNumber("${var.wanted ? 1 : 0}"));
    const props = { component: "api", name: "qa/api", count };
    new ImageRepository(stack, "any", props).addLifecyclePolicy('{"rules":[]}');
    expect(resourcesOf(stack).aws_ecr_lifecycle_policy.api).toMatchObject({
      count: "${var.wanted ? 1 : 0}",
      repository: "${one(aws_ecr_repository.api[*].name)}",
    });
  });
});

describe("the props of a repository", () => {
  it.each<[string, object]>([
    ["a key", { encryptionType: "KMS", kmsKeyArn: KEY }],
    ["the longest name", { name: "a".repeat(256) }],
    ["tags", { tags: { Team: "a" } }],
    ["deletion protection", { preventDestroy: true }],
  ])("may have %s", (_what, props) => {
    expect(problemsOf(props)).toEqual([]);
  });

  it.each<[object, string]>([
    [{ component: "1api" }, 'component is "1api": must be 1 to 64 letters'],
    [{ component: "${var.x}" }, 'component is "${var.x}": must be 1 to 64 letters'],
    [{ component: undefined }, "component is not set: must be a string"],
    [{ name: "UPPER//case" }, 'name is "UPPER//case": must be segments'],
    [{ name: "a".repeat(257) }, "must be 2 to 256 characters"],
    [{ name: "a" }, 'name is "a": must be 2 to 256 characters'],
    [{ name: 5 }, "name is 5: must be a string"],
    [{ imageTagMutability: "mutable" }, "must be MUTABLE or IMMUTABLE"],
    [{ scanOnPush: "yes" }, 'scanOnPush is "yes": must be true or false'],
    [{ encryptionType: "KMS" }, "kmsKeyArn is null: must be the ARN of a key if the encryption"],
    [{ kmsKeyArn: KEY }, "must be null if the encryption type is AES256"],
    [{ encryptionType: "KMS", kmsKeyArn: "alias/key" }, "must be null or the ARN of a key"],
    [{ tags: { "aws:x": "" } }, "must have a key that does not start with aws:"],
    [{ tags: { a: 10n } }, 'tags["a"] is 10n: must be a string'],
    [{ preventDestroy: "no" }, 'preventDestroy is "no": must be true or false'],
  ])("are checked: %o", (props, problem) => {
    expect(problemsOf(props)).toEqual([expect.stringContaining(problem)]);
  });

  it("are checked all at once", () => {
    const bad = { component: "a b", name: "BB", imageTagMutability: "x" };
    expect(problemsOf(bad, { component: "web", name: "CC" })).toEqual([
      expect.stringMatching(/^stack\/repository0\.component is "a b": must be .+ \(Terraform, /),
      expect.stringMatching(/^stack\/repository0\.name is "BB": must be .+ \(ECR API, /),
      expect.stringMatching(/^stack\/repository0\.imageTagMutability is "x": must be .+ \(the ECR/),
      expect.stringMatching(/^stack\/repository1\.name is "CC": must be /),
    ]);
  });

  it("do not repeat a component in a stack: Terraform would write one of the two", () => {
    expect(() => App.of(stackWith({}, { name: "qa/other" })).synth()).toThrow(
      'stack/repository1/repository is "aws_ecr_repository.api": must have another address than stack/repository0/repository',
    );
  });

  it.each(["not json", "", "5", "null", {}, undefined])(
    "have a policy of JSON, not %o",
    (policy) => {
      const stack = new TerraformStack(Testing.app(), "stack");
      const repository = new ImageRepository(stack, "any", { component: "api", name: "qa/api" });
      repository.addLifecyclePolicy(policy as string);
      repository.addRepositoryPolicy(policy as string);
      expect(repository.node.validate()).toEqual([
        expect.stringMatching(/^stack\/any\.lifecyclePolicy is .+: must be a JSON object/),
        expect.stringMatching(/^stack\/any\.repositoryPolicy is .+: must be a JSON object/),
      ]);
    },
  );

  it("may hold expressions, which are left to Terraform", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const variable = new TerraformVariable(stack, "x", {});
    const repository = new ImageRepository(stack, "any", {
      component: "api",
      name: `\${var.environment}/api`,
      imageTagMutability: variable.stringValue,
      scanOnPush: variable.booleanValue,
      encryptionType: variable.stringValue,
      kmsKeyArn: "${var.key}",
      tags: { Team: "${var.team}" },
    });
    expect(repository.node.validate()).toEqual([]);
    const [resource] = repository.node.children.filter((child) => child instanceof EcrRepository);
    expect(resource?.toTerraform().resource.aws_ecr_repository.api.name).toBe(
      "${var.environment}/api",
    );
  });
});
