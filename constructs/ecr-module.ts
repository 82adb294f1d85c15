import { Construct } from "constructs";
import { mapOfExisting, mergeMaps } from "../terraform/collection.ts";
import { and, type Condition, guarded, isAtLeast, isNotEmpty } from "../terraform/condition.ts";
import type { Expression, Value } from "../terraform/expression.ts";
import { named } from "../terraform/local.ts";
import { automaticTags } from "./automatic-tags.ts";
import { IMAGE_CATALOGUE, repositoryName, THIRDPARTY } from "./image-catalogue.ts";
import { ImageRepository, type Policy } from "./image-repository.ts";
import { crossAccountPullPolicy, lifecyclePolicy } from "./policies.ts";
import type { CompleteSettings } from "./settings.ts";

/** The settings, each a value that is known at synth or a Terraform expression. */
export type EcrModuleSettings = {
  readonly [K in keyof CompleteSettings]: Value<CompleteSettings[K]>;
};

/** The part of AWS that the repositories are in. */
export interface EcrModuleLocation {
  /** Name of the region, such as `us-east-1`. */
  readonly region: Value<string>;
  /** Name of the region's partition, such as `aws`. */
  readonly partition: Value<string>;
  /** Domain of the partition, such as `amazonaws.com`. */
  readonly dnsSuffix: Value<string>;
}

/** The repositories of an environment. One construct serves the environment stacks and the module. */
export class EcrModule extends Construct {
  /** The full name of every repository that may exist. */
  readonly repositoryNames: readonly string[];

  /** The documented outputs: maps from component to value, and the registry. */
  readonly outputs: {
    readonly repository_urls: Value<Record<string, string>>;
    readonly repository_arns: Value<Record<string, string>>;
    readonly repository_names: Value<Record<string, string>>;
    readonly registry_url: string;
  };

  constructor(
    scope: Construct,
    id: string,
    settings: EcrModuleSettings,
    { region, partition, dnsSuffix }: EcrModuleLocation,
  ) {
    super(scope, id);
    const environment = `${settings.environment}`;
    const policies = {
      lifecyclePolicy: this.policy(
        "lifecycle_policy",
        isAtLeast(settings.maxImageCount, 1),
        lifecyclePolicy(settings.maxImageCount),
      ),
      repositoryPolicy: this.policy(
        "repository_policy",
        and(settings.enableCrossAccountAccess, isNotEmpty(settings.crossAccountIds)),
        crossAccountPullPolicy(settings.crossAccountIds, partition),
      ),
    };

    const repositories = IMAGE_CATALOGUE.flatMap((image) => {
      const exists = image.scope === THIRDPARTY ? settings.createThirdpartyRepos : true;
      if (exists === false) return [];
      const name = repositoryName(image, environment);
      const repository = new ImageRepository(this, image.component, {
        exists,
        name,
        scanOnPush: settings.scanOnPush,
        imageTagMutability: settings.imageTagMutability,
        encryptionType: settings.encryptionType,
        kmsKeyArn: settings.kmsKeyArn,
        tags: mergeMaps(settings.tags, automaticTags(environment, image.component)),
        ...policies,
      });
      return [{ component: image.component, name, exists, repository }];
    });

    this.repositoryNames = repositories.map(({ name }) => name);
    const mapOf = (pick: (repository: ImageRepository) => Expression) =>
      mapOfExisting(
        repositories.map(({ component, exists, repository }) => ({
          key: component,
          exists,
          value: pick(repository),
        })),
      );
    const [first] = repositories;
    this.outputs = {
      repository_urls: mapOf((repository) => repository.repositoryUrl),
      repository_arns: mapOf((repository) => repository.arn),
      repository_names: mapOf((repository) => repository.name),
      registry_url: `${first?.repository.registryId}.dkr.ecr.${region}.${dnsSuffix}`,
    };
  }

  private policy(name: string, applies: Condition, json: Value<string>): Policy | undefined {
    if (applies === false) return undefined;
    const condition = named(this, `has_${name}`, applies);
    return { applies: condition, json: named(this, name, guarded(condition, json)) };
  }
}
