import { isObject } from "../../policies/json.ts";
import { usageError } from "../command-error.ts";
import { type ConfiguredResources, readConfiguredResources } from "./plan-configuration.ts";
import {
  type Attributes,
  asObject,
  type PlannedChange,
  type Refuse,
  readChange,
} from "./planned-change.ts";

/** What a plan contains about ECR and KMS keys. */
export interface Plan {
  /** What it does to ECR. */
  readonly changes: readonly PlannedChange[];
  /** What it does to KMS keys. */
  readonly keys: readonly PlannedChange[];
  /** What Terraform found changed or gone since the last apply. */
  readonly drift: readonly PlannedChange[];
  /** The configuration, as far as the plan contains it. */
  readonly configuration: Attributes;
  /** The resources in the configuration. */
  readonly configuredResources: ConfiguredResources;
  readonly variables: Attributes;
}

/**
 * Reads what `terraform show -json` printed of a plan.
 *
 * @throws CommandError if it is no plan, has an unknown format, or is not complete: such a plan
 * cannot be relied on
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readPlan(json: unknown, path: string): Plan {
  const plan = asObject(json);
  const refuse = (why: string) =>
    usageError(
      `${path} cannot be judged: ${why}. Write it with \`terraform show -json PLANFILE\`.`,
    );
  const { format_version: version, resource_changes: changes = [], resource_drift = [] } = plan;
  if (typeof version !== "string" || !("planned_values" in plan)) throw refuse("it is no plan");
  if (!/^1\.\d+$/.test(version)) {
    throw refuse(`its format version is ${JSON.stringify(version)}, and 1.x is known`);
  }
  if (plan.errored === true) throw refuse("Terraform failed before the plan was complete");
  const deferred = listOf(plan.deferred_changes ?? [], refuse);
  if (deferred.some((entry) => isOfEcr(asObject(entry.resource_change)))) {
    throw refuse("Terraform puts changes of ECR off to a later plan (deferred_changes)");
  }
  const read = (entries: unknown, isRead: (entry: Attributes) => boolean = isOfEcr) =>
    listOf(entries, refuse)
      .filter(isRead)
      .map((entry) => readChange(entry, refuse));
  const configuration = asObject(plan.configuration);
  return {
    changes: read(changes),
    keys: read(changes, isKey),
    drift: read(resource_drift),
    configuration,
    configuredResources: readConfiguredResources(configuration.root_module),
    variables: asObject(plan.variables),
  };
}

function isOfEcr({ mode, type }: Attributes): boolean {
  return mode === "managed" && typeof type === "string" && type.startsWith("aws_ecr_");
}

function isKey({ mode, type }: Attributes): boolean {
  return (
    mode === "managed" && /^aws_kms_(external_|replica_|replica_external_)?key$/.test(`${type}`)
  );
}

function listOf(value: unknown, refuse: Refuse): Attributes[] {
  if (!Array.isArray(value)) throw refuse("its changes are no list");
  if (!value.every(isObject)) throw refuse("one of its changes is no object");
  return value;
}
