import { readFileSync, writeFileSync } from "node:fs";
import { moduleFiles } from "./ecr-files.ts";
import { withTables } from "./project-readme.ts";

for (const [name, content] of moduleFiles()) writeFileSync(`modules/ecr/${name}`, content);
writeFileSync("README.md", withTables(readFileSync("README.md", "utf8")));
console.log("Wrote modules/ecr and the tables of README.md.");
