import type { Condition } from "./condition.ts";

const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]+$/;
const ORGANIZATION_PATH = /^o-[a-z0-9]+\//;
const ARN_IN_ACCOUNT = /^arn:[^:*?$]+:[^:*?$]+:[^:$]*:\d{12}:/;

/**
 * Condition keys whose values belong to someone, so that nobody else can have them, and the values
 * that name the owner. Anyone can have a tag, a user agent or a time. Source: AWS, Global condition
 * context keys.
 */
const OWNED: Readonly<Record<string, RegExp>> = {
  "aws:principalaccount": ACCOUNT,
  "aws:principalarn": ARN_IN_ACCOUNT,
  "aws:principalorgid": ORGANIZATION,
  "aws:principalorgpaths": ORGANIZATION_PATH,
  "aws:sourceaccount": ACCOUNT,
  "aws:sourcearn": ARN_IN_ACCOUNT,
  "aws:sourceorgid": ORGANIZATION,
  "aws:sourceorgpaths": ORGANIZATION_PATH,
  "aws:sourcevpc": /^vpc-[0-9a-f]+$/,
  "aws:sourcevpce": /^vpce-[0-9a-f]+$/,
  "aws:userid": /^[A-Z0-9]{16,}(?::|$)/,
  // A network of fewer bits is that of many.
  "aws:sourceip":
    /^(?:[0-9.]+(?:\/(?:[89]|[12]\d|3[0-2]))?|[0-9a-fA-F:]+(?:\/(?:3[2-9]|[4-9]\d|1[0-2]\d))?)$/,
};

const OPERATORS =
  /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/;

// A value that only Terraform knows.
const TOKEN = /^\$\{TfToken\[[^\]]+\]\}$/;

/** Whether a condition certainly lets in only those whom its values name. */
export function isNarrow(condition: Condition): boolean {
  return condition.some(({ operator, key, values }) => {
    const named = OWNED[key.toLowerCase()];
    return (
      named !== undefined &&
      OPERATORS.test(operator) &&
      values.every((value) => named.test(value) || TOKEN.test(value))
    );
  });
}
