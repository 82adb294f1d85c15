/**
 * The sources of rules: the name that messages and docstrings cite, and the address. An address is
 * a page on the web, or the path and heading of a page in this repository.
 */
export const SOURCES = {
  "the ECR module's document": "docs/module-contract.md#variables",
  "the ECR module's document, Container Images": "docs/module-contract.md#container-images",
  "the ECR module's document, Third-Party/Shared Images":
    "docs/module-contract.md#third-partyshared-images",
  "the ECR module's document, Lifecycle Policies": "docs/module-contract.md#lifecycle-policies",
  "the ECR module's document, Cross-Account Access Policies":
    "docs/module-contract.md#cross-account-access-policies",
  "the ECR module's document, Encryption": "docs/module-contract.md#encryption",

  "README, Encryption": "README.md#encryption",
  "README, Settings": "README.md#settings",
  "Lifecycle policies": "docs/lifecycle.md",
  "README, Your own repositories": "README.md#your-own-repositories",
  "README, Tear down": "README.md#tear-down",

  "Access, The settings": "docs/access.md#the-settings",
  "Access, In code": "docs/access.md#in-code",

  "Registry, The settings": "docs/registry.md#the-settings",
  "Registry, Scanning": "docs/registry.md#scanning",
  "Registry, Replication": "docs/registry.md#replication",

  "Registry, Pull-through caches": "docs/registry.md#pull-through-caches",
  "Registry, Creation templates": "docs/registry.md#creation-templates",

  "Images in and out": "docs/images-in-and-out.md",
  "Images in and out, Mirror": "docs/images-in-and-out.md#mirror",
  "Images in and out, Scan gate": "docs/images-in-and-out.md#scan-gate",

  "ECR API, CreateRepository, repositoryName":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html#ECR-CreateRepository-request-repositoryName",
  "ECR API, RepositoryAlreadyExistsException":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html#API_CreateRepository_Errors",
  "ECR API, EncryptionConfiguration":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EncryptionConfiguration.html",
  "ECR API, SetRepositoryPolicy":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html",
  "ECR API, PutLifecyclePolicy":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html",
  "ECR API, PutImageTagMutability":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html",
  "ECR API, ImageIdentifier":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html",
  "ECR API, DescribeImages":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html",
  "ECR API, BatchDeleteImage":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html",
  "ECR API, BatchGetImage":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html",
  "ECR API, DescribeImageScanFindings":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html",
  "ECR API, ImageScanFinding":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanFinding.html",
  "ECR API, EnhancedImageScanFinding":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EnhancedImageScanFinding.html",
  "ECR API, PutRegistryScanningConfiguration":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html",
  "ECR API, RegistryScanningRule":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html",
  "ECR API, ScanningRepositoryFilter":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ScanningRepositoryFilter.html",
  "ECR API, ReplicationConfiguration":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationConfiguration.html",
  "ECR API, ReplicationRule":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html",
  "ECR API, RepositoryFilter":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html",
  "ECR API, PutRegistryPolicy":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryPolicy.html",
  "ECR API, PutAccountSetting":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutAccountSetting.html",
  "ECR API, CreatePullThroughCacheRule":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
  "ECR API, CreateRepositoryCreationTemplate":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepositoryCreationTemplate.html",
  "ECR API, Common Errors":
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html",

  "ECR, Repository policies":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
  "ECR, Filters to choose which repositories are scanned":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html",
  "ECR, Private image replication":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
  "ECR, Private registry permissions":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html",
  "ECR, Private registry settings":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-settings.html",
  "ECR, Pull-through cache rules":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
  "ECR, Prefixes for ECR to ECR pull-through cache":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private-wildcards.html",
  "ECR, Repository creation templates":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html",
  "ECR, IAM permissions for pushing an image":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html",
  "Amazon ECR User Guide, Lifecycle policy properties":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
  "Amazon ECR User Guide, Lifecycle policy evaluation rules":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules",
  "Amazon ECR User Guide, Encryption at rest":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
  "Amazon ECR User Guide, Archiving an image":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html",
  "Amazon ECR User Guide, Service quotas":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html",
  "Amazon ECR User Guide, image scanning":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  "AWS, Tagging your Amazon ECR resources":
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html",

  "AWS, AWS account identifiers":
    "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
  "AWS, Tagging your AWS resources":
    "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
  "AWS Regions":
    "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
  "AWS KMS, CreateAlias":
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
  "AWS KMS, ScheduleKeyDeletion":
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html",
  "AWS KMS, Key identifiers":
    "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id",
  "AWS SDKs, partitions.json":
    "https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json",
  "AWS SDKs, Retry behavior":
    "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html",
  "Amazon Inspector, Severity":
    "https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html",
  "IAM and STS quotas":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
  "IAM User Guide, IAM JSON policy element reference":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
  "IAM User Guide, AWS JSON policy elements: Principal":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",

  "IAM, Identifiers":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns",
  "IAM, Passing a role to a service":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  "IAM User Guide, The confused deputy problem":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  "AWS, Global condition context keys":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  "Service Authorization Reference, Amazon Elastic Container Registry":
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html",
  "AWS Lambda, Amazon ECR permissions":
    "https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions",

  "CDKTF, Stacks": "https://developer.hashicorp.com/terraform/cdktf/concepts/stacks",
  "Terraform, Identifiers":
    "https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers",
  "Terraform, Resource addresses":
    "https://developer.hashicorp.com/terraform/cli/state/resource-addressing",
  "Terraform, Refactoring":
    "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
  "Terraform, Backend Configuration": "https://developer.hashicorp.com/terraform/language/backend",
  "Terraform AWS provider 5.100, creation templates":
    "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecr/repository_creation_template.go",
  "Terraform AWS provider 5.100, lifecycle policies":
    "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecr/lifecycle_policy.go",
  "Terraform, JSON Output Format":
    "https://developer.hashicorp.com/terraform/internals/json-format",

  "OCI Distribution Specification":
    "https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests",
  "OCI Image Specification, image index":
    "https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md",
  "BuildKit, attestation storage":
    "https://docs.docker.com/build/metadata/attestations/attestation-storage/",
  "Docker, distribution/reference": "https://pkg.go.dev/github.com/distribution/reference",
  "Semantic Versioning": "https://semver.org/spec/v2.0.0.html",

  "aws/containers-roadmap#140": "https://github.com/aws/containers-roadmap/issues/140",
  "aws/aws-sdk#289": "https://github.com/aws/aws-sdk/issues/289",
  "ecperth/check-aws-inspector": "https://github.com/ecperth/check-aws-inspector",
  "IamRitz/secure-software-delivery": "https://github.com/IamRitz/secure-software-delivery",
} as const satisfies Record<string, string>;

/** The name of a source, as messages cite it. */
export type Source = keyof typeof SOURCES;
