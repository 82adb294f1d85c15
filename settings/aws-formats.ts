/** Regular expressions and limits of AWS, each with the page that sets it. */

/** One segment of a repository's name. Source: ECR API, CreateRepository, repositoryName. */
export const REPOSITORY_NAME_SEGMENT = "[a-z0-9]+(?:[._-][a-z0-9]+)*";

/** A repository's name, or the end of one. Source: ECR API, CreateRepository, repositoryName. */
export const REPOSITORY_NAME = `(?:${REPOSITORY_NAME_SEGMENT}/)*${REPOSITORY_NAME_SEGMENT}`;

/** The length limit of a repository's name. Source: ECR API, CreateRepository, repositoryName. */
export const MAX_REPOSITORY_NAME_LENGTH = 256;

/** The id of an AWS account. Source: AWS, AWS account identifiers. */
export const ACCOUNT_ID = "[0-9]{12}";

/** The ARN of a key, also of a multi-Region key. Source: AWS KMS, Key identifiers. */
export const KMS_KEY_ARN =
  `arn:aws[a-z-]*:kms:[a-z]+(?:-[a-z]+)+-[0-9]+:${ACCOUNT_ID}:key/` +
  "(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";

/** A character of a tag's key or value. Source: AWS, Tagging your AWS resources. */
export const TAG_CHARACTER = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

/** The most tags of a repository. Source: AWS, Tagging your Amazon ECR resources. */
export const MAX_TAGS = 50;
