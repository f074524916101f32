/** Whoever uses the keyboard must be able to scroll wide tables: what scrolls gets a place in the order of the tab key. */
const scrolling = '.ant-table-content, .ant-table-body'

/** The hidden row by which a table measures its columns repeats their headings, boxes to tick included: nobody is to land there. */
const measuring = '.ant-table-measure-row:not([inert])'

function look(): void {
  for (const row of document.querySelectorAll<HTMLElement>(measuring)) row.inert = true
  for (const place of document.querySelectorAll<HTMLElement>(scrolling)) {
    const scrolls = place.scrollWidth > place.clientWidth + 1 || place.scrollHeight > place.clientHeight + 1
    if (scrolls && place.tabIndex !== 0) {
      place.tabIndex = 0
      place.role = 'region'
      place.ariaLabel = '表格，可滚动'
    } else if (!scrolls && place.hasAttribute('tabindex')) {
      for (const name of ['tabindex', 'role', 'aria-label']) place.removeAttribute(name)
    }
  }
}

/** Looks after every change of the page, at most once a frame. */
export function keepScrollable(): void {
  let asked = false
  const later = () => {
    if (asked) return
    asked = true
    requestAnimationFrame(() => {
      asked = false
      look()
    })
  }
  new MutationObserver(later).observe(document.body, { childList: true, characterData: true, subtree: true })
  addEventListener('resize', later)
}
