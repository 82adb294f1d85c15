import { partsOf, withoutKey } from "./address.ts";
import { asObject, type Plan, type PlannedChange } from "./plan.ts";

/** Where a provider works, as far as a plan says it. */
export interface Place {
  /** Name of the AWS region. */
  readonly region?: string | undefined;
  /** The AWS account, 12 digits. */
  readonly account?: string | undefined;
}

// The value of a variable may be a part of the name alone.
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** Where the provider of a resource works, by the plan's configuration and variables. */
export function providerPlace(plan: Plan, change: PlannedChange): Place {
  const key = providerKey(plan, change);
  const providers = asObject(plan.configuration.provider_config);
  const expressions = asObject(asObject(providers[key ?? ""]).expressions);
  const accounts = evaluate(plan, expressions.allowed_account_ids);
  const region = evaluate(plan, expressions.region);
  return {
    region: typeof region === "string" && REGION.test(region) ? region : undefined,
    account: Array.isArray(accounts) && accounts.length === 1 ? String(accounts[0]) : undefined,
  };
}

function providerKey(plan: Plan, { module, type, name }: PlannedChange): string | undefined {
  const names = partsOf(module)
    .filter((_, index) => index % 2 === 1)
    .map(withoutKey);
  const root = asObject(plan.configuration.root_module);
  const owner = names.reduce((parent, call) => {
    const calls = asObject(parent.module_calls);
    return asObject(asObject(calls[call]).module);
  }, root);
  const resources = Array.isArray(owner.resources) ? owner.resources : [];
  const own = resources
    .map(asObject)
    .find((resource) => resource.type === type && resource.name === name);
  return typeof own?.provider_config_key === "string" ? own.provider_config_key : undefined;
}

// A literal, or one variable of the root module and nothing around it.
function evaluate(plan: Plan, expression: unknown): unknown {
  const { constant_value, references } = asObject(expression);
  if (constant_value !== undefined) return constant_value;
  const [reference, ...others] = Array.isArray(references) ? references : [];
  const variable = /^var\.(.+)$/.exec(String(reference))?.[1];
  if (variable === undefined || others.length > 0) return undefined;
  return asObject(plan.variables[variable]).value;
}
