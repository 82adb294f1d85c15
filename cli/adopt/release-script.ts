import { shellQuote } from "../shell-quote.ts";
import type { HeldRepository } from "../terraform/state.ts";

/** A script that takes repositories out of the state that held them before. It can be run again. */
export function toReleaseScript(held: readonly HeldRepository[]): string {
  const addresses = held.flatMap((repository) => repository.addresses);
  const lines = addresses.map(({ address }) => `release ${shellQuote(address)}`);
  return `#!/bin/sh
# Written by \`artos-ecr adopt\`. Run it in the project that held the repositories, after the new stack
# holds them and before you delete their code there. It changes Terraform's state only, and skips what
# the state does not hold.
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
