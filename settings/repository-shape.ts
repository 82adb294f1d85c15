import * as z from "zod";
import { PULL, PUSH } from "./access/grants-shape.ts";
import { POLICY_STATEMENTS, REPOSITORY_POLICY } from "./access/policy-shape.ts";
import { MAX_REPOSITORY_NAME_LENGTH, REPOSITORY_NAME } from "./aws-formats.ts";
import { LIFECYCLE_POLICY } from "./lifecycle/lifecycle-policy-shape.ts";
import { LIFECYCLE_RULES } from "./lifecycle/lifecycle-rule-shape.ts";
import { matches } from "./predicate.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import * as rule from "./rule.ts";
import { SETTINGS } from "./setting-table.ts";
import { flag, keeping, objectOf, shapeOf, text } from "./shape.ts";

/** The Terraform name of a repository's resources. */
export const COMPONENT = keeping(text, [
  rule.value(
    {
      must: "must be 1 to 64 letters, digits, '_' or '-', with a letter first",
      source: "Terraform, Identifiers",
    },
    matches("[A-Za-z][A-Za-z0-9_-]{0,63}"),
  ),
]);

const NAME = keeping(text, [
  rule.value(
    {
      must: "must be segments joined by '/', each of lower-case letters and digits in parts joined by single '.', '_' or '-'",
      source: "ECR API, CreateRepository, repositoryName",
    },
    matches(REPOSITORY_NAME),
  ),
]);

/** The full name of a repository. */
export const FULL_NAME = keeping(NAME, [
  rule.value(
    {
      must: `must be 2 to ${MAX_REPOSITORY_NAME_LENGTH} characters`,
      source: "ECR API, CreateRepository, repositoryName",
    },
    matches(`[\\s\\S]{2,${MAX_REPOSITORY_NAME_LENGTH}}`),
  ),
]);

const FORMER_COMPONENTS = keeping(z.array(COMPONENT), [
  rule.noRepeats({ must: "must be listed once", source: "Terraform, Refactoring" }),
]);

const UNMANAGED = z.literal("unmanaged", 'must be "unmanaged" or left out');

const REPOSITORY = objectOf({
  component: COMPONENT,
  name: NAME,
  shared: flag.optional(),
  purpose: text,
  formerly: z
    .union([COMPONENT, FORMER_COMPONENTS], "must be a string or a list of strings")
    .optional(),
  lifecycleRules: LIFECYCLE_RULES.optional(),
  lifecyclePolicy: z
    .union(
      [UNMANAGED, LIFECYCLE_POLICY],
      'must be "unmanaged", or a lifecycle policy as an object or JSON text',
    )
    .optional(),
  repositoryPolicy: REPOSITORY_POLICY.optional(),
  openToEveryAwsAccount: flag.optional(),
  pull: PULL.optional(),
  push: PUSH.optional(),
  policyStatements: POLICY_STATEMENTS.optional(),
  maxImageCount: shapeOf(SETTINGS.maxImageCount).optional(),
  imageTagMutability: shapeOf(SETTINGS.imageTagMutability).optional(),
  scanOnPush: shapeOf(SETTINGS.scanOnPush).optional(),
  crossAccountIds: shapeOf(SETTINGS.crossAccountIds).optional(),
  tags: shapeOf(SETTINGS.tags).optional(),
});

/** The shape of a list of repositories. {@link nameClashes} has the rules between them. */
export const REPOSITORIES: z.ZodType<readonly RepositorySettings[]> = z.array(
  REPOSITORY,
  "must be a list of objects",
);
