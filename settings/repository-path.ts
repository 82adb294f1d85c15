/** How problems call a repository of an environment: `repositories["backend"]`. */
export function pathOf({ component }: { readonly component: string }): string {
  return `repositories[${JSON.stringify(component)}]`;
}
