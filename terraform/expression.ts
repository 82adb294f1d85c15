import type { IResolvable } from "cdktf";

/**
 * A value that only Terraform can compute, such as `var.max_image_count`.
 *
 * It stands wherever CDKTF takes a token, and inside a template literal it becomes a Terraform
 * interpolation: `` `${new Expression("var.environment")}/frontend` `` is `${var.environment}/frontend`.
 */
export class Expression implements IResolvable {
  readonly creationStack: string[] = [];

  /** @param hcl the expression in Terraform's language, without the surrounding `${}` */
  constructor(readonly hcl: string) {}

  resolve(): string {
    return this.toString();
  }

  toString(): string {
    return `\${${this.hcl}}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A value that is known at synth, or an expression that Terraform evaluates. */
export type Value<T> = T | Expression;

/** Whether a value is decided at synth. A string that holds an interpolation is not. */
export function isKnown<T>(value: Value<T>): value is T {
  return typeof value === "string" ? !value.includes("${") : !(value instanceof Expression);
}
