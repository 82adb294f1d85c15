/** Where the repository of a policy is. */
export interface PolicyPlace {
  readonly region: string;
  /** The partition that the region is in, such as `aws`. */
  readonly partition: string;
  /** The repository's account, 12 digits; `null` if it is not known. */
  readonly accountId: string | null;
}
