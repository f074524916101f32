/** Going through all pages of the menu by clicking, and how long each takes until it stands with its data. */
import type { Page } from 'playwright-core'

export interface Change {
  readonly title: string
  /** From 1. */
  readonly round: number
  readonly ms: number
}

/** Clicks every link of the menu, again and again; measured in the page, from the click to the frame that shows its data. */
export async function clickThrough(page: Page, rounds: number): Promise<Change[]> {
  const menu = page.getByRole('navigation', { name: '主菜单' })
  // every group open, so that each page is one click away
  const closed = menu.locator('.ant-menu-submenu:not(.ant-menu-submenu-open) > .ant-menu-submenu-title')
  for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click()
  const links = menu.getByRole('link')
  await page.waitForTimeout(1000)
  const changes: Change[] = []
  for (let round = 1; round <= rounds; round += 1) {
    for (const link of await links.all()) {
      const title = (await link.innerText()).trim()
      // the page that is open already has nothing to show
      if ((await link.getAttribute('href')) === new URL(page.url()).pathname) continue
      await link.hover()
      // as long as a hand takes from there to the click
      await page.waitForTimeout(120)
      const shown = page.evaluate<number>(`new Promise((resolve) => {
        addEventListener('click', () => {
          const clicked = performance.now()
          for (const left of document.querySelectorAll('h1')) left.setAttribute('data-left', '')
          const look = () => {
            const stands = document.querySelector('h1:not([data-left])') !== null
            const waits = document.querySelector('#content [role=status][aria-label], #content .ant-skeleton, #content .ant-spin-spinning') !== null
            if (stands && !waits) requestAnimationFrame(() => resolve(performance.now() - clicked))
            else requestAnimationFrame(look)
          }
          look()
        }, { capture: true, once: true })
      })`)
      await link.click()
      changes.push({ title, round, ms: await shown })
      // the next click is that of somebody who has looked
      await page.waitForTimeout(300)
    }
  }
  return changes
}
