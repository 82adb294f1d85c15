import { isObject, parseJson } from "../json.ts";
import { type Condition, readCondition } from "./condition.ts";
import { principalName, principalsIn } from "./principal.ts";

/** A statement of a repository or registry policy. */
export interface Statement {
  /** Such as `statement "AllowPull"`, or `statement 2` without a Sid. */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  /** In the form that `principalsIn` returns. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  /** ARNs, which may have wildcards; `*` alone in a repository policy. */
  readonly resources: readonly string[];
  readonly condition: Condition;
}

/** A part of a policy that cannot be compared. */
export interface Unreadable {
  readonly name: string;
  readonly reason: string;
  /** Equal for equal parts of two policies. */
  readonly text: string;
}

/** A repository or registry policy, statement by statement. */
export interface RepositoryPolicy {
  readonly statements: readonly Statement[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads the JSON text of a repository policy. Source: IAM User Guide, IAM JSON policy element
 * reference.
 *
 * @param json the policy; null if there is none
 */
export function readRepositoryPolicy(json: string | null): RepositoryPolicy {
  return readPolicy(json, false);
}

/**
 * Reads the JSON text of a registry policy, whose statements name repositories. Source: ECR, Private
 * registry permissions.
 *
 * @param json the policy; null if there is none
 */
export function readRegistryPolicy(json: string | null): RepositoryPolicy {
  return readPolicy(json, true);
}

function readPolicy(json: string | null, hasResources: boolean): RepositoryPolicy {
  if (json === null) return { statements: [], unreadable: [] };
  const document = parseJson(json);
  const reason = whyNoPolicy(document);
  if (reason !== undefined) {
    const text = document === undefined ? json : canonicalText(document);
    return { statements: [], unreadable: [{ name: "the policy", reason, text }] };
  }
  const { Version, Statement } = document as Readonly<Record<string, unknown>>;
  const read = [Statement]
    .flat()
    .map((statement, index) => readStatement(inVersion(Version, statement), index, hasResources));
  return {
    statements: read.filter((statement) => "effect" in statement),
    unreadable: read.filter((statement) => "reason" in statement),
  };
}

function whyNoPolicy(document: unknown): string | undefined {
  if (!isObject(document)) return "it is no JSON object";
  if (document.Statement === undefined) return "it has no Statement";
  return otherKey(document, ["Version", "Id", "Statement"]);
}

// Only version 2012-10-17 has policy variables; ${$} is a dollar sign there.
function inVersion(version: unknown, statement: unknown): unknown {
  if (version === "2012-10-17") return statement;
  return JSON.parse(JSON.stringify(statement).replaceAll("${", () => "${$}{"));
}

const KEYS = ["Sid", "Effect", "Principal", "Action", "Condition"];

function readStatement(
  statement: unknown,
  index: number,
  hasResources: boolean,
): Statement | Unreadable {
  const { Sid, Effect, Principal, Action, Condition, Resource } = isObject(statement)
    ? statement
    : {};
  const name =
    typeof Sid === "string" && Sid !== ""
      ? `statement ${JSON.stringify(Sid)}`
      : `statement ${index + 1}`;
  const unreadable = (reason: string) => ({ name, reason, text: canonicalText(statement) });

  if (!isObject(statement)) return unreadable("it is no JSON object");
  const other = otherKey(statement, hasResources ? [...KEYS, "Resource"] : KEYS);
  if (other !== undefined) return unreadable(other);
  if (Effect !== "Allow" && Effect !== "Deny")
    return unreadable("its Effect is neither Allow nor Deny");
  const principals = principalsIn(Principal);
  if (principals === undefined) return unreadable("its Principal has an unknown form");
  const actions = textsIn(Action);
  if (actions === undefined) return unreadable("its Action has an unknown form");
  const resources = hasResources ? textsIn(Resource) : ["*"];
  if (resources === undefined) return unreadable("its Resource has an unknown form");
  const condition = readCondition(Condition);
  if (condition === undefined) return unreadable("its Condition has an unknown form");
  return { name, effect: Effect, principals, actions, resources, condition };
}

function textsIn(element: unknown): string[] | undefined {
  const texts = [element].flat();
  return texts.length > 0 && texts.every((text) => typeof text === "string") ? texts : undefined;
}

function otherKey(value: object, keys: readonly string[]): string | undefined {
  const other = Object.keys(value).find((key) => !keys.includes(key));
  return other === undefined ? undefined : `it has the key ${other}`;
}

// The Sid only names a statement. The order of lists and the case of actions have no effect.
function canonicalText(value: unknown, key = ""): string {
  if (Array.isArray(value)) {
    const texts = [...new Set(value.map((each) => canonicalText(each, key)))];
    return texts.length === 1 ? texts[0]! : `[${texts.sort().join()}]`;
  }
  if (!isObject(value)) {
    const text = JSON.stringify(
      typeof value === "string" && key === "AWS" ? principalName(value) : value,
    );
    return ["Action", "NotAction"].includes(key) ? text.toLowerCase() : text;
  }
  const entries = Object.entries(value)
    .filter(([name]) => name !== "Sid")
    .map(([name, each]) => `${JSON.stringify(name)}:${canonicalText(each, name)}`);
  const text = `{${entries.sort().join()}}`;
  return text === '{"AWS":"*"}' ? '"*"' : text;
}
