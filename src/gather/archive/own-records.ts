/** How the records are called that we add to the answers of an address. */

/** The picture of the whole page (JPEG). */
export const pictureOf = (url: string) => `urn:fullPage:${url}`
/** The HTML of a page as its scripts had made it. */
export const renderingOf = (url: string) => `urn:rendered:${url}`
/** Where links and pictures stand on the picture of the page (JSON). */
export const placesOf = (url: string) => `urn:places:${url}`
