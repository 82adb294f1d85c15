const KINDS = ["AWS", "Service", "Federated", "CanonicalUser"];

/** Every principal. */
export const EVERYONE = "*";

/**
 * The principals of a statement. All forms of the same principal give the same text: `*`, an
 * account's 12 digits, an ARN or unique id, or the kind and the name, such as `Service
 * lambda.amazonaws.com`. Undefined if the element cannot be read. Source: IAM User Guide, AWS JSON
 * policy elements: Principal.
 */
export function principalsIn(element: unknown): readonly string[] | undefined {
  if (element === "*") return [EVERYONE];
  if (typeof element !== "object" || element === null) return undefined;
  const principals = Object.entries(element).flatMap(([kind, names]) =>
    [names].flat().length === 0 ? [undefined] : [names].flat().map((name) => principal(kind, name)),
  );
  const known = principals.filter((each) => each !== undefined);
  return known.length === principals.length && known.length > 0 ? known : undefined;
}

function principal(kind: string, name: unknown): string | undefined {
  if (!KINDS.includes(kind) || typeof name !== "string") return undefined;
  return kind === "AWS" ? principalName(name) : `${kind} ${name}`;
}

/** For the ARN of an account's root, the account's 12 digits; any other name unchanged. */
export function principalName(name: string): string {
  return name.match(/^arn:[^:]+:iam::(\d{12}):root$/)?.[1] ?? name;
}

/** A principal for people. */
export function principalWords(principal: string): string {
  if (principal === EVERYONE) return "everyone";
  if (/^\d{12}$/.test(principal)) return `account ${principal}`;
  return principal.replace(/^Service /, "");
}
