/** Regular expressions and limits of AWS, each with the page that sets it. */

/** One segment of a repository's name. Source: ECR API, CreateRepository, repositoryName. */
export const REPOSITORY_NAME_SEGMENT = "[a-z0-9]+(?:[._-][a-z0-9]+)*";

/** A repository's name, or the last part of one. Source: as above. */
export const REPOSITORY_NAME = `(?:${REPOSITORY_NAME_SEGMENT}/)*${REPOSITORY_NAME_SEGMENT}`;

/** The most characters of a repository's name. Source: as above. */
export const MAX_REPOSITORY_NAME_LENGTH = 256;

/** Source: AWS account identifiers. */
export const ACCOUNT_ID = "[0-9]{12}";

/** The ARN of a key, of one Region or many, in any partition. Source: AWS KMS, Key identifiers. */
export const KMS_KEY_ARN =
  `arn:aws[a-z-]*:kms:[a-z]+(?:-[a-z]+)+-[0-9]+:${ACCOUNT_ID}:key/` +
  "(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";

/** A character of a tag's key or value. Source: Tagging your AWS resources. */
export const TAG_CHARACTER = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

/** The most tags of a repository. Source: Tagging your Amazon ECR resources. */
export const MAX_TAGS = 50;
