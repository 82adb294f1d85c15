import type { GetAccountSettingRequest, PutAccountSettingRequest } from "@aws-sdk/client-ecr";
import { invalidParameter } from "./ecr-refusal.ts";

/** The values that ECR still takes. It once had `CLAIR` and `V1` too, and may report them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  BASIC_SCAN_TYPE_VERSION: ["AWS_NATIVE"],
  REGISTRY_POLICY_SCOPE: ["V2"],
  BLOB_MOUNTING: ["ENABLED", "DISABLED"],
};

/** The account settings of one registry. */
export class AccountSettings {
  /** The settings' values by name; at first those of a new account. */
  readonly values = new Map([
    ["BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE"],
    ["REGISTRY_POLICY_SCOPE", "V2"],
    ["BLOB_MOUNTING", "DISABLED"],
  ]);

  get({ name = "" }: GetAccountSettingRequest) {
    const value = this.values.get(name);
    if (value === undefined) throw invalidParameter(`There is no account setting ${name}`);
    return { name, value };
  }

  put({ name = "", value = "" }: PutAccountSettingRequest) {
    if (!VALUES[name]?.includes(value)) {
      throw invalidParameter(`The account setting ${name} does not take the value ${value}`);
    }
    this.values.set(name, value);
    return { name, value };
  }
}
