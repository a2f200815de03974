/** As much of it as a plot needs; the library has no types of its own. */
declare module "jsdom" {
  export class JSDOM {
    constructor(html: string);
    readonly window: { readonly document: never };
  }
}
