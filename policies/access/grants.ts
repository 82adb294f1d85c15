/** Who is granted access by a repository policy, besides the repository's own account. */
export interface Grants {
  /**
   * AWS accounts, 12 digits each, not the repository's own. Their IAM policies decide which of their
   * principals use the access. Source: ECR, Repository policies.
   *
   * @default []
   */
  readonly accountIds?: readonly string[];

  /**
   * AWS organizations: `o-` and 10 to 32 lower-case letters or digits. Every principal of an
   * account in the organization is meant. Source: AWS, Global condition context keys.
   *
   * @default []
   */
  readonly organizationIds?: readonly string[];

  /**
   * Parts of organizations: `o-…/r-…/ou-…/` for the accounts of one organizational unit,
   * `o-…/r-…/ou-…/*` for those of the units below it, too. A path ends with `/` or `*`, so that no
   * other unit's id begins with it. Source: AWS, Global condition context keys.
   *
   * @default []
   */
  readonly organizationPaths?: readonly string[];

  /**
   * IAM roles and users by their ARNs, without wildcards. They must exist, or the apply fails. A
   * session, `arn:…:sts::…:assumed-role/…`, is refused: AWS stores its role, and every plan would
   * differ. Source: IAM User Guide, AWS JSON policy elements: Principal.
   *
   * @default []
   */
  readonly principalArns?: readonly string[];

  /**
   * AWS services that use the access themselves, such as CodeBuild.
   *
   * @default []
   */
  readonly services?: readonly ServiceGrant[];
}

/** An AWS service that is granted access, on behalf of some accounts or resources only. */
export interface ServiceGrant {
  /** The service's principal, such as `codebuild.amazonaws.com`. */
  readonly service: string;

  /**
   * The accounts that it may act for, 12 digits each. This or `sourceArns` is required: otherwise
   * anyone's resources of the service have the access. Source: IAM User Guide, The confused deputy
   * problem.
   *
   * @default - any account
   */
  readonly sourceAccountIds?: readonly string[];

  /**
   * The resources that it may act for: ARNs with an account of 12 digits. `*` and `?` are wildcards,
   * as in `arn:aws:codebuild:eu-west-1:111111111111:project/*`. Source: IAM User Guide, The confused
   * deputy problem.
   *
   * @default - any resource
   */
  readonly sourceArns?: readonly string[];
}

/** Who may pull. */
export interface PullGrants extends Grants {
  /**
   * AWS accounts whose Lambda functions, in the repository's region, run its images: 12 digits each.
   * The account and the Lambda service are both granted the access. Of the repository's own account,
   * only the service is: set `accountId` in the environment. Without this, Lambda writes such a
   * statement itself when a function is created, and Terraform takes it away again. Source: AWS
   * Lambda, Amazon ECR permissions.
   *
   * @default []
   */
  readonly lambdaAccountIds?: readonly string[];
}

/** Who may push, and so pull what push needs. Nobody may delete. */
export type PushGrants = Grants;
