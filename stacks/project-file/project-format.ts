import * as z from "zod";
import { flag, objectOf, text, texts } from "../../settings/shape.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";

/** The file in the app's output that describes to the tool what was synthesized. */
export const PROJECT_FILE = "artos-ecr.json";

/** The version of the file's format. Raise it with any change of {@link PROJECT}. */
export const PROJECT_FORMAT = 4;

const TEST = objectOf({ operator: text, key: text, values: texts }, "keys");

const ACCESSOR = objectOf(
  {
    /** An account's 12 digits, a role's ARN, `Service lambda.amazonaws.com`, `*` for everyone. */
    principal: text,
    /** The tests of the condition. All must hold; an empty list always holds. */
    condition: z.array(TEST, "must be a list of objects"),
  },
  "keys",
);

const ACCESSORS = z.array(ACCESSOR, "must be a list of objects").nullable();

const REPOSITORY = objectOf(
  {
    /** The Terraform name of its resources. */
    component: text,
    /** The full name: `production/frontend`. */
    name: text,
    /** The types of its Terraform resources. The component is the name of each. */
    resources: z.array(
      z.enum(RESOURCE_TYPES, `must be one of ${RESOURCE_TYPES.join(", ")}`),
      "must be a list of resource types",
    ),
    /** Who may pull, besides the own account; `null` if the policy cannot be read. */
    pull: ACCESSORS,
    /** Who may push, besides the own account; `null` if the policy cannot be read. */
    push: ACCESSORS,
    /** The JSON text of its lifecycle policy; `null` if the stack writes none. */
    lifecyclePolicy: text.nullable(),
    /** Deletion protection: whether a plan that would destroy or replace it fails. */
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
    /** The only account that the default provider accepts, 12 digits; `null` if it accepts any. */
    accountId: text.nullable(),
    /** The repositories of the default provider. */
    repositories: z.array(REPOSITORY, "must be a list of objects"),
  },
  "keys",
);

const REGISTRY_PLACE = objectOf({ region: text, accountId: text }, "keys");

const REGISTRY = objectOf(
  {
    /** The stack's name, as `cdktf deploy` takes it. */
    id: text,
    /** The folder of its `cdk.tf.json`, relative to the file. */
    folder: text,
    /** The region of the default provider; empty if it sets none. */
    region: text,
    /**
     * The account that the default provider accepts, 12 digits. If it accepts several, or any, that
     * of the settings.
     */
    accountId: text,
    /** The rules by which it is copied to others. */
    replication: z.array(
      objectOf(
        {
          destinations: z.array(REGISTRY_PLACE, "must be a list of objects"),
          /** The beginnings of the repositories' names; an empty list is for all of them. */
          prefixes: texts,
          /** Whether the settings let the copies create their repositories. */
          createRepositories: flag,
        },
        "keys",
      ),
      "must be a list of objects",
    ),
    /** By what ECR makes repositories in it. */
    creationTemplates: z.array(
      objectOf(
        {
          /** The beginning of the repositories' names without the `/`, or `ROOT`. */
          prefix: text,
          /** `PULL_THROUGH_CACHE`, `REPLICATION`, or both. */
          appliedFor: texts,
        },
        "keys",
      ),
      "must be a list of objects",
    ),
  },
  "keys",
);

/** The shape of the file: every stack with ECR repositories, and every registry stack. */
export const PROJECT = objectOf(
  {
    format: z.literal(PROJECT_FORMAT, `must be ${PROJECT_FORMAT}`),
    stacks: z.array(STACK, "must be a list of objects"),
    registries: z.array(REGISTRY, "must be a list of objects"),
  },
  "keys",
);

/** A stack that was synthesized. */
export type SynthesizedStack = z.infer<typeof STACK>;

/** A repository of a stack that was synthesized. */
export type SynthesizedRepository = z.infer<typeof REPOSITORY>;

/** A registry stack that was synthesized. */
export type SynthesizedRegistry = z.infer<typeof REGISTRY>;
