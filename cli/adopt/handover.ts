import { policyLines } from "../existing-policies/policy-lines.ts";
import { quote } from "../shell-quote.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import type { HeldRepository } from "../terraform/state.ts";
import { type ExistingRepository, policiesOf, typesOf } from "./existing-repository.ts";

/** A resource that exists, and the address that it gets. */
export interface Import {
  /** Such as `aws_ecr_repository.backend`. */
  readonly to: string;
  /** What the AWS provider imports it by: the repository's name. */
  readonly id: string;
}

/** Repositories that an environment's stack would take over. */
export interface Handover {
  readonly stack: SynthesizedStack;
  readonly existing: readonly ExistingRepository[];
  /** Where a Terraform state holds them; nothing where none does. */
  readonly held: readonly HeldRepository[];
  readonly imports: readonly Import[];
}

/** Policies in AWS that the stack does not make, in a line for each rule or statement. */
export function unmanagedPolicies({ stack, existing }: Handover): string[] {
  return existing.flatMap((repository) => {
    const ours = stack.repositories.find(({ name }) => name === repository.name);
    return policiesOf(repository)
      .filter(({ type }) => !ours?.types.includes(type))
      .flatMap(policyLines);
  });
}

/** What an environment's stack would take over of what exists. Policies it has no use for are left. */
export function importsOf(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): Import[] {
  return stack.repositories.flatMap(({ component, name, types }) => {
    const repository = existing.find((candidate) => candidate.name === name);
    if (!repository) return [];
    return typesOf(repository)
      .filter((type) => types.includes(type))
      .map((type) => ({ to: `${type}.${component}`, id: name }));
  });
}

/** The imports as blocks of Terraform 1.5 and later. */
export function toImportBlocks(imports: readonly Import[]): string {
  const blocks = imports.map(
    ({ to, id }) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`,
  );
  return [
    "# Written by `artos-ecr adopt`. Terraform passes over what it holds already; delete this file",
    "# when all of it is adopted.",
    "",
    blocks.join("\n"),
  ].join("\n");
}

/** The imports as a script for Terraform before 1.5, which may be run again. */
export function toImportScript(imports: readonly Import[]): string {
  const lines = imports.map(({ to, id }) => `adopt ${quote(to)} ${quote(id)}`);
  return `#!/bin/sh
# Written by \`artos-ecr adopt\`. Takes what exists into this stack's state; run it in this folder. What
# is there already is passed over.
set -eu

held=$(terraform state list 2> /dev/null || true) # a new stack has no state
adopt() {
  if ! printf '%s\\n' "$held" | grep -qxF -e "$1"; then
    terraform import -input=false "$1" "$2"
  fi
}

${lines.join("\n")}
`;
}

/** A script that takes the repositories out of the state that held them before. */
export function toReleaseScript(held: readonly HeldRepository[]): string {
  const addresses = held.flatMap((repository) => repository.addresses);
  const lines = addresses.map(({ address }) => `release ${quote(address)}`);
  return `#!/bin/sh
# Written by \`artos-ecr adopt\`. Run it in the project that held the repositories, once the new stack
# holds them and before their code is deleted there. Only Terraform's state changes; what is not in
# it any more is passed over.
set -eu

held=$(terraform state list)
released=0
release() {
  if printf '%s\\n' "$held" | grep -qxF -e "$1"; then
    terraform state rm "$1"
    released=$((released + 1))
  fi
}

${lines.join("\n")}

echo "$released of ${addresses.length} were in this state, and are released."
`;
}
