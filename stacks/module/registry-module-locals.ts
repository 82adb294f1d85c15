import type { Construct } from "constructs";
import { hcl } from "../../settings/hcl.ts";
import { CACHE_RELATIONS } from "../../settings/registry/pull-through-cache-rules.ts";
import { RULES_BY_TYPE } from "../../settings/registry/scanning-rules.ts";
import { CACHE_KEYS } from "../../settings/registry-module/cache-variables.ts";
import { frequenciesOf } from "../../settings/registry-module/scanning-variables.ts";
import { REGISTRY_VARIABLES } from "../../settings/registry-module/variables.ts";
import { variableName } from "../../settings/setting.ts";
import { addLocals, checked, defaults, firstProblem } from "./locals.ts";

/** Declares the locals of `modules/ecr-registry`: the values of its variables, checked together. */
export function declareRegistryLocals(scope: Construct): void {
  // Terraform has no common type for statements and an empty list.
  const { policyStatements: _, ...variables } = REGISTRY_VARIABLES;
  addLocals(scope, {
    ...defaults(variables),
    ...scanning(),
    ...caches(),
    has_policy: "var.policy_statements == null ? false : length(var.policy_statements) > 0",
  });
}

function scanning() {
  const frequencies = "local.scan_frequencies";
  const byType = Object.entries(RULES_BY_TYPE).flatMap(([type, rules]) =>
    rules.map(({ must, source, condition }) => ({
      holds: `var.scan_type != "${type}" || ${condition(frequencies)}`,
      message: `scanning_rules[*].scan_frequency is [\${join(", ", ${frequencies})}]: ${must} (${source})`,
    })),
  );
  const withoutType = {
    holds: `var.scan_type != null || length(${frequencies}) == 0`,
    message:
      "scan_type is null: must be BASIC or ENHANCED if there are scanning_rules (Registry, Scanning)",
  };
  return {
    scan_frequencies: frequenciesOf("local.scanning_rules"),
    scanning_problem: firstProblem([withoutType, ...byType]),
    scan_type: checked("var.scan_type", "local.scanning_problem"),
  };
}

function caches() {
  const settings = [...new Set(CACHE_RELATIONS.map(({ setting }) => setting))];
  const problems = settings.map((setting) => `${variableName(setting)} = ${cacheProblem(setting)}`);
  return {
    pull_through_caches: `{ for prefix, cache in local.pull_through_cache_rules : prefix => { for key in ${hcl(CACHE_KEYS)} : key => lookup(cache, key, null) } }`,
    cache_problems: `{ for prefix, cache in local.pull_through_caches : prefix => { ${problems.join(", ")} } }`,
  };
}

/** What is wrong with a setting of a cache beside its others. */
function cacheProblem(setting: (typeof CACHE_RELATIONS)[number]["setting"]): string {
  const name = variableName(setting);
  const relations = CACHE_RELATIONS.filter((relation) => relation.setting === setting);
  return firstProblem(
    relations.map(({ must, source, condition }) => ({
      holds: condition("cache", "prefix"),
      message: `pull_through_cache_rules["\${prefix}"].${name} is \${coalesce(cache.${name}, "null")}: ${must("${cache.upstream_registry_url}")} (${source})`,
    })),
  );
}
