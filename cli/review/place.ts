import type { Attributes } from "../terraform/planned-change.ts";

/** Where a provider works, as far as a plan shows it. */
export interface Place {
  /** Name of the AWS region. */
  readonly region?: string | undefined;
  /** The AWS account, 12 digits. */
  readonly account?: string | undefined;
  /** Whether the code sets the region to something that a plan does not show, such as a local. */
  readonly isHidden?: boolean;
}

/** A repository's name, with its region and account if they are known. */
export interface RepositoryPlace {
  readonly name: string;
  /** @default - the region that AWS's tools are configured for */
  readonly region?: string | undefined;
  /** @default - the account of the credentials */
  readonly account?: string | undefined;
  /** Whether the region is not known at all, so that ECR is not asked. */
  readonly isHidden?: boolean;
}

/** Where a repository is by its state: its ARN is `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME`. */
export function placeInState({ arn, name }: Attributes): RepositoryPlace {
  const [, , , region, account] = String(arn).split(":");
  return { name: String(name), region: region || undefined, account: account || undefined };
}

/** Whether a provider may work where a repository is. */
export function mayBeAt(provider: Place, { region, account }: Place): boolean {
  return (
    [undefined, region].includes(provider.region) && [undefined, account].includes(provider.account)
  );
}
