import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askOnTerminal } from "../cli/empty/ask-on-terminal.ts";

/** A terminal, or what is not fully one, that types so. */
function ask(typed: string[], { input = true, output = true } = {}) {
  const keyboard = Object.assign(new PassThrough(), { isTTY: input });
  const screen = Object.assign(new PassThrough(), { isTTY: output, columns: 80 });
  const answer = askOnTerminal(
    "Name: ",
    keyboard as unknown as NodeJS.ReadStream,
    screen as unknown as NodeJS.WriteStream,
  );
  for (const keys of typed) keyboard.write(keys);
  return { answer, keyboard, shown: () => `${screen.read() ?? ""}` };
}

test("the answer is the line that is typed, to the last space", async () => {
  const { answer, shown } = ask([" prod", "uction ", "\n"]);
  expect(await answer).toBe(" production ");
  expect(shown()).toMatch(/Name: .*uction \r\n$/s);
});

test("an empty line is an empty answer", async () => {
  expect(await ask(["\r"]).answer).toBe("");
});

test("only the first line counts", async () => {
  expect(await ask(["a\nproduction\n"]).answer).toBe("a");
});

test.each([
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])("%s is the end of input", async (_, key) => {
  const { answer, shown } = ask([key]);
  expect(await answer).toBeUndefined();
  expect(shown()).toMatch(/Name: .*\n$/s);
});

test("so is a keyboard that ends, even in the middle of a line", async () => {
  const { answer, keyboard } = ask(["production"]);
  keyboard.end();
  expect(await answer).toBeUndefined();
});

test("a keyboard is read no further afterwards", async () => {
  const { answer, keyboard } = ask(["a\n"]);
  await answer;
  expect(keyboard.isPaused()).toBe(true);
});

test.each([
  ["keyboard", { input: false }],
  ["screen", { output: false }],
])("without a %s it is refused at once", async (_, terminal) => {
  const { answer, shown } = ask(["production\n"], terminal);
  await expect(answer).rejects.toMatchObject({
    message: "There is no terminal to ask on. Nothing was deleted: see --confirm.",
    exitCode: 1,
  });
  expect(shown()).toBe("");
});
