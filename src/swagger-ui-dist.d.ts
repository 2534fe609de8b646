declare module 'swagger-ui-dist' {
  /** Folder that holds the interactive page's files. */
  export function absolutePath(): string;
}
