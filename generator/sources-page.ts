import { SOURCES } from "../settings/sources.ts";

/** The page docs/sources.md: the address of each source that a message cites. */
export function sourcesPage(): string {
  const rows = Object.entries(SOURCES).map(([name, address]) => {
    const link = address.includes("://") ? address : `../${address}`.replace("../docs/", "");
    return `| ${name} | [${address}](${link}) |`;
  });
  return `# Sources

Each error message names in brackets where its rule comes from. These are the addresses. Generated
from \`settings/sources.ts\` by \`npm run generate\`.

| Source | Address |
| --- | --- |
${rows.join("\n")}
`;
}
