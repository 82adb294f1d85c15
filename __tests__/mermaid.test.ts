import { expect, it } from "vitest";
import { toMermaid } from "../cli/access/mermaid.ts";

it("a name is no code of Mermaid or HTML in a diagram", () => {
  const name = 'a"] --> b #quot; <b>&amp; `c`';
  expect(toMermaid([{ stack: "qa", repository: "qa/api", push: [], pull: [name] }])).toContain(
    'p0["a#34;] --#62; b #35;quot; #60;b#62;#38;amp; #96;c#96;"] -->|pull| s0',
  );
});
