import { patternCovers } from "./wildcard.ts";

/**
 * The actions of ECR on a repository. Source: Service Authorization Reference, Amazon Elastic
 * Container Registry.
 */
const REPOSITORY_ACTIONS = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchDeleteImage",
  "ecr:BatchGetImage",
  "ecr:BatchGetRepositoryScanningConfiguration",
  "ecr:BatchImportUpstreamImage",
  "ecr:CompleteLayerUpload",
  "ecr:CreateRepository",
  "ecr:DeleteLifecyclePolicy",
  "ecr:DeleteRepository",
  "ecr:DeleteRepositoryPolicy",
  "ecr:DescribeImageReplicationStatus",
  "ecr:DescribeImageScanFindings",
  "ecr:DescribeImageSigningStatus",
  "ecr:DescribeImages",
  "ecr:DescribeRepositories",
  "ecr:GetDownloadUrlForLayer",
  "ecr:GetImageCopyStatus",
  "ecr:GetLifecyclePolicy",
  "ecr:GetLifecyclePolicyPreview",
  "ecr:GetRepositoryPolicy",
  "ecr:InitiateLayerUpload",
  "ecr:ListImageReferrers",
  "ecr:ListImages",
  "ecr:ListTagsForResource",
  "ecr:PutImage",
  "ecr:PutImageScanningConfiguration",
  "ecr:PutImageTagMutability",
  "ecr:PutLifecyclePolicy",
  "ecr:ReplicateImage",
  "ecr:SetRepositoryPolicy",
  "ecr:StartImageScan",
  "ecr:StartLifecyclePolicyPreview",
  "ecr:TagResource",
  "ecr:UntagResource",
  "ecr:UpdateImageStorageClass",
  "ecr:UploadLayerPart",
] as const;

const TOKEN_ACTION = "ecr:getauthorizationtoken";

/**
 * Why an action, or a pattern of actions, has no place in a repository policy; undefined if it has
 * one. As in AWS, case does not matter.
 */
export function actionProblem(action: unknown): string | undefined {
  if (typeof action !== "string") return "must be an action, such as ecr:BatchGetImage";
  const caseless = action.toLowerCase();
  if (caseless === TOKEN_ACTION) {
    return "must not be ecr:GetAuthorizationToken: it is an action on the registry. It belongs in an IAM policy of the principal that logs in";
  }
  const isKnown =
    caseless.startsWith("ecr:") &&
    REPOSITORY_ACTIONS.some((known) => patternCovers(caseless, known.toLowerCase()));
  return isKnown ? undefined : "must be ECR's: ecr: and an action on repositories, or a pattern";
}
