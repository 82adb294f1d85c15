import type { UpstreamRegistry } from "@aws-sdk/client-ecr";

/** An upstream registry of a pull-through cache, and what it wants to see before it is read. */
export interface Upstream {
  readonly name: UpstreamRegistry;
  readonly needs: "nothing" | "secret" | "role";
}

const BY_URL: Readonly<Record<string, Upstream>> = {
  "public.ecr.aws": { name: "ecr-public", needs: "nothing" },
  "registry.k8s.io": { name: "k8s", needs: "nothing" },
  "quay.io": { name: "quay", needs: "nothing" },
  "registry-1.docker.io": { name: "docker-hub", needs: "secret" },
  "ghcr.io": { name: "github-container-registry", needs: "secret" },
  "registry.gitlab.com": { name: "gitlab-container-registry", needs: "secret" },
  "cgr.dev": { name: "chainguard", needs: "secret" },
};

/**
 * The upstream registry that a URL stands for, if ECR knows it.
 *
 * @param account the account of the cache. Registries of ECR want a role in other accounts alone
 */
export function upstreamAt(url: string, account: string): Upstream | undefined {
  if (/^[a-z0-9-]+\.azurecr\.io$/.test(url)) {
    return { name: "azure-container-registry", needs: "secret" };
  }
  const [, owner] = /^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.exec(url) ?? [];
  if (owner) return { name: "ecr", needs: owner === account ? "nothing" : "role" };
  return Object.hasOwn(BY_URL, url) ? BY_URL[url] : undefined;
}
