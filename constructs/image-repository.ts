import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { App, Lazy, type TerraformCount } from "cdktf";
import { Construct } from "constructs";
import { checkApp } from "../checks/app-checks.ts";
import type { RepositoryAccess } from "../policies/access/access-policy.ts";
import type { PullGrants, PushGrants } from "../policies/access/grants.ts";
import type { Grantee } from "../settings/access/grantee.ts";
import { grantsAnything } from "../settings/access/written-access.ts";
import { describeProblem } from "../settings/problem.ts";
import { attributeOf } from "./attribute.ts";
import type { ImageRepositoryProps } from "./image-repository-props.ts";
import { RepositoryGrants } from "./repository-grants.ts";
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
  private readonly grants: RepositoryGrants;
  private policy: EcrRepositoryPolicy | undefined;

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

    this.grants = new RepositoryGrants(this.node.path, props);
    this.node.addValidation({ validate: () => this.grants.problems().map(describeProblem) });
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

  /** The repository policy, with tokens of CDKTF in it; undefined if the construct has none. */
  get repositoryPolicy(): string | undefined {
    return this.policy?.policyInput;
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

  /** Adds what the settings of an environment grant, which are checked already. */
  addAccess(access: RepositoryAccess): void {
    this.grants.set(access);
    if (grantsAnything(access)) this.writeGrants();
  }

  /** Leaves alone the repository policy in AWS: it cannot be added to, then. */
  leaveRepositoryPolicy(): void {
    this.grants.setAside('the repositoryPolicy "unmanaged"');
  }

  /**
   * Lets someone pull. Every call adds to the same repository policy, also to that of the settings.
   * If the repository has a policy of its own, or an unmanaged one, the synth fails.
   *
   * @param grantee the same as the setting `pull`, or anything with the `arn` of an IAM role or user
   */
  grantPull(grantee: Grantee<PullGrants>): void {
    this.grants.add("pull", grantee);
    this.writeGrants();
  }

  /**
   * Lets someone push. Every call adds to the same repository policy, as those of `grantPull`.
   *
   * @param grantee the same as the setting `push`, or anything with the `arn` of an IAM role or user
   */
  grantPush(grantee: Grantee<PushGrants>): void {
    this.grants.add("push", grantee);
    this.writeGrants();
  }

  /**
   * Adds a repository policy of one's own. Call it once at most, and not with grants.
   *
   * @param policy the policy as JSON
   * @param count whether the policy exists, 0 or 1; the default is the repository's `count`
   */
  addRepositoryPolicy(policy: string, count = this.count): void {
    const isGranted = this.policy !== undefined && this.grants.decideThePolicy;
    this.grants.setAside("a policy of its own");
    this.checkPolicy("repositoryPolicy", policy);
    if (!isGranted) this.writeRepositoryPolicy(policy, count); // Otherwise the synth fails.
  }

  // The policy is decided at synth: calls may follow.
  private writeGrants(): void {
    if (this.policy || !this.grants.decideThePolicy) return;
    const policy = Lazy.stringValue({
      produce: (context) => this.grants.policy((arn) => context.resolve(arn)),
    });
    this.writeRepositoryPolicy(policy, this.count);
  }

  private writeRepositoryPolicy(policy: string, count: TerraformCount | undefined): void {
    this.policy = new EcrRepositoryPolicy(this, "repository_policy", {
      count,
      repository: this.name,
      policy,
    });
    this.policy.overrideLogicalId(this.component);
  }

  private checkPolicy(kind: string, policy: string): void {
    const problems = policyProblems(`${this.node.path}.${kind}`, policy).map(describeProblem);
    this.node.addValidation({ validate: () => problems });
  }
}
