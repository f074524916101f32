/** Where links, frames and pictures stand on the picture of a page, so that a finding can be marked on it. */
import { z } from 'zod'

/** In CSS pixels from the top left corner; `width` and `height` of the picture likewise. */
export const picturePlaces = z.object({
  width: z.number().positive(),
  height: z.number().positive(),
  places: z.array(
    z.object({
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      /** Address that the link leads to or the picture comes from. */
      url: z.string(),
      text: z.string(),
    }),
  ),
})
export type PicturePlaces = z.output<typeof picturePlaces>
