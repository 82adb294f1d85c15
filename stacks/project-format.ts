import * as z from "zod";
import { flag, objectOf, text, texts } from "../settings/shape.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";

/** Name of the file in the app's output that describes to the tool what was synthesized. */
export const PROJECT_FILE = "artos-ecr.json";

/** The version of the file's format. Any change of {@link PROJECT} needs another one. */
export const PROJECT_FORMAT = 1;

const REPOSITORY = objectOf(
  {
    /** The Terraform name of its resources. */
    component: text,
    /** The full name, as it is written: `production/frontend`. */
    name: text,
    /** The types of Terraform's resources that it is made of; all are named after the component. */
    resources: z.array(
      z.enum(RESOURCE_TYPES, `must be one of ${RESOURCE_TYPES.join(", ")}`),
      "must be a list of resource types",
    ),
    /**
     * The accounts besides the own one that may pull, 12 digits each. A policy of the user's may also
     * name other principals, such as a role's ARN, or `*` for everyone. `null` if the policy cannot be
     * read.
     */
    pull: texts.nullable(),
    /** Whether a plan that would destroy or replace it fails. */
    preventDestroy: flag,
  },
  "keys",
);

const STACK = objectOf(
  {
    /** The stack's name, as `cdktf deploy` takes it. */
    id: text,
    /** Name of the environment: the first segment of its repositories' names. */
    environment: text,
    /** The folder of its `cdk.tf.json`, relative to the file. */
    folder: text,
    /** The region of the default provider; empty if it sets none. */
    region: text,
    /** The one account that the default provider takes, 12 digits; `null` if the credentials decide. */
    accountId: text.nullable(),
    /** The repositories of the default provider. */
    repositories: z.array(REPOSITORY, "must be a list of objects"),
  },
  "keys",
);

/** The shape of the file: every stack with ECR repositories. */
export const PROJECT = objectOf(
  {
    format: z.literal(PROJECT_FORMAT, `must be ${PROJECT_FORMAT}`),
    stacks: z.array(STACK, "must be a list of objects"),
  },
  "keys",
);

/** A stack that was synthesized. */
export type SynthesizedStack = z.infer<typeof STACK>;

/** A repository of a stack that was synthesized. */
export type SynthesizedRepository = z.infer<typeof REPOSITORY>;
