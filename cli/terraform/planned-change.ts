import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../policies/json.ts";

/** The values of a resource, by attribute. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What a plan does to a resource. `forget` takes it out of the state and leaves it in AWS. */
export type Action = "none" | "create" | "update" | "replace" | "delete" | "forget";

/** What a plan does to one ECR resource. */
export interface PlannedChange {
  /** The address as Terraform prints it; that of a deposed object names the object. */
  readonly address: string;
  /** The address in the state, if a `moved` block moves it from there. */
  readonly previousAddress: string | undefined;
  /** Address of the module that it is in; empty for the root module. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** Whether it is replaced, and the old one is deleted last. */
  readonly isDeletedLast: boolean;
  /** Terraform's reason, such as `replace_because_tainted`. */
  readonly actionReason: string | undefined;
  readonly isImport: boolean;
  /** Whether it is left over from an earlier replacement. */
  readonly isDeposed: boolean;
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  /** The attributes that are known only after the apply. */
  readonly unknown: Attributes;
  /** What is marked as sensitive, before and after: attributes, or `true` for all. */
  readonly sensitive: readonly unknown[];
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/** Makes the error that refuses a plan, from the reason. */
export type Refuse = (why: string) => Error;

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["no-op", "none"],
  ["create", "create"],
  ["update", "update"],
  ["delete,create", "replace"],
  ["create,delete", "replace"],
  ["delete", "delete"],
  ["forget", "forget"],
]);

/** Reads an entry of `resource_changes` or `resource_drift`. */
export function readChange(entry: Attributes, refuse: Refuse): PlannedChange {
  const { address, module_address = "", type, name, deposed, previous_address } = entry;
  const change = isObject(entry.change) ? entry.change : undefined;
  const actions = Array.isArray(change?.actions) ? change.actions.join(",") : "";
  const action = ACTIONS.get(actions);
  if (!change || typeof address !== "string") throw refuse("a change of it has no address");
  if (!action) throw refuse(`the actions of ${address} are ${JSON.stringify(change.actions)}`);
  const before = isObject(change.before) ? change.before : null;
  const after = isObject(change.after) ? change.after : null;
  if (!before && action !== "create") throw refuse(`${address} has no values before the change`);
  if (!after && !["delete", "forget"].includes(action)) {
    throw refuse(`${address} has no values after the change`);
  }
  return {
    address: deposed === undefined ? address : `${address} (deposed object ${deposed})`,
    previousAddress: textIn(previous_address),
    module: String(module_address),
    type: String(type),
    name: String(name),
    action,
    isDeletedLast: actions === "create,delete",
    actionReason: textIn(entry.action_reason),
    isImport: change.importing !== undefined,
    isDeposed: deposed !== undefined,
    before,
    after,
    unknown: asObject(change.after_unknown),
    sensitive: [change.before_sensitive, change.after_sensitive],
    replacePaths: pathsIn(change.replace_paths),
  };
}

/** The changes of repositories. */
export function repositoryChanges(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.filter(({ type }) => type === "aws_ecr_repository");
}

/** Whether a change takes a repository out of AWS. */
export function isDeleted({ action }: PlannedChange): boolean {
  return action === "delete" || action === "replace";
}

/** Whether the value of an attribute is known only after the apply, all or a part of it. */
export function isUnknown({ unknown }: PlannedChange, attribute: string): boolean {
  return holdsTrue(unknown[attribute]);
}

/** Whether the value of an attribute changes, or may change. */
export function isChanged(change: PlannedChange, attribute: string): boolean {
  return (
    isUnknown(change, attribute) ||
    !isDeepStrictEqual(change.before?.[attribute], change.after?.[attribute])
  );
}

/** Whether the value of an attribute must not be shown. */
export function isSensitive({ sensitive }: PlannedChange, attribute: string): boolean {
  return sensitive.some((marks) => marks === true || holdsTrue(asObject(marks)[attribute]));
}

/** An object of JSON; an empty one in the place of any other value. */
export function asObject(value: unknown): Attributes {
  return isObject(value) ? value : {};
}

function pathsIn(value: unknown): (string | number)[][] {
  return Array.isArray(value) ? value.filter((path) => Array.isArray(path)) : [];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function holdsTrue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === true;
  return Object.values(value).some(holdsTrue);
}
