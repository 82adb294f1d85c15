import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { App, type TerraformCount } from "cdktf";
import { Construct } from "constructs";
import { checkApp } from "../checks/app-checks.ts";
import { describeProblem } from "../settings/problem.ts";
import { attributeOf } from "./attribute.ts";
import type { ImageRepositoryProps } from "./image-repository-props.ts";
import { policyProblems, repositoryProblems } from "./repository-problems.ts";

/**
 * The repository of one image, with its policies. The component is the Terraform name of all three
 * resources, wherever the construct is in the tree: `aws_ecr_repository.backend`,
 * `aws_ecr_lifecycle_policy.backend`, `aws_ecr_repository_policy.backend`.
 */
export class ImageRepository extends Construct {
  readonly component: string;
  /** The repository itself, to refer to and to override. */
  readonly resource: EcrRepository;
  private readonly count: TerraformCount | undefined;

  /**
   * @param scope the stack, or a construct in it
   * @param id any id; it does not become part of an address
   */
  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    this.component = props.component;
    this.count = props.count;
    checkApp(App.of(this));
    this.node.addValidation({
      validate: () => repositoryProblems(this.node.path, props).map(describeProblem),
    });

    this.resource = new EcrRepository(this, "repository", {
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
    this.resource.overrideLogicalId(this.component);
  }

  /** ARN of the repository; null if `count` is 0. */
  get arn(): string {
    return this.count ? attributeOf(this.resource, "arn") : this.resource.arn;
  }

  /** Full name of the repository; null if `count` is 0. */
  get name(): string {
    return this.count ? attributeOf(this.resource, "name") : this.resource.name;
  }

  /** URL to push to and pull from; null if `count` is 0. */
  get repositoryUrl(): string {
    return this.count ? attributeOf(this.resource, "repository_url") : this.resource.repositoryUrl;
  }

  /**
   * Adds the lifecycle policy. Call it once at most.
   *
   * @param policy the policy as JSON
   * @param count whether the policy exists, 0 or 1; the default is the repository's `count`
   */
  addLifecyclePolicy(policy: string, count = this.count): void {
    this.checkPolicy("lifecyclePolicy", policy);
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
    this.checkPolicy("repositoryPolicy", policy);
    new EcrRepositoryPolicy(this, "repository_policy", {
      count,
      repository: this.name,
      policy,
    }).overrideLogicalId(this.component);
  }

  private checkPolicy(kind: string, policy: string): void {
    const problems = policyProblems(`${this.node.path}.${kind}`, policy).map(describeProblem);
    this.node.addValidation({ validate: () => problems });
  }
}
