import { accountArn } from "./allow-pull.ts";
import type { PolicyPlace } from "./policy-place.ts";

/** The actions that Lambda and who deploys a function need. Source: AWS Lambda, Amazon ECR permissions. */
export const LAMBDA_ACTIONS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * The statements that let Lambda functions run a repository's images. In another account, who
 * deploys the function needs the access as well as the service. Source: AWS Lambda, Amazon ECR
 * permissions.
 */
export function lambdaStatements(
  accountIds: readonly string[],
  { partition, region, accountId }: PolicyPlace,
): object[] {
  const own = accountIds.filter((id) => id === accountId);
  const others = accountIds.filter((id) => id !== accountId);
  // The Sids are those of the source. AWS ignores the case of a condition key.
  const service = (sid: string, ids: readonly string[]) => ({
    Action: LAMBDA_ACTIONS,
    Condition: {
      StringLike: {
        "aws:sourceArn": ids.map((id) => `arn:${partition}:lambda:${region}:${id}:function:*`),
      },
    },
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Sid: sid,
  });
  return [
    ...(others.length > 0
      ? [
          {
            Action: LAMBDA_ACTIONS,
            Effect: "Allow",
            Principal: { AWS: others.map((id) => accountArn(id, partition)) },
            Sid: "CrossAccountPermission",
          },
          service("LambdaECRImageCrossAccountRetrievalPolicy", others),
        ]
      : []),
    ...(own.length > 0 ? [service("LambdaECRImageRetrievalPolicy", own)] : []),
  ];
}
