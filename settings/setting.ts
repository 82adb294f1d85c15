import type { Rule } from "./rule.ts";

/**
 * A documented setting: an entry of the table of settings. The check in TypeScript, the variable of
 * `modules/ecr` with its validations and the row in the documentation all come from it.
 */
export interface Setting<T> {
  /** Its type, as Terraform writes it. */
  readonly type: SettingType;
  /** What it means, in a sentence or two. */
  readonly description: string;
  /** Its value if it is not set. A setting without a default is required. */
  readonly default?: T;
  /** Whether it may be `null`. The rules are for every other value. */
  readonly nullable?: boolean;
  readonly rules: readonly Rule<NonNullable<T>>[];
}

/** The types of documented settings. */
export type SettingType = "string" | "bool" | "number" | "list(string)" | "map(string)";

/** The Terraform name of a setting: `maxImageCount` is `max_image_count`. */
export function variableName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
