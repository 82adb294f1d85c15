import { ACCOUNT_ID } from "./aws-formats.ts";
import { DOCUMENTED_REPOSITORIES } from "./documented-repositories.ts";
import { matches } from "./predicate.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import { repositoriesKeepTheirRules } from "./repository-table.ts";
import * as rule from "./rule.ts";
import type { SettingTable } from "./setting.ts";
import { type StateSettings, stateKeepsItsRules } from "./state-settings.ts";

/** Where an environment is deployed, and where its Terraform state is kept. */
export interface DeploymentSettings {
  /**
   * Name of the AWS region.
   *
   * @default "us-east-1"
   */
  readonly region?: string;

  /**
   * The AWS account to deploy to, 12 digits. Terraform then refuses the credentials of any other;
   * `null` takes the account that the credentials belong to.
   *
   * @default null
   */
  readonly accountId?: string | null;

  /**
   * Terraform's `s3` backend. The state is encrypted and the bucket is in the environment's region
   * unless said otherwise. `null` keeps the state in `terraform.STACK.tfstate` at the project's
   * root.
   *
   * @default null
   */
  readonly state?: StateSettings | null;

  /**
   * Whether a plan that would destroy or replace a repository fails. Terraform's `prevent_destroy`.
   *
   * @default true, but false in development
   */
  readonly preventDestroy?: boolean;

  /**
   * The repositories of the environment.
   *
   * @default DOCUMENTED_REPOSITORIES - the images of the Artos platform
   */
  readonly repositories?: readonly RepositorySettings[];
}

/** The deployment settings with every default filled in. */
export type CompleteDeploymentSettings = Required<DeploymentSettings>;

/** What each deployment setting must be. */
export const DEPLOYMENT_SETTINGS: SettingTable<CompleteDeploymentSettings> = {
  region: {
    type: "string",
    description: "Name of the AWS region.",
    default: "us-east-1",
    rules: [
      rule.value(
        { must: "must be the name of a region, such as us-east-1", source: "AWS Regions" },
        matches("(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-[a-z]+)+-[0-9]{1,2}"),
      ),
    ],
  },
  accountId: {
    type: "string",
    description:
      "The AWS account to deploy to, 12 digits. Terraform then refuses the credentials of any other.",
    default: null,
    nullable: true,
    rules: [
      rule.value(
        { must: "must be null or 12 digits", source: "AWS, AWS account identifiers" },
        matches(ACCOUNT_ID),
      ),
    ],
  },
  state: {
    type: "object",
    description:
      "Terraform's s3 backend; null keeps the state in terraform.STACK.tfstate at the project's root.",
    default: null,
    nullable: true,
    rules: [stateKeepsItsRules],
  },
  preventDestroy: {
    type: "bool",
    description:
      "Whether a plan that would destroy or replace a repository fails. The default is false in development.",
    default: true,
    rules: [],
  },
  repositories: {
    type: "list(object)",
    description: "The repositories of the environment. The default is the documented seven.",
    default: DOCUMENTED_REPOSITORIES,
    rules: [repositoriesKeepTheirRules],
  },
};
