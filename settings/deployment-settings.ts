import { ACCOUNT_ID } from "./aws-formats.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import { isOneOf, matches } from "./predicate.ts";
import { REGIONS } from "./regions.ts";
import * as rule from "./rule.ts";
import type { Setting } from "./setting.ts";

type Deployment = Pick<CompleteEnvironmentSettings, "region" | "accountId" | "preventDestroy">;

/** The settings of an environment stack that callers of the module set in their own code. */
export const DEPLOYMENT_SETTINGS: { readonly [K in keyof Deployment]: Setting<Deployment[K]> } = {
  region: {
    type: "string",
    description: "Name of the AWS region.",
    default: "us-east-1",
    rules: [
      rule.value(
        {
          must: "must be a region that version 5 of the AWS provider knows, such as us-east-1",
          source: "AWS Regions",
        },
        isOneOf(REGIONS),
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
  preventDestroy: {
    type: "bool",
    description:
      "Deletion protection: whether a plan that would destroy or replace a repository fails. The default is false in development.",
    default: true,
    rules: [],
  },
};
