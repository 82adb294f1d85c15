import type {
  CreatePullThroughCacheRuleRequest,
  DeletePullThroughCacheRuleRequest,
  DescribePullThroughCacheRulesRequest,
  UpdatePullThroughCacheRuleRequest,
  UpstreamRegistry,
  ValidatePullThroughCacheRuleRequest,
} from "@aws-sdk/client-ecr";
import { pageOf } from "./ecr-pages.ts";
import { prefixKey } from "./ecr-prefix.ts";
import { EcrRefusal, invalidParameter } from "./ecr-refusal.ts";
import { upstreamAt } from "./upstream-registries.ts";

const MAX_RULES = 50;

interface CacheRule {
  readonly ecrRepositoryPrefix: string;
  readonly upstreamRegistryUrl: string;
  readonly upstreamRegistry: UpstreamRegistry;
  readonly registryId: string;
  readonly upstreamRepositoryPrefix?: string | undefined;
  readonly credentialArn?: string | undefined;
  readonly customRoleArn?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The pull-through caches of one registry, with the rules that ECR has for them. */
export class CacheRules {
  private readonly rules = new Map<string, CacheRule>();

  constructor(
    private readonly account: string,
    private readonly region: string,
  ) {}

  create({ registryId, ...input }: CreatePullThroughCacheRuleRequest) {
    const { ecrRepositoryPrefix: prefix = "", upstreamRegistryUrl: url = "" } = input;
    const upstream = upstreamAt(url, this.account);
    if (!upstream) {
      throw unsupported(
        `The upstream registry URL ${url} is invalid. Specify a valid upstream registry URL and try again`,
      );
    }
    if (url.startsWith(`${this.account}.dkr.ecr.${this.region}.`)) {
      throw invalidParameter("Upstream registry URL cannot be the same as the cache registry");
    }
    if (input.upstreamRegistry && input.upstreamRegistry !== upstream.name) {
      throw invalidParameter("Upstream registry URL and entered upstream registry do not match");
    }
    if (prefix === "ROOT" && (input.upstreamRepositoryPrefix ?? "ROOT") !== "ROOT") {
      throw invalidParameter(
        "The upstream repository prefix must be ROOT if the ECR repository prefix is ROOT",
      );
    }
    if (!input.credentialArn && upstream.needs === "secret") {
      throw unsupported(
        "The specified upstream registry requires authentication. Specify a valid Secrets Manager ARN containing the upstream registry credentials and try again.",
      );
    }
    if (!input.customRoleArn && upstream.needs === "role") {
      throw invalidParameter("The upstream registry of another account requires a custom role ARN");
    }
    this.checkCredentials(upstream.name, input);
    if (this.rules.has(prefixKey(prefix))) {
      throw new EcrRefusal(
        "PullThroughCacheRuleAlreadyExistsException",
        `A pull through cache rule with the prefix '${prefix}' already exists in the registry with id '${this.account}'`,
      );
    }
    if (this.rules.size >= MAX_RULES) {
      throw new EcrRefusal("LimitExceededException", `A registry has at most ${MAX_RULES} rules`);
    }
    const now = Date.now() / 1_000;
    const rule: CacheRule = {
      // What the SDK's documentation says. Whether other upstreams have it too is not documented:
      // Terraform's provider finds none there in its tests on AWS.
      ...(upstream.name === "ecr" && { upstreamRepositoryPrefix: "ROOT" }),
      ...input,
      ecrRepositoryPrefix: prefix,
      upstreamRegistryUrl: url,
      upstreamRegistry: upstream.name,
      registryId: this.account,
      createdAt: now,
      updatedAt: now,
    };
    this.rules.set(prefixKey(prefix), rule);
    const { updatedAt, ...answer } = rule;
    return answer;
  }

  describe({ ecrRepositoryPrefixes, ...page }: DescribePullThroughCacheRulesRequest) {
    const asked = ecrRepositoryPrefixes?.map((prefix) => this.find(prefix));
    const { entries, ...more } = pageOf(asked ?? [...this.rules.values()], page);
    return { pullThroughCacheRules: entries, ...more };
  }

  update({
    ecrRepositoryPrefix: prefix = "",
    credentialArn,
    customRoleArn,
  }: UpdatePullThroughCacheRuleRequest) {
    const present = this.find(prefix);
    if (!credentialArn && !customRoleArn) {
      throw invalidParameter(
        "Invalid input: Please set either credential arn or role arn to update the credentials",
      );
    }
    this.checkCredentials(present.upstreamRegistry, { credentialArn, customRoleArn });
    const rule: CacheRule = {
      ...present,
      ...(credentialArn && { credentialArn }),
      ...(customRoleArn && { customRoleArn }),
      updatedAt: Date.now() / 1_000,
    };
    this.rules.set(prefixKey(prefix), rule);
    const { createdAt, upstreamRegistry, upstreamRegistryUrl, ...answer } = rule;
    return answer;
  }

  delete({ ecrRepositoryPrefix: prefix = "" }: DeletePullThroughCacheRuleRequest) {
    const { updatedAt, upstreamRegistry, ...answer } = this.find(prefix);
    this.rules.delete(prefixKey(prefix));
    return answer;
  }

  validate({ ecrRepositoryPrefix: prefix = "" }: ValidatePullThroughCacheRuleRequest) {
    const { createdAt, updatedAt, upstreamRegistry, ...answer } = this.find(prefix);
    return { ...answer, isValid: true };
  }

  private find(prefix: string): CacheRule {
    const rule = this.rules.get(prefixKey(prefix));
    if (rule) return rule;
    throw new EcrRefusal(
      "PullThroughCacheRuleNotFoundException",
      `A pull through cache rule with the prefix '${prefix}' was not found in the registry with id '${this.account}'`,
    );
  }

  /** A secret and a role are each for some upstreams alone, and a secret lies beside the rule. */
  private checkCredentials(
    upstream: UpstreamRegistry,
    { credentialArn, customRoleArn }: { credentialArn?: string; customRoleArn?: string },
  ): void {
    if (credentialArn && ["ecr-public", "k8s", "quay"].includes(upstream)) {
      throw unsupported("The specified upstream registry doesn't require authentication");
    }
    if (upstream === "ecr" ? credentialArn : customRoleArn) {
      throw invalidParameter("Upstream registry URL and provided credential type do not match");
    }
    const [, , , region, account] = credentialArn?.split(":") ?? [];
    if (credentialArn && (region !== this.region || account !== this.account)) {
      throw new EcrRefusal(
        "SecretNotFoundException",
        "Please verify the secret exists in the same region and account that the pullthrough cache rule will be created in",
      );
    }
  }
}

function unsupported(message: string): EcrRefusal {
  return new EcrRefusal("UnsupportedUpstreamRegistryException", message);
}
