import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { type TerraformCount, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describeProblem, type Problem } from "../settings/problem.ts";
import { attributeOf } from "./attribute.ts";
import type { ImageRepositoryProps } from "./image-repository-props.ts";
import { repositoryProblems } from "./repository-problems.ts";

/**
 * The repository of one image, with its policies. The component is the Terraform name of all three
 * resources, wherever the construct is in the tree: `aws_ecr_repository.backend`,
 * `aws_ecr_lifecycle_policy.backend`, `aws_ecr_repository_policy.backend`.
 */
export class ImageRepository extends Construct {
  readonly component: string;
  /** ARN of the repository; null if `count` is 0. */
  readonly arn: string;
  /** Full name of the repository; null if `count` is 0. */
  readonly name: string;
  /** URL to push to and pull from; null if `count` is 0. */
  readonly repositoryUrl: string;
  private readonly count: TerraformCount | undefined;

  /**
   * @param scope the stack, or a construct in it
   * @param id any id; it does not become part of an address
   */
  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    this.component = props.component;
    this.count = props.count;
    const repeated = this.repeatedComponent();
    this.node.addValidation({
      validate: () =>
        [...repositoryProblems(this.node.path, props), ...repeated].map(describeProblem),
    });

    const repository = new EcrRepository(this, "repository", {
      count: props.count,
      name: props.name,
      imageTagMutability: props.imageTagMutability ?? "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: props.scanOnPush ?? true },
      encryptionConfiguration: [
        { encryptionType: props.encryptionType ?? "AES256", kmsKey: props.kmsKeyArn },
      ],
      tags: props.tags,
      ...(props.preventDestroy !== undefined && {
        lifecycle: { preventDestroy: props.preventDestroy },
      }),
    });
    repository.overrideLogicalId(this.component);

    this.arn = attributeOf(repository, "arn");
    this.name = attributeOf(repository, "name");
    this.repositoryUrl = attributeOf(repository, "repository_url");
  }

  /**
   * Adds the lifecycle policy. Call it once at most.
   *
   * @param policy the policy as JSON
   * @param count whether the policy exists, 0 or 1; the default is the repository's `count`
   */
  addLifecyclePolicy(policy: string, count = this.count): void {
    new EcrLifecyclePolicy(this, "lifecycle_policy", {
      count,
      repository: this.name,
      policy,
    }).overrideLogicalId(this.component);
  }

  /**
   * Adds the repository policy, which gives other accounts access. Call it once at most.
   *
   * @param policy the policy as JSON
   * @param count whether the policy exists, 0 or 1; the default is the repository's `count`
   */
  addRepositoryPolicy(policy: string, count = this.count): void {
    new EcrRepositoryPolicy(this, "repository_policy", {
      count,
      repository: this.name,
      policy,
    }).overrideLogicalId(this.component);
  }

  // If two resources have the same Terraform name, CDKTF writes only the second.
  private repeatedComponent(): Problem[] {
    const stack = TerraformStack.of(this);
    const components = COMPONENTS.get(stack) ?? new Set();
    COMPONENTS.set(stack, components);
    const { component } = this;
    if (!components.has(component)) {
      components.add(component);
      return [];
    }
    return [
      {
        path: `${this.node.path}.component`,
        value: component,
        must: "must differ from the component of every earlier repository in the stack",
        source: "Terraform, Resource addresses",
      },
    ];
  }
}

const COMPONENTS = new WeakMap<TerraformStack, Set<string>>();
