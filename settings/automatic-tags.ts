/** The tags that every repository gets, laid over the user's: their keys, sorted. */
export const AUTOMATIC_TAGS = ["Component", "Environment"] as const;

/** The automatic tags of an image's repository. */
export function automaticTags(
  environment: string,
  component: string,
): Record<(typeof AUTOMATIC_TAGS)[number], string> {
  return { Component: component, Environment: environment };
}
