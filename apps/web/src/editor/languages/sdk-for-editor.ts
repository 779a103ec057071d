/**
 * The SDK's text as completion should see it: members that are marked `@internal` become private, so that `this.` does not offer
 * them. The compiler gets the text as it is.
 */
export function sdkForEditor(text: string): string {
  return text.replace(
    /(\/\*\*(?:(?!\*\/)[\s\S])*@internal(?:(?!\*\/)[\s\S])*\*\/\n\s*)(?=(?:static |readonly |get |constructor\b|[a-z]\w*[(!:?=]))(?!private )/g,
    '$1private ',
  );
}
