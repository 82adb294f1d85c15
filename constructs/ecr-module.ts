import { Construct } from "constructs";
import {
  crossAccountPullPolicy,
  lifecyclePolicy,
  refusedIfTooLong,
} from "../policies/documented-policies.ts";
import { automaticTags } from "../settings/automatic-tags.ts";
import {
  overridesOf,
  type RepositorySettings,
  repositoryName,
} from "../settings/repository-settings.ts";
import type { CompleteSettings } from "../settings/settings.ts";
import { mapOfExisting, mergeMaps } from "../terraform/collection.ts";
import { and, guarded, isAtLeast, isNotEmpty } from "../terraform/condition.ts";
import { Expression, type Value } from "../terraform/expression.ts";
import { named } from "../terraform/local.ts";
import { ImageRepository, type Policy } from "./image-repository.ts";

/** The settings, each a value that is known at synth or a Terraform expression. */
export type EcrModuleSettings = {
  readonly [K in keyof CompleteSettings]: Value<CompleteSettings[K]>;
};

/** What an {@link EcrModule} is made of. */
export interface EcrModuleProps {
  readonly settings: EcrModuleSettings;
  /** Name of the partition that the repositories are in, such as `aws`. */
  readonly partition: Value<string>;
  readonly repositories: readonly RepositorySettings[];
  /** @default - no `lifecycle` block: see {@link ImageRepositoryProps.preventDestroy} */
  readonly preventDestroy?: boolean;
}

/** The repositories of an environment. One construct serves the environment stacks and the module. */
export class EcrModule extends Construct {
  /** Every repository that may exist. */
  readonly repositories: readonly { readonly image: RepositorySettings; readonly name: string }[];

  /** The documented outputs: maps from component to value, and the registry. */
  readonly outputs: {
    readonly repository_urls: Value<Record<string, string>>;
    readonly repository_arns: Value<Record<string, string>>;
    readonly repository_names: Value<Record<string, string>>;
    readonly registry_url: Expression;
  };

  constructor(scope: Construct, id: string, props: EcrModuleProps) {
    super(scope, id);
    const { settings, partition, preventDestroy } = props;
    const environment = `${settings.environment}`;
    const commonPolicies = this.policies(settings, partition);

    const repositories = props.repositories.flatMap((image) => {
      const exists = image.shared ? settings.createThirdpartyRepos : true;
      if (exists === false) return [];
      const name = repositoryName(image, environment);
      const own = { ...settings, ...overridesOf(image) };
      const repository = new ImageRepository(this, `image.${image.component}`, {
        component: image.component,
        exists,
        name,
        scanOnPush: own.scanOnPush,
        imageTagMutability: own.imageTagMutability,
        encryptionType: own.encryptionType,
        kmsKeyArn: own.kmsKeyArn,
        tags: mergeMaps(settings.tags, {
          ...image.tags,
          ...automaticTags(environment, image.component),
        }),
        preventDestroy,
        ...(hasOwnPolicies(image) ? this.policies(own, partition) : commonPolicies),
      });
      return [{ image, name, exists, repository }];
    });

    this.repositories = repositories;
    const mapOf = (pick: (repository: ImageRepository) => Expression) =>
      mapOfExisting(
        repositories.map(({ image, exists, repository }) => ({
          key: image.component,
          exists,
          value: pick(repository),
        })),
      );
    const certain = repositories.find(({ exists }) => exists === true);
    this.outputs = {
      repository_urls: mapOf((repository) => repository.repositoryUrl),
      repository_arns: mapOf((repository) => repository.arn),
      repository_names: mapOf((repository) => repository.name),
      registry_url: new Expression(`split("/", ${certain?.repository.repositoryUrl.hcl})[0]`),
    };
  }

  private policies(settings: EcrModuleSettings, partition: Value<string>) {
    return {
      lifecyclePolicy: this.lifecyclePolicy(settings),
      repositoryPolicy: this.repositoryPolicy(settings, partition),
    };
  }

  private lifecyclePolicy({ maxImageCount }: EcrModuleSettings): Policy | undefined {
    const applies = named(this, "has_lifecycle_policy", isAtLeast(maxImageCount, 1));
    if (applies === false) return undefined;
    const json = guarded(applies, lifecyclePolicy(maxImageCount));
    return { applies, json: named(this, "lifecycle_policy", json) };
  }

  private repositoryPolicy(
    { enableCrossAccountAccess, crossAccountIds }: EcrModuleSettings,
    partition: Value<string>,
  ): Policy | undefined {
    const isWanted = and(enableCrossAccountAccess, isNotEmpty(crossAccountIds));
    const applies = named(this, "has_repository_policy", isWanted);
    if (applies === false) return undefined;
    const policy = crossAccountPullPolicy(crossAccountIds, partition);
    const json = named(this, "repository_policy_json", policy);
    const checked = guarded(applies, refusedIfTooLong(json, crossAccountIds));
    return { applies, json: named(this, "repository_policy", checked) };
  }
}

function hasOwnPolicies({ maxImageCount, crossAccountIds }: RepositorySettings): boolean {
  return maxImageCount !== undefined || crossAccountIds !== undefined;
}
