import type { EnvironmentSettings } from "../settings/environment-settings.ts";

/** An environment with a number of repositories, each with both policies. */
export function sizedSettings(repositories: number): EnvironmentSettings {
  return {
    environment: "sized",
    maxImageCount: 10,
    enableCrossAccountAccess: true,
    crossAccountIds: ["111111111111"],
    repositories: Array.from({ length: repositories }, (_, index) => ({
      component: `image${index}`,
      name: `image${index}`,
      purpose: "Measured",
    })),
  };
}
