/**
 * A pull-through cache: the repositories below a prefix are copies of those of an upstream registry.
 * ECR makes such a repository when it is first pulled, and looks once a day for a newer image.
 * Source: ECR, Pull-through cache rules.
 */
export interface PullThroughCache {
  /**
   * The beginning of the repositories' names in this registry, without the `/` at its end, such as
   * `docker-hub`: 2 to 30 characters. `ROOT` is for every repository that no other rule is for. A
   * change replaces the rule. No repository is lost.
   */
  readonly ecrRepositoryPrefix: string;

  /**
   * The host of the upstream: `public.ecr.aws`, `quay.io`, `registry.k8s.io`,
   * `registry-1.docker.io`, `ghcr.io`, `registry.gitlab.com`, `cgr.dev`, `NAME.azurecr.io`, or
   * another registry of ECR, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. A change replaces the rule.
   */
  readonly upstreamRegistryUrl: string;

  /**
   * The beginning of the repositories' names in an upstream of ECR, in the place of
   * `ecrRepositoryPrefix`.
   *
   * @default "ROOT" - the names without `ecrRepositoryPrefix`
   */
  readonly upstreamRepositoryPrefix?: string;

  /**
   * ARN of the secret with the user name and access token for the upstream. The secret is in the
   * account and region of the registry, and its name begins with `ecr-pullthroughcache/`. Docker
   * Hub, GitHub, GitLab, Azure and Chainguard need one. The others take none.
   *
   * @default - none
   */
  readonly credentialArn?: string;

  /**
   * ARN of the IAM role with which ECR pulls from a registry of ECR in another account. The role is
   * in the account of this registry.
   *
   * @default - none: the upstream is in the same account, or needs no role
   */
  readonly customRoleArn?: string;
}

/** An upstream that ECR can cache. */
export interface Upstream {
  /** A regular expression for the whole host. */
  readonly host: string;
  /** How ECR logs in to it. */
  readonly login: "none" | "secret" | "role";
}

/** The host of a registry of ECR: its account and region. */
const ECR_HOST = "([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?";

/** The upstreams, as AWS provider 5.100 takes them. Source: ECR API, CreatePullThroughCacheRule. */
export const UPSTREAMS: readonly Upstream[] = [
  { host: "public\\.ecr\\.aws", login: "none" },
  { host: "quay\\.io", login: "none" },
  { host: "registry\\.k8s\\.io", login: "none" },
  { host: "registry-1\\.docker\\.io", login: "secret" },
  { host: "ghcr\\.io", login: "secret" },
  { host: "registry\\.gitlab\\.com", login: "secret" },
  { host: "cgr\\.dev", login: "secret" },
  { host: "[a-z0-9-]+\\.azurecr\\.io", login: "secret" },
  { host: ECR_HOST, login: "role" },
];

/** How ECR logs in to an upstream; undefined if it cannot cache it. */
export function loginOf(upstreamRegistryUrl: string): Upstream["login"] | undefined {
  return UPSTREAMS.find(({ host }) => new RegExp(`^${host}$`).test(upstreamRegistryUrl))?.login;
}

/** The registry of ECR that an upstream is; undefined if it is another kind of upstream. */
export function ecrUpstream(upstreamRegistryUrl: string) {
  const [, accountId, region] = new RegExp(`^${ECR_HOST}$`).exec(upstreamRegistryUrl) ?? [];
  return accountId && region ? { accountId, region } : undefined;
}
