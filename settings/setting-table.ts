import { AUTOMATIC_TAGS } from "./automatic-tags.ts";
import {
  ACCOUNT_ID,
  KMS_KEY_ARN,
  MAX_TAGS,
  REPOSITORY_NAME_SEGMENT,
  TAG_CHARACTER,
} from "./aws-formats.ts";
import { both, doesNotMatch, isWholeNumber, matches } from "./predicate.ts";
import * as rule from "./rule.ts";
import type { Setting } from "./setting.ts";
import type { CompleteSettings } from "./settings.ts";

const DOCUMENT = "the ECR module's document";
const ECR_NAME = "ECR API, CreateRepository, repositoryName";
const TAGGING = "AWS, Tagging your Amazon ECR resources";

const THIRDPARTY = "thirdparty";

// Two expressions: Terraform needs some 13 ms for each value if a class of letters has a count.
const isTagText = (min: number, max: number) =>
  both(matches(`${TAG_CHARACTER}*`), matches(`[\\s\\S]{${min},${max}}`));

/**
 * How many tags an environment may have.
 *
 * @param more how many a repository may have beside them and the automatic ones
 */
export function tagCount(more: number): rule.Rule<Readonly<Record<string, string>>> {
  const most = MAX_TAGS - AUTOMATIC_TAGS.length - more;
  return rule.atMostEntries(
    {
      must: `must have at most ${most} entries besides ${AUTOMATIC_TAGS.join(" and ")}`,
      source: TAGGING,
    },
    most,
    AUTOMATIC_TAGS,
  );
}

/**
 * The table of settings: the documented variables of `modules/ecr`, in the document's order.
 * settings.ts has their TypeScript types.
 */
export const SETTINGS: {
  readonly [K in keyof CompleteSettings]: Setting<CompleteSettings[K]>;
} = {
  environment: {
    type: "string",
    description:
      "Name of the environment: the first segment of its repositories' names and their Environment tag.",
    rules: [
      rule.value(
        {
          must: "must be lower-case letters and digits, in parts joined by single '.', '_' or '-'",
          source: ECR_NAME,
        },
        matches(REPOSITORY_NAME_SEGMENT),
      ),
      rule.value(
        {
          must: `must not be ${THIRDPARTY}, the prefix of the shared repositories`,
          source: DOCUMENT,
        },
        doesNotMatch(THIRDPARTY),
      ),
    ],
  },
  scanOnPush: {
    type: "bool",
    description: "Whether ECR scans an image for vulnerabilities when it is pushed.",
    default: true,
    rules: [],
  },
  imageTagMutability: {
    type: "string",
    description: "Whether a tag can be pushed again.",
    default: "IMMUTABLE",
    rules: [
      rule.value(
        { must: "must be MUTABLE or IMMUTABLE", source: DOCUMENT },
        matches("MUTABLE|IMMUTABLE"),
      ),
    ],
  },
  encryptionType: {
    type: "string",
    description:
      "Encryption at rest: AES256 with a key of AWS, KMS with the key in kms_key_arn. A change replaces the repositories.",
    default: "AES256",
    rules: [rule.value({ must: "must be AES256 or KMS", source: DOCUMENT }, matches("AES256|KMS"))],
  },
  kmsKeyArn: {
    type: "string",
    description:
      "ARN of the KMS key that encrypts the images. Required with KMS, refused with AES256. A change replaces the repositories.",
    default: null,
    nullable: true,
    rules: [
      rule.value(
        {
          must: "must be null or the ARN of a key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, not of an alias",
          source: "AWS KMS, Key identifiers",
        },
        matches(KMS_KEY_ARN),
      ),
    ],
  },
  maxImageCount: {
    type: "number",
    description:
      "How many images each repository keeps; ECR expires the oldest. null and 0 keep every image.",
    default: 0,
    nullable: true,
    rules: [
      rule.value(
        { must: "must be null or a whole number from 0 to 1000", source: DOCUMENT },
        isWholeNumber(0, 1000),
      ),
    ],
  },
  enableCrossAccountAccess: {
    type: "bool",
    description: "Whether the accounts in cross_account_ids may pull.",
    default: false,
    rules: [],
  },
  crossAccountIds: {
    type: "list(string)",
    description: "AWS accounts that may pull, in the order the policy lists them.",
    default: [],
    rules: [
      rule.eachItem(
        { must: "must be 12 digits", source: "AWS, AWS account identifiers" },
        matches(ACCOUNT_ID),
      ),
      rule.noRepeats({ must: "must be listed once", source: DOCUMENT }),
    ],
  },
  createThirdpartyRepos: {
    type: "bool",
    description: "Whether to create the thirdparty/* repositories: in one environment only.",
    default: false,
    rules: [],
  },
  tags: {
    type: "map(string)",
    description:
      "Tags of every repository. The automatic tags Environment and Component replace tags of these names.",
    default: {},
    rules: [
      rule.eachKey(
        {
          must: "must have a key of 1 to 128 letters, digits, spaces or _ . : / = + - @",
          source: TAGGING,
        },
        isTagText(1, 128),
      ),
      rule.eachKey(
        { must: "must have a key that does not start with aws:, in any case", source: TAGGING },
        doesNotMatch("[aA][wW][sS]:[\\s\\S]*"),
      ),
      rule.eachValue(
        {
          must: "must have a value of at most 256 letters, digits, spaces or _ . : / = + - @",
          source: TAGGING,
        },
        isTagText(0, 256),
      ),
      tagCount(0),
    ],
  },
};
