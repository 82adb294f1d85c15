/** A repository as ECR's requests name it. */
export interface RepositoryId {
  /**
   * The account, 12 digits.
   *
   * @default - the account of the credentials
   */
  readonly registryId?: string | undefined;
  /** The full name: `production/frontend`. */
  readonly repositoryName: string;
}
