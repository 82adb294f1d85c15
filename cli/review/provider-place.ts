import type { Plan } from "../terraform/plan.ts";
import { configurationOf, referencesOf } from "../terraform/plan-configuration.ts";
import { asObject, isUnknown, type PlannedChange } from "../terraform/planned-change.ts";
import type { Place } from "./place.ts";

// A variable may hold only a part of the name.
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/**
 * Where the provider of a resource works, by the plan's configuration and variables. In version 6 of
 * the provider a resource may have a region of its own.
 */
export function providerPlace(plan: Plan, change: PlannedChange): Place {
  const provider = providerOf(plan, change);
  const expressions = asObject(provider.expressions);
  // The variables of another module are not in a plan.
  const isOfRoot = provider.module_address === undefined;
  const read = (expression: unknown) => evaluate(isOfRoot ? plan : undefined, expression);
  const own = (change.after ?? change.before)?.region;
  const region = isUnknown(change, "region") ? undefined : (own ?? read(expressions.region));
  const accounts = read(expressions.allowed_account_ids);
  const isKnown = typeof region === "string" && REGION.test(region);
  const isSet = expressions.region !== undefined || isUnknown(change, "region");
  return {
    region: isKnown ? region : undefined,
    isHidden: isSet && !isKnown,
    account: Array.isArray(accounts) && accounts.length === 1 ? String(accounts[0]) : undefined,
  };
}

function providerOf({ configuration, configuredResources }: Plan, change: PlannedChange) {
  const { provider_config_key } = configurationOf(configuredResources, change);
  return asObject(asObject(configuration.provider_config)[String(provider_config_key)]);
}

// A literal, or one variable of the root module and nothing around it.
function evaluate(root: Plan | undefined, expression: unknown): unknown {
  const { constant_value } = asObject(expression);
  if (constant_value !== undefined) return constant_value;
  const [reference, ...others] = referencesOf(expression);
  const name = /^var\.(.+)/.exec(`${reference}`)?.[1];
  if (!root || name === undefined || others.length > 0) return undefined;
  const { variables } = asObject(root.configuration.root_module);
  const isSecret = asObject(asObject(variables)[name]).sensitive === true;
  return isSecret ? undefined : asObject(root.variables[name]).value;
}
