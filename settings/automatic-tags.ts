/** The keys of the tags that every repository gets, sorted. They replace tags of the user. */
export const AUTOMATIC_TAGS = ["Component", "Environment"] as const;

/** The automatic tags of a repository. */
export function automaticTags(
  environment: string,
  component: string,
): Record<(typeof AUTOMATIC_TAGS)[number], string> {
  return { Component: component, Environment: environment };
}
