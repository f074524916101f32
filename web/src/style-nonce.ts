/**
 * Styles that libraries make at run time carry the nonce of this answer, also those of the parts that know of none (the
 * lock of scrolling behind a dialogue, the measure of a scroll bar): the page's policy lets no others in.
 */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const make = document.createElement.bind(document)

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = make(name, options)
  if (element instanceof HTMLStyleElement) element.nonce = styleNonce
  return element
}) as typeof document.createElement
