import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule/index.js";
import { Construct } from "constructs";
import { ROOT } from "../../settings/registry/prefix.ts";
import { prefixAddress } from "../../settings/registry/prefix-address.ts";
import { loginOf, type PullThroughCache } from "../../settings/registry/pull-through-cache.ts";

/** Adds the pull-through caches of a registry: `aws_ecr_pull_through_cache_rule.docker-hub`. */
export function addCaches(scope: Construct, caches: readonly PullThroughCache[]): void {
  const holder = new Construct(scope, "caches");
  for (const cache of caches) {
    const { ecrRepositoryPrefix, upstreamRegistryUrl } = cache;
    new EcrPullThroughCacheRule(holder, `cache.${ecrRepositoryPrefix.replaceAll("/", "__")}`, {
      // If it is left out, AWS may answer ROOT, and each plan would replace the rule.
      ...(loginOf(upstreamRegistryUrl) === "role" && { upstreamRepositoryPrefix: ROOT }),
      ...cache,
    }).overrideLogicalId(prefixAddress(ecrRepositoryPrefix));
  }
}
