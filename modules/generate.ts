import { writeFileSync } from "node:fs";
import { moduleFiles } from "./ecr-files.ts";

for (const [name, content] of moduleFiles()) {
  writeFileSync(new URL(`ecr/${name}`, import.meta.url), content);
  console.log(`modules/ecr/${name}`);
}
