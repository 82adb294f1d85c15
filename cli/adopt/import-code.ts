import { shellQuote } from "../shell-quote.ts";
import type { Import } from "./adoption.ts";

/** `import` blocks of Terraform 1.5 and later. */
export function toImportBlocks(imports: readonly Import[]): string {
  const blocks = imports.map(
    ({ to, id }) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`,
  );
  return [
    "# Written by `artos-ecr adopt`. Terraform ignores what the state holds already. Delete this file",
    "# when everything is adopted.",
    "",
    blocks.join("\n"),
  ].join("\n");
}

/** A script with `terraform import` commands, for Terraform before 1.5. It can be run again. */
export function toImportScript(imports: readonly Import[]): string {
  const lines = imports.map(({ to, id }) => `adopt ${shellQuote(to)} ${shellQuote(id)}`);
  return `#!/bin/sh
# Written by \`artos-ecr adopt\`. Imports existing resources into this stack's state. Run it in this
# folder. It skips what the state holds already.
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
