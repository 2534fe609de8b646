declare module 'swagger-ui-dist/absolute-path' {
  /** Folder that holds the interactive page's files. */
  function absolutePath(): string;
  export = absolutePath;
}
