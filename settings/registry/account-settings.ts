/** The program of a basic scan; AWS retired CLAIR. Source: ECR API, PutAccountSetting. */
export const BASIC_SCAN_TYPE_VERSION = "AWS_NATIVE";

/** The scope of a registry policy; AWS retired V1. Source: ECR API, PutAccountSetting. */
export const REGISTRY_POLICY_SCOPE = "V2";
