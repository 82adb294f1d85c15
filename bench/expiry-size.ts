/** How many images and rules are measured; a policy has 50 rules at most. */
export const IMAGES = 100_000;
export const RULES = 50;
