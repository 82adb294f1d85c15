import fc from "fast-check";
import { accountId, anyText, nearly } from "./arbitrary-settings.ts";

/** The arguments of `modules/ecr-registry`, under their Terraform names. */
export interface RegistryArguments {
  readonly scan_type: string | null;
  readonly scanning_rules: readonly ScanningRuleArgument[];
  readonly replication_rules: readonly ReplicationRuleArgument[];
  readonly pull_through_cache_rules: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policy_statements: readonly object[];
  readonly basic_scan_type_version: "AWS_NATIVE" | null;
  readonly registry_policy_scope: "V2" | null;
}

export interface ScanningRuleArgument {
  readonly scan_frequency: string;
  readonly filters: readonly string[];
}

export interface ReplicationRuleArgument {
  readonly destinations: readonly { readonly region: string; readonly registry_id: string }[];
  readonly prefixes: readonly string[] | null;
}

/** Mostly a good value, sometimes a bad one: a whole is then good or bad for one reason. */
function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: bad });
}

const goodFilter = fc.constantFrom("*", "production/*", "*prod*", "a_b-c.d/*", "x*y", "**");
const filter = mostly(
  goodFilter,
  fc.oneof(
    nearly(goodFilter),
    anyText,
    fc.constantFrom("prod", "", "a--*", "*".repeat(255), "*".repeat(256)),
  ),
);
const filters = mostly(
  fc.uniqueArray(filter, { minLength: 1, maxLength: 4 }),
  fc.oneof(
    fc.array(filter, { maxLength: 3 }),
    fc.constantFrom(100, 101).map((length) => Array.from({ length }, (_, n) => `a${n}/*`)),
  ),
);
const frequency = mostly(
  fc.constantFrom("SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"),
  fc.oneof(fc.constant("DAILY"), anyText),
);

/** Arguments about scanning, good ones and bad. */
export const anyScanning: fc.Arbitrary<Pick<RegistryArguments, "scan_type" | "scanning_rules">> =
  fc.record({
    scan_type: fc.option(
      mostly(fc.constantFrom("BASIC", "ENHANCED"), fc.constantFrom("FAST", "basic", "")),
      { freq: 10 },
    ),
    scanning_rules: fc.array(fc.record({ scan_frequency: frequency, filters }), { maxLength: 3 }),
  });

const destination = fc.record({
  region: mostly(fc.constantFrom("us-west-2", "eu-west-1", "ap-south-2"), anyText),
  registry_id: mostly(
    fc.oneof(accountId, fc.constantFrom("111111111111", "222222222222")),
    nearly(accountId),
  ),
});
const manyDestinations = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    region: "us-west-2",
    registry_id: `${from + n}`.padStart(12, "0"),
  }));
const goodPrefix = fc.constantFrom("production/", "thirdparty/redis", "a.b_c-", "x9", "qa");
const prefix = mostly(
  goodPrefix,
  fc.oneof(
    nearly(goodPrefix),
    anyText,
    fc.integer({ min: 255, max: 257 }).map((length) => "a".repeat(length)),
  ),
);
const prefixes = mostly(
  fc.oneof(fc.constant(null), fc.uniqueArray(prefix, { minLength: 1, maxLength: 4 })),
  fc.oneof(
    fc.array(prefix, { maxLength: 3 }),
    fc.constantFrom(100, 101).map((length) => Array.from({ length }, (_, n) => `a${n}/`)),
  ),
);
const replicationRule = fc.record({
  destinations: mostly(
    fc.array(destination, { minLength: 1, maxLength: 3 }),
    fc.oneof(
      fc.constant([]),
      fc.constantFrom(25, 26).map((count) => manyDestinations(1, count)),
      fc
        .tuple(fc.nat(2), fc.integer({ min: 11, max: 14 }))
        .map((parts) => manyDestinations(...parts)),
    ),
  ),
  prefixes,
});

/** Replication rules, good ones and bad. */
export const anyReplication: fc.Arbitrary<RegistryArguments["replication_rules"]> = mostly(
  fc.array(replicationRule, { maxLength: 3 }),
  fc
    .constantFrom(10, 11)
    .map((length) => Array(length).fill({ destinations: manyDestinations(1, 1), prefixes: null })),
);

const SECRET =
  "arn:aws:secretsmanager:us-east-1:111111111111:secret:ecr-pullthroughcache/hub-AbCdEf";
const ROLE = "arn:aws:iam::123456789012:role/path/ecr";
const OPEN = fc.constantFrom("public.ecr.aws", "quay.io", "registry.k8s.io");
const CLOSED = fc.constantFrom(
  "registry-1.docker.io",
  "ghcr.io",
  "registry.gitlab.com",
  "cgr.dev",
  "Some-1.azurecr.io",
);
const OF_ECR = fc.constantFrom(
  "222222222222.dkr.ecr.eu-west-1.amazonaws.com",
  "222222222222.dkr.ecr.cn-north-1.amazonaws.com.cn",
);
const secret = mostly(fc.constant(SECRET), fc.oneof(nearly(fc.constant(SECRET)), anyText));
const role = mostly(fc.constant(ROLE), fc.oneof(nearly(fc.constant(ROLE)), anyText));
const goodCachePrefix = fc.constantFrom("docker-hub", "a/b.c", "ROOT", "team_1", "x".repeat(30));
const cachePrefix = mostly(
  goodCachePrefix,
  fc.oneof(nearly(goodCachePrefix), anyText, fc.constantFrom("a", "a/", "a--b", "x".repeat(31))),
);
const upstreamPrefix = { upstream_repository_prefix: cachePrefix };
type Cache = Readonly<Record<string, string>>;
const goodCache = fc.oneof(
  fc.record({ upstream_registry_url: OPEN }),
  fc.record({ upstream_registry_url: CLOSED, credential_arn: secret }),
  fc.record(
    { upstream_registry_url: OF_ECR, custom_role_arn: role, ...upstreamPrefix },
    { requiredKeys: ["upstream_registry_url"] },
  ),
) as fc.Arbitrary<Cache>;
/** A cache with one setting put in, replaced or left out. */
const almostGoodCache = fc
  .tuple(
    goodCache,
    fc.constantFrom<Record<string, string | undefined>[]>(
      { credential_arn: SECRET },
      { credential_arn: undefined },
      { custom_role_arn: ROLE },
      { upstream_repository_prefix: "team" },
      { upstream_repository_prefix: "ROOT" },
      { upstream_registry_url: "cgr.dev" },
      { upstream_registry_url: "docker.io" },
      { upstream_registry_url: undefined },
      { registry: "x" },
    ),
  )
  .map(([cache, change]) => {
    const changed = Object.entries({ ...cache, ...change });
    return Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as Cache;
  });

/** Pull-through caches, good ones and bad. */
export const anyCaches: fc.Arbitrary<RegistryArguments["pull_through_cache_rules"]> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.dictionary(cachePrefix, mostly(goodCache, almostGoodCache), { maxKeys: 3 }),
  },
  {
    weight: 10,
    arbitrary: fc.dictionary(goodCachePrefix, almostGoodCache, { maxKeys: 1 }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(50, 51)
      .map((length) =>
        Object.fromEntries(
          Array.from({ length }, (_, n) => [`c${n}0`, { upstream_registry_url: "quay.io" }]),
        ),
      ),
  },
);
