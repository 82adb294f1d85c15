import { isObject, parseJson } from "../json.ts";
import {
  accessStatements,
  NO_ACCESS,
  type PolicyStatement,
  type RepositoryAccess,
} from "./access-policy.ts";
import type { PolicyPlace } from "./policy-place.ts";
import { principalName } from "./principal.ts";
import { statementText } from "./same-repository-policy.ts";

/**
 * The access that writes the statements of this policy: as grants if they are those that grants
 * write, otherwise as statements of one's own. Undefined if the text is no policy.
 *
 * @param json the policy
 */
export function accessThatWrites(json: string, place: PolicyPlace): RepositoryAccess | undefined {
  const document = parseJson(json);
  if (!isObject(document) || document.Statement === undefined) return undefined;
  const statements = [document.Statement].flat().filter(isObject);
  const granted = statements.reduce<RepositoryAccess>(
    (access, statement) => withGrantOf(statement, access),
    NO_ACCESS,
  );
  const texts = new Set(statements.map((statement) => statementText(statement)));
  const written = new Set(
    accessStatements(granted, place).map((statement) => statementText(statement)),
  );
  const isExact = [...written].every((text) => texts.has(text));
  const own = statements.filter((statement) => !(isExact && written.has(statementText(statement))));
  return { ...(isExact ? granted : NO_ACCESS), policyStatements: own };
}

// A guess by the Sid: the statements that it writes are compared with those that are there.
function withGrantOf(statement: PolicyStatement, access: RepositoryAccess): RepositoryAccess {
  const { Sid, Principal, Condition } = statement;
  const principals = textsIn(Principal, "AWS");
  if (Sid === "AllowCrossAccountPull") {
    return { ...access, crossAccountIds: principals.map(principalName) };
  }
  if (Sid === "AllowEveryAwsAccountPull") return { ...access, openToEveryAwsAccount: true };
  const lambda = /^LambdaECRImage(CrossAccount)?RetrievalPolicy$/.test(`${Sid}`);
  if (lambda) {
    const accounts = textsIn(conditionOf(Condition, "StringLike"), "aws:sourceArn").map(
      (arn) => arn.split(":")[4] ?? "",
    );
    const lambdaAccountIds = [...(access.pull.lambdaAccountIds ?? []), ...accounts];
    return { ...access, pull: { ...access.pull, lambdaAccountIds } };
  }
  const [, kind, verb] =
    /^Allow(Organization|OrganizationPath|Service|)(Pull|Push)\d*$/.exec(`${Sid}`) ?? [];
  if (kind === undefined) return access;
  const grants = verb === "Pull" ? "pull" : "push";
  return {
    ...access,
    [grants]: { ...access[grants], ...grantOf(kind, statement, access[grants]) },
  };
}

function grantOf(
  kind: string,
  { Principal, Condition }: PolicyStatement,
  { services = [] }: RepositoryAccess["push"],
): RepositoryAccess["push"] {
  const principals = textsIn(Principal, "AWS");
  const isAccount = (name: string) => /^\d{12}$/.test(principalName(name));
  const sourceAccountIds = textsIn(conditionOf(Condition, "StringEquals"), "aws:SourceAccount");
  const sourceArns = textsIn(conditionOf(Condition, "ArnLike"), "aws:SourceArn");
  if (kind === "Service") {
    const service = {
      service: textsIn(Principal, "Service")[0] ?? "",
      ...(sourceAccountIds.length > 0 && { sourceAccountIds }),
      ...(sourceArns.length > 0 && { sourceArns }),
    };
    return { services: [...services, service] };
  }
  if (kind === "Organization") {
    return {
      organizationIds: textsIn(conditionOf(Condition, "StringEquals"), "aws:PrincipalOrgID"),
    };
  }
  if (kind === "OrganizationPath") {
    const paths = conditionOf(Condition, "ForAnyValue:StringLike");
    return { organizationPaths: textsIn(paths, "aws:PrincipalOrgPaths") };
  }
  const accountIds = principals.filter(isAccount).map(principalName);
  const principalArns = principals.filter((name) => !isAccount(name));
  return {
    ...(accountIds.length > 0 && { accountIds }),
    ...(principalArns.length > 0 && { principalArns }),
  };
}

function conditionOf(condition: unknown, operator: string): unknown {
  return isObject(condition) ? condition[operator] : undefined;
}

function textsIn(holder: unknown, key: string): string[] {
  const value = isObject(holder) ? holder[key] : undefined;
  return value === undefined ? [] : [value].flat().filter((text) => typeof text === "string");
}
