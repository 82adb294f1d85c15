import type { S3BackendConfig } from "cdktf";
import { checkSettings } from "./check-settings.ts";
import { doesNotMatch, matches } from "./predicate.ts";
import * as rule from "./rule.ts";
import type { SettingTable } from "./setting.ts";
import type { SettingType } from "./setting-type.ts";

/** Terraform's `s3` backend, with the lock file of Terraform 1.10 that CDKTF does not know yet. */
export interface StateSettings extends S3BackendConfig {
  /**
   * Whether Terraform locks the state with a file beside it.
   *
   * @default false
   */
  readonly useLockfile?: boolean;
}

const SOURCE = "Terraform, Backend Type: s3";

/** What each part of a state's settings must be. */
const STATE_SETTINGS: SettingTable<StateSettings> = {
  bucket: {
    type: "string",
    description: "Name of the bucket.",
    rules: [
      rule.value(
        {
          must: "must be 3 to 63 lower-case letters, digits, '.' or '-', with a letter or digit at both ends",
          source: "Amazon S3, General purpose bucket naming rules",
        },
        matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
      ),
    ],
  },
  key: {
    type: "string",
    description: "Path of the state in the bucket.",
    rules: [
      rule.value({ must: "must not be empty", source: SOURCE }, matches("[\\s\\S]+")),
      rule.value(
        { must: "must neither start nor end with '/'", source: SOURCE },
        doesNotMatch("/[\\s\\S]*|[\\s\\S]*/"),
      ),
    ],
  },
  accessKey: optional("string"),
  acl: optional("string"),
  allowedAccountIds: optional("list(string)"),
  assumeRole: optional("object"),
  assumeRolePolicy: optional("string"),
  assumeRolePolicyArns: optional("list(string)"),
  assumeRoleTags: optional("map(string)"),
  assumeRoleTransitiveTagKeys: optional("list(string)"),
  assumeRoleWithWebIdentity: optional("object"),
  customCaBundle: optional("string"),
  dynamodbEndpoint: optional("string"),
  dynamodbTable: optional("string"),
  ec2MetadataServiceEndpoint: optional("string"),
  ec2MetadataServiceEndpointMode: optional("string"),
  encrypt: optional("bool"),
  endpoint: optional("string"),
  endpoints: optional("object"),
  externalId: optional("string"),
  forbiddenAccountIds: optional("list(string)"),
  forcePathStyle: optional("bool"),
  httpProxy: optional("string"),
  httpsProxy: optional("string"),
  iamEndpoint: optional("string"),
  insecure: optional("bool"),
  kmsKeyId: optional("string"),
  maxRetries: optional("number"),
  noProxy: optional("string"),
  profile: optional("string"),
  region: optional("string"),
  retryMode: optional("string"),
  roleArn: optional("string"),
  secretKey: optional("string"),
  sessionName: optional("string"),
  sharedConfigFiles: optional("list(string)"),
  sharedCredentialsFile: optional("string"),
  sharedCredentialsFiles: optional("list(string)"),
  skipCredentialsValidation: optional("bool"),
  skipMetadataApiCheck: optional("bool"),
  skipRegionValidation: optional("bool"),
  skipRequestingAccountId: optional("bool"),
  skipS3Checksum: optional("bool"),
  sseCustomerKey: optional("string"),
  stsEndpoint: optional("string"),
  stsRegion: optional("string"),
  token: optional("string"),
  useLegacyWorkflow: optional("bool"),
  useLockfile: optional("bool"),
  usePathStyle: optional("bool"),
  workspaceKeyPrefix: optional("string"),
};

function optional(type: SettingType) {
  return { type, description: "See Terraform's documentation.", optional: true, rules: [] };
}

/** Terraform takes the state's settings: a wrong one fails no earlier than `terraform init`. */
export const stateKeepsItsRules: rule.Check<StateSettings> = {
  must: "must be null or have a bucket and a key",
  source: SOURCE,
  about: "whole",
  breaches: (state) =>
    checkSettings("", STATE_SETTINGS, [], state).problems.map(
      ({ path, ...problem }): rule.PartBreach => ({ ...problem, at: path }),
    ),
};
