import * as z from "zod";
import { PULL, PUSH } from "../access/grants-shape.ts";
import { NEW_REPOSITORY_POLICY, POLICY_STATEMENTS } from "../access/policy-shape.ts";
import { LIFECYCLE_POLICY } from "../lifecycle/lifecycle-policy-shape.ts";
import { LIFECYCLE_RULES } from "../lifecycle/lifecycle-rule-shape.ts";
import type { PartProblem } from "../parse.ts";
import { isOneOf } from "../predicate.ts";
import * as rule from "../rule.ts";
import { SETTINGS } from "../setting-table.ts";
import { checking, flag, keeping, objectOf, shapeOf, text, texts } from "../shape.ts";
import { type CreationTemplate, TEMPLATE_USES } from "./creation-template.ts";
import { prefixRules } from "./prefix.ts";
import { ROLE_ARN, repeatedPrefixes } from "./pull-through-cache-shape.ts";

const SOURCE = "ECR API, CreateRepositoryCreationTemplate";

const APPLIED_FOR = checking(
  keeping(texts, [
    rule.eachItem(
      { must: `must be ${TEMPLATE_USES.join(" or ")}`, source: SOURCE },
      isOneOf(TEMPLATE_USES),
    ),
    rule.noRepeats({ must: "must be listed once", source: SOURCE }),
  ]),
  (uses): PartProblem[] =>
    uses.length > 0
      ? []
      : [
          {
            path: [],
            value: uses,
            must: `must list ${TEMPLATE_USES.join(", ")} or both`,
            source: SOURCE,
          },
        ],
);

/** The most bytes of a description. ECR would take 256 characters. */
const MAX_DESCRIPTION = 255;

const DESCRIPTION = checking(text, (value): PartProblem[] =>
  Buffer.byteLength(value.normalize("NFC")) <= MAX_DESCRIPTION
    ? []
    : [
        {
          path: [],
          value,
          must: `must be at most ${MAX_DESCRIPTION} bytes in UTF-8: a letter such as é has 2`,
          source: "Terraform AWS provider 5.100, creation templates",
        },
      ],
);

const TEMPLATE = objectOf({
  prefix: keeping(text, prefixRules(256, SOURCE)),
  appliedFor: APPLIED_FOR,
  description: DESCRIPTION.optional(),
  imageTagMutability: shapeOf(SETTINGS.imageTagMutability).optional(),
  encryptionType: shapeOf(SETTINGS.encryptionType).optional(),
  kmsKeyArn: shapeOf(SETTINGS.kmsKeyArn).optional(),
  maxImageCount: shapeOf(SETTINGS.maxImageCount).optional(),
  lifecycleRules: LIFECYCLE_RULES.optional(),
  lifecyclePolicy: LIFECYCLE_POLICY.optional(),
  pull: PULL.optional(),
  push: PUSH.optional(),
  policyStatements: POLICY_STATEMENTS.optional(),
  openToEveryAwsAccount: flag.optional(),
  repositoryPolicy: NEW_REPOSITORY_POLICY.optional(),
  tags: shapeOf(SETTINGS.tags).optional(),
  customRoleArn: ROLE_ARN.optional(),
});

/** The shape of `creationTemplates`. */
export const CREATION_TEMPLATES = checking(
  z.array(TEMPLATE, "must be a list of objects") as unknown as z.ZodType<
    readonly CreationTemplate[]
  >,
  (templates) =>
    repeatedPrefixes(templates.map(({ prefix }) => prefix)).map(([index, prefix]) => ({
      path: [index, "prefix"],
      value: prefix,
      must: "must be in one template",
      source: SOURCE,
    })),
);
