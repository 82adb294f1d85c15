import type { Check, Rule } from "./rule.ts";
import type { SettingType } from "./setting-type.ts";

/** What there is to know of one setting. */
export interface Setting<T> {
  readonly type: SettingType;
  /** What it means, in a sentence or two. */
  readonly description: string;
  /** What it is when left out. Without a default, and not optional, it is required. */
  readonly default?: T;
  /** Whether it may be left out without a default. */
  readonly optional?: boolean;
  /** Whether it may be `null`; its rules then hold for every other value. */
  readonly nullable?: boolean;
  readonly rules: readonly Check<NonNullable<T>>[];
}

/** A setting of both faces: it gives the TypeScript check, the Terraform variable and the docs. */
export interface ModuleSetting<T> extends Setting<T> {
  readonly rules: readonly Rule<NonNullable<T>>[];
}

/** A table of settings, one for each key of `T`. */
export type SettingTable<T> = { readonly [K in keyof T]-?: Setting<T[K]> };
