import type { Rule } from "./rule.ts";

/**
 * What there is to know of one documented setting. It gives the check in TypeScript, the variable of
 * `modules/ecr` with its validations, and the row in the documentation.
 */
export interface Setting<T> {
  /** Its type, as Terraform writes it. */
  readonly type: SettingType;
  /** What it means, in a sentence or two. */
  readonly description: string;
  /** What it is if it is left out. Without a default it is required. */
  readonly default?: T;
  /** Whether it may be `null`; its rules then hold for every other value. */
  readonly nullable?: boolean;
  readonly rules: readonly Rule<NonNullable<T>>[];
}

/** The types that documented settings have. */
export type SettingType = "string" | "bool" | "number" | "list(string)" | "map(string)";

/** The Terraform name of a setting: `maxImageCount` is `max_image_count`. */
export function variableName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
