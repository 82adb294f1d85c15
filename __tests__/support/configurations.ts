import type { EcrSettings } from "../../settings/settings.ts";
import { DOCUMENTED_SETTINGS } from "./document.ts";

const MULTI_REGION_KEY =
  "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab";

/** Settings that both faces must make the same of: the documented ones, and the edges. */
export const CONFIGURATIONS: Readonly<Record<string, EcrSettings>> = {
  basic: {
    environment: "production",
    scanOnPush: true,
    imageTagMutability: "IMMUTABLE",
    encryptionType: "AES256",
    maxImageCount: 10,
    createThirdpartyRepos: false,
    tags: { Environment: "production", ManagedBy: "terraform" },
  },
  production: DOCUMENTED_SETTINGS.production,
  shared: DOCUMENTED_SETTINGS.shared,
  development: DOCUMENTED_SETTINGS.development,
  nothing_but_the_environment: { environment: "qa" },
  count_null: { environment: "qa", maxImageCount: null },
  count_zero: { environment: "qa", maxImageCount: 0 },
  count_one: { environment: "qa", maxImageCount: 1 },
  count_thousand: { environment: "qa", maxImageCount: 1000 },
  access_without_ids: { environment: "qa", enableCrossAccountAccess: true },
  ids_without_access: { environment: "qa", crossAccountIds: ["111111111111"] },
  no_scan: { environment: "qa", scanOnPush: false },
  multi_region_key: { environment: "qa", encryptionType: "KMS", kmsKeyArn: MULTI_REGION_KEY },
  own_environment_tag: {
    environment: "qa-2.b_c",
    tags: { Environment: "overridden", Component: "overridden", "cost center/team:é": "" },
  },
  shared_bare: { environment: "qa", createThirdpartyRepos: true },
};

/** The settings as arguments of the module. */
export function moduleArguments(settings: EcrSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
