import { accountArn, PULL_ACTIONS } from "./allow-pull.ts";
import type { Grants, PullGrants, PushGrants, ServiceGrant } from "./grants.ts";
import { lambdaStatements } from "./lambda-statements.ts";
import type { PolicyPlace } from "./policy-place.ts";

/**
 * The actions that an image push needs. Source: ECR, IAM permissions for pushing an image. That page
 * also has ecr:GetAuthorizationToken, which is an action on the registry.
 */
export const PUSH_ACTIONS = [
  "ecr:CompleteLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:InitiateLayerUpload",
  "ecr:BatchCheckLayerAvailability",
  "ecr:PutImage",
  "ecr:BatchGetImage",
] as const;

// Keys are in alphabetical order, as Terraform's jsonencode writes them.

/** The statements that let others pull. */
export function pullStatements(grants: PullGrants, place: PolicyPlace): object[] {
  const { lambdaAccountIds = [] } = grants;
  const [principals, organizations, services] = statements(grants, "Pull", PULL_ACTIONS, place);
  return [
    ...principals,
    ...organizations,
    ...lambdaStatements(lambdaAccountIds, place),
    ...services,
  ];
}

/** The statements that let others push. */
export function pushStatements(grants: PushGrants, place: PolicyPlace): object[] {
  return statements(grants, "Push", PUSH_ACTIONS, place).flat();
}

/** The statement that lets every AWS account pull. */
export function openStatement(): object {
  return allow("AllowEveryAwsAccountPull", PULL_ACTIONS, "*");
}

function statements(
  { accountIds = [], organizationIds = [], organizationPaths = [], ...grants }: Grants,
  verb: "Pull" | "Push",
  actions: readonly string[],
  { partition }: PolicyPlace,
): [principals: object[], organizations: object[], services: object[]] {
  const { principalArns = [], services = [] } = grants;
  const principals = [...accountIds.map((id) => accountArn(id, partition)), ...principalArns];
  const members = (sid: string, condition: object) => allow(sid, actions, "*", condition);
  return [
    principals.length > 0 ? [allow(`Allow${verb}`, actions, { AWS: principals })] : [],
    [
      ...(organizationIds.length > 0
        ? [
            members(`AllowOrganization${verb}`, {
              StringEquals: { "aws:PrincipalOrgID": organizationIds },
            }),
          ]
        : []),
      ...(organizationPaths.length > 0
        ? [
            members(`AllowOrganizationPath${verb}`, {
              "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": organizationPaths },
            }),
          ]
        : []),
    ],
    services.map((service, index) =>
      allow(
        `AllowService${verb}${index === 0 ? "" : index + 1}`,
        actions,
        { Service: service.service },
        sourceCondition(service),
      ),
    ),
  ];
}

function sourceCondition({ sourceAccountIds = [], sourceArns = [] }: ServiceGrant): object {
  return {
    ...(sourceArns.length > 0 && { ArnLike: { "aws:SourceArn": sourceArns } }),
    ...(sourceAccountIds.length > 0 && { StringEquals: { "aws:SourceAccount": sourceAccountIds } }),
  };
}

function allow(
  sid: string,
  actions: readonly string[],
  principal: string | object,
  condition?: object,
): object {
  return {
    Action: actions,
    ...(condition && { Condition: condition }),
    Effect: "Allow",
    Principal: principal,
    Sid: sid,
  };
}
