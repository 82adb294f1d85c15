import { expect, it } from "vitest";
import { toMermaid } from "../cli/access/mermaid.ts";
import { mermaidLabel } from "../cli/mermaid-label.ts";

it("a name is no code of Mermaid or HTML in a diagram", () => {
  const name = 'a"] --> b #quot; <b>&amp; `c`';
  expect(toMermaid([{ stack: "qa", repository: "qa/api", push: [], pull: [name] }])).toContain(
    'p0["a#34;] --#62; b #35;quot; #60;b#62;#38;amp; #96;c#96;"] -->|pull| s0',
  );
});

// Mermaid 11 reads every label as Markdown (mermaid-js/mermaid#5824): two stars would make italics, and
// one alone a list.
it("a star is a star in a diagram", () => {
  expect(mermaidLabel("production/*, thirdparty/*")).toBe("production/#42;, thirdparty/#42;");
});
