declare module 'virtual:first-run/example.json?url' {
  /** Address of the project that the page opens with, and of what it came to when the page was built (`FirstRun`). */
  const url: string;
  export default url;
}

declare module 'virtual:first-run/artifacts.json?url' {
  /** Address of its compiled code; modules as base64. */
  const url: string;
  export default url;
}
