import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy/index.js";
import { Construct } from "constructs";
import { attribute } from "../terraform/attribute.ts";
import { asStringMap } from "../terraform/collection.ts";
import { and, countIf, type Possible } from "../terraform/condition.ts";
import type { Expression, Value } from "../terraform/expression.ts";

/** A policy that a repository has, or that Terraform may find it has. */
export interface Policy {
  readonly applies: Possible;
  /** The policy as JSON. */
  readonly json: Value<string>;
}

/** What a repository is made of. */
export interface ImageRepositoryProps {
  /** The image's component: the Terraform name of the resources. */
  readonly component: string;
  /** Whether the repository exists. */
  readonly exists: Possible;
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly scanOnPush: Value<boolean>;
  readonly imageTagMutability: Value<string>;
  readonly encryptionType: Value<string>;
  readonly kmsKeyArn: Value<string | null>;
  readonly tags: Value<Record<string, string>>;
  /**
   * Whether a plan that would destroy the repository fails. Terraform takes it from no variable.
   *
   * @default - no `lifecycle` block: the plan may destroy it, and AWS refuses while it holds images
   */
  readonly preventDestroy?: boolean | undefined;
  /** @default - no lifecycle policy: every image is kept */
  readonly lifecyclePolicy?: Policy | undefined;
  /** @default - no repository policy: the own account alone has access */
  readonly repositoryPolicy?: Policy | undefined;
}

/**
 * The repository of one image, with its lifecycle and repository policy. The component, and not the
 * place in the construct tree, is the Terraform name of all three: `aws_ecr_repository.backend`,
 * `aws_ecr_lifecycle_policy.backend`, `aws_ecr_repository_policy.backend`.
 */
export class ImageRepository extends Construct {
  readonly arn: Expression;
  readonly name: Expression;
  readonly repositoryUrl: Expression;

  /**
   * @param scope the construct it is part of
   * @param id any id; it does not become part of an address
   * @param props what the repository is made of
   */
  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const { component, exists, lifecyclePolicy, repositoryPolicy, preventDestroy } = props;

    const repository = new EcrRepository(this, "repository", {
      count: countIf(exists),
      name: props.name,
      imageTagMutability: `${props.imageTagMutability}`,
      imageScanningConfiguration: { scanOnPush: props.scanOnPush },
      encryptionConfiguration: [
        {
          encryptionType: `${props.encryptionType}`,
          kmsKey: props.kmsKeyArn === null ? undefined : `${props.kmsKeyArn}`,
        },
      ],
      tags: asStringMap(props.tags),
      ...(preventDestroy !== undefined && { lifecycle: { preventDestroy } }),
    });
    repository.overrideLogicalId(component);

    this.arn = attribute(repository, "arn");
    this.name = attribute(repository, "name");
    this.repositoryUrl = attribute(repository, "repository_url");

    if (lifecyclePolicy) {
      new EcrLifecyclePolicy(this, "lifecycle_policy", {
        count: countIf(and(exists, lifecyclePolicy.applies)),
        repository: `${this.name}`,
        policy: `${lifecyclePolicy.json}`,
      }).overrideLogicalId(component);
    }

    if (repositoryPolicy) {
      new EcrRepositoryPolicy(this, "repository_policy", {
        count: countIf(and(exists, repositoryPolicy.applies)),
        repository: `${this.name}`,
        policy: `${repositoryPolicy.json}`,
      }).overrideLogicalId(component);
    }
  }
}
