import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { policyLines } from "../existing-policies/policy-lines.ts";
import type { HeldRepository } from "../terraform/state.ts";
import { type ExistingRepository, policiesOf, typesOf } from "./existing-repository.ts";

/** A resource that exists, and the address that it gets. */
export interface Import {
  /** Such as `aws_ecr_repository.backend`. */
  readonly to: string;
  /** What the AWS provider imports it by: the repository's name. */
  readonly id: string;
}

/** The repositories that a stack would take over. */
export interface Adoption {
  readonly stack: SynthesizedStack;
  readonly existing: readonly ExistingRepository[];
  /** Where another Terraform state holds them. */
  readonly held: readonly HeldRepository[];
  readonly imports: readonly Import[];
}

/** The resources that a stack would import. Policies that the stack does not manage are left out. */
export function importsOf(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): Import[] {
  return stack.repositories.flatMap(({ component, name, resources }) => {
    const repository = existing.find((candidate) => candidate.name === name);
    if (!repository) return [];
    return typesOf(repository)
      .filter((type) => resources.includes(type))
      .map((type) => ({ to: `${type}.${component}`, id: name }));
  });
}

/** The policies in AWS that the stack does not manage: a line for each rule or statement. */
export function unmanagedPolicies({ stack, existing }: Adoption): string[] {
  return existing.flatMap((repository) => {
    const own = stack.repositories.find(({ name }) => name === repository.name);
    return policiesOf(repository)
      .filter(({ type }) => !own?.resources.includes(type))
      .flatMap(policyLines);
  });
}
