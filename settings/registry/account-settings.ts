import { isOneOf } from "../predicate.ts";
import { type Rule, value } from "../rule.ts";

/** The program of a basic scan; AWS retired CLAIR. Source: ECR API, PutAccountSetting. */
export const BASIC_SCAN_TYPE_VERSION = "AWS_NATIVE";

/** The scope of a registry policy; AWS retired V1. Source: ECR API, PutAccountSetting. */
export const REGISTRY_POLICY_SCOPE = "V2";

/** The only value of an account setting that AWS still takes. */
export function only(name: string): Rule<string> {
  return value(
    { must: `must be null or ${name}`, source: "ECR API, PutAccountSetting" },
    isOneOf([name]),
  );
}
