/** What a header says of a picture: upright size, and how many frames it moves through (counting stops past the limit asked for). */
export interface Measure {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}
