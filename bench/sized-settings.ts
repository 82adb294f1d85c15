import type { EnvironmentSettings } from "../stacks/environment-settings.ts";

/** An environment of as many images as wanted, each with both policies. */
export function sizedSettings(images: number): EnvironmentSettings {
  return {
    environment: "sized",
    maxImageCount: 10,
    enableCrossAccountAccess: true,
    crossAccountIds: ["111111111111"],
    images: Array.from({ length: images }, (_, index) => ({
      component: `image${index}`,
      name: `image${index}`,
      purpose: "Measured",
    })),
  };
}
