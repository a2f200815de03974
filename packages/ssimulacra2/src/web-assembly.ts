/** The little of WebAssembly that is used: its types come with the browser's library only, which packages of a server do not load. */
interface WebAssemblyFace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
  readonly CompileError: new () => Error;
}

export const webAssembly: WebAssemblyFace = (globalThis as unknown as { WebAssembly: WebAssemblyFace }).WebAssembly;
