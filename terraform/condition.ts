import { TerraformCount, Token } from "cdktf";
import { Expression, type Value } from "./expression.ts";
import { hcl } from "./hcl.ts";

/** Whether something exists: decided at synth, or by Terraform in the plan. */
export type Condition = Value<boolean>;

/** A condition that is not known to fail. */
export type Possible = Exclude<Condition, false>;

/** Both conditions hold. */
export function and(a: Possible, b: Possible): Possible;
export function and(a: Condition, b: Condition): Condition;
export function and(a: Condition, b: Condition): Condition {
  if (a === false || b === false) return false;
  if (a === true) return b;
  if (b === true) return a;
  return new Expression(`${operand(a)} && ${operand(b)}`);
}

/** The number is at least `minimum`. `null` counts as 0. */
export function isAtLeast(number: Value<number | null>, minimum: number): Condition {
  return number instanceof Expression
    ? new Expression(`coalesce(${number.hcl}, 0) >= ${minimum}`)
    : (number ?? 0) >= minimum;
}

/** The list holds something. */
export function isNotEmpty(list: Value<readonly unknown[]>): Condition {
  return list instanceof Expression ? new Expression(`length(${list.hcl}) > 0`) : list.length > 0;
}

/**
 * A value that may only be computed where a condition holds: `null` where Terraform finds that it
 * does not.
 */
export function guarded(condition: Condition, value: Value<string>): Value<string> {
  return condition instanceof Expression
    ? new Expression(`${condition.hcl} ? ${hcl(value)} : null`)
    : value;
}

/**
 * A value that stops the plan unless a condition holds: a check over several variables that
 * Terraform 1.0 has too. It converts the message to a boolean, which fails and shows it.
 *
 * @param condition a condition in HCL
 * @param message what is wrong; it may interpolate
 */
export function refusedUnless(condition: string, message: string, value: Expression): Expression {
  return new Expression(`(${condition}) ? (${value.hcl}) : tobool(${hcl(message)})`);
}

/**
 * The `count` of a resource that exists where the condition holds: none where it is known to hold.
 * Where it is known not to hold, the resource is not to be built at all.
 */
export function countIf(condition: Possible): TerraformCount | undefined {
  if (condition === true) return undefined;
  return TerraformCount.of(Token.asNumber(new Expression(`${condition.hcl} ? 1 : 0`)));
}

function operand(condition: Expression): string {
  return /\s/.test(condition.hcl) ? `(${condition.hcl})` : condition.hcl;
}
