import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { Construct } from "constructs";
import { ImageRepository } from "../constructs/image-repository.ts";
import { RepositoryKey } from "../constructs/repository-key.ts";
import { checkEnvironment } from "../settings/check-environment.ts";
import type {
  CompleteEnvironmentSettings,
  EnvironmentSettings,
} from "../settings/environment-settings.ts";
import { aliasOf } from "../settings/kms-key.ts";
import { lifecyclePolicy } from "../settings/lifecycle/lifecycle.ts";
import { policyText } from "../settings/policy-text.ts";
import { type Repository, repositoriesOf, withNormalKeys } from "../settings/repository.ts";
import { DeployedStack } from "./deployed-stack.ts";
import { addMoves } from "./moves.ts";
import { declareOutputs, registryUrl } from "./outputs.ts";
import { tagCountProblems } from "./tag-count.ts";
import { requireVersions } from "./versions.ts";
import { addWarnings } from "./warnings.ts";

/**
 * The repositories of one environment as flat Terraform. Every setting is known at synth, so there
 * are no variables and no `count`.
 *
 * If settings break rules, the synth fails with all problems at once. A backend of CDKTF, such as
 * `new S3Backend(stack, …)`, sets where the Terraform state is kept. Without one, the state is
 * `terraform.STACK.tfstate` at the project's root.
 */
export class EnvironmentStack extends DeployedStack {
  /** The settings with all defaults filled in. If they break a rule, the stack is empty. */
  readonly settings: CompleteEnvironmentSettings;
  /** The repositories that the stack creates, with a value for every setting. */
  readonly repositories: readonly Repository[] = [];
  private readonly created: ImageRepository[] = [];

  /**
   * @param scope the app
   * @param id the stack's name, as `cdktf deploy` takes it
   * @param input the environment's settings
   */
  constructor(scope: Construct, id: string, input: EnvironmentSettings) {
    super(scope, id);
    const { settings, problems } = checkEnvironment(this.givenId, input);
    this.settings = settings;
    const allProblems = [...this.idProblems, ...problems];
    this.failWith(() => allProblems);
    if (allProblems.length > 0) {
      // What else is in the stack lacks no provider: that is no problem of its own.
      new AwsProvider(this, "aws");
      return;
    }

    this.repositories = repositoriesOf(settings);
    requireVersions(this);
    const { region, accountId } = settings;
    const provider = new AwsProvider(this, "aws", {
      region,
      ...(accountId !== null && { allowedAccountIds: [accountId] }),
    });
    const ecr = new Construct(this, "ecr");
    const key = this.createKey(ecr);
    const created = this.repositories.map((repository) => this.create(ecr, repository, key));
    this.created.push(...created);
    declareOutputs(this, {
      repository_urls: mapOf(created, ({ repositoryUrl }) => repositoryUrl),
      repository_arns: mapOf(created, ({ arn }) => arn),
      repository_names: mapOf(created, ({ name }) => name),
      registry_url: registryUrl(created[0]!),
    });
    addWarnings(this, settings);
    this.failWith(() => tagCountProblems(this.node.id, this.repositories, provider));
  }

  /**
   * The construct of a repository, to grant access to it and to refer to it.
   *
   * @param component the repository's component
   * @throws Error if the stack creates no such repository
   */
  imageRepository(component: string): ImageRepository {
    const found = this.created.find((repository) => repository.component === component);
    if (found) return found;
    if (this.repositories.length === 0) return this.standIn(component);
    const components = this.created.map((repository) => repository.component);
    throw new Error(
      `${component}: no such component in ${this.node.id}. The components are ${components.join(", ")}.`,
    );
  }

  // The settings break rules, so that the synth fails. It is to report them, and what code grants.
  private standIn(component: string): ImageRepository {
    const { region = "us-east-1", accountId } = this.settings ?? {};
    const standIn = new ImageRepository(this, `image.${component}`, {
      component,
      name: "${not.known}",
      region,
      accountId,
    });
    this.created.push(standIn);
    return standIn;
  }

  private createKey(scope: Construct): RepositoryKey | undefined {
    const { environment, kmsKey, preventDestroy, tags } = this.settings;
    if (kmsKey === null) return undefined;
    return new RepositoryKey(scope, "key", {
      alias: aliasOf(environment, kmsKey),
      description: `Encrypts the container images of ${environment}`,
      tags: withNormalKeys({ ...tags, Environment: environment }),
      preventDestroy,
    });
  }

  private create(scope: Construct, repository: Repository, key?: RepositoryKey): ImageRepository {
    const { preventDestroy, region, accountId } = this.settings;
    const { lifecycle, access, repositoryPolicy, unmanaged } = repository;
    const created = new ImageRepository(scope, `image.${repository.component}`, {
      ...repository,
      kmsKeyArn: key?.resource.arn ?? repository.kmsKeyArn,
      preventDestroy,
      region,
      accountId,
    });
    const policy = lifecyclePolicy(lifecycle);
    if (policy) created.addLifecyclePolicy(policyText(JSON.stringify(policy)));
    if (repositoryPolicy !== undefined) {
      created.addRepositoryPolicy(policyText(repositoryPolicy));
    } else if (unmanaged.repositoryPolicy) {
      created.leaveRepositoryPolicy();
    } else {
      created.addAccess(access);
    }
    return created;
  }

  // Until the stack is written, calls of `grantPull` and `grantPush` may add policies.
  // biome-ignore lint/suspicious/noExplicitAny: CDKTF's own signature
  override toTerraform(): any {
    addMoves(this, this.repositories, this.created);
    return super.toTerraform();
  }
}

function mapOf(
  repositories: readonly ImageRepository[],
  pick: (repository: ImageRepository) => string,
): Record<string, string> {
  return Object.fromEntries(
    repositories.map((repository) => [repository.component, pick(repository)]),
  );
}
