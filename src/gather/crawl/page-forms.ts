/** The forms of a page and what they are for. */
import type { PageForm } from './page-reading.ts'
import { pageCaps } from './page-reading.ts'
import { attribute, type Attributes } from './html-attributes.ts'

const searches = /search|搜索|查询|检索|关键[字词]|\bso\b|keyword|\bkw\b|\bq\b/i
const logins = /password|login|登录|密码/i

interface OpenForm {
  readonly action: string | null
  readonly fields: string[]
  readonly method: PageForm['method']
  readonly hidden: { name: string; value: string }[]
  hints: string
  area: boolean
  secret: boolean
}

/** Collects forms; a search box or a text area outside any form is one of its own. */
export function createFormReader() {
  const forms: OpenForm[] = []
  let current: OpenForm | null = null
  const begin = (action: string | undefined, hints: string, method: PageForm['method'] = 'get'): OpenForm => {
    const start = { action: action?.slice(0, 1000) ?? null, fields: [], method, hidden: [], hints }
    const form: OpenForm = { ...start, area: false, secret: false }
    if (forms.length < pageCaps.forms) forms.push(form)
    return form
  }

  function field(name: string, attributes: Attributes): void {
    const type = (attributes.read(attribute.type) ?? 'text').toLowerCase()
    const words = [attribute.name, attribute.id, attribute.placeholder, attribute.value, attribute.title]
      .map((hint) => attributes.read(hint) ?? '')
      .join(' ')
    // Scripts send search boxes and text areas that stand in no form.
    const alone = name === 'textarea' || (type !== 'hidden' && searches.test(words.slice(0, 300)))
    const form = current ?? (alone ? begin(undefined, '') : null)
    if (form === null) return
    if (form.hints.length < 2000) form.hints += ` ${words.slice(0, 300)}`
    if (type === 'password') form.secret = true
    if (name === 'textarea') form.area = true
    const key = attributes.read(attribute.name)
    if (name === 'button' || key === undefined) return
    if (type === 'hidden') {
      const value = attributes.read(attribute.value) ?? ''
      if (form.hidden.length < 50) form.hidden.push({ name: key.slice(0, 100), value: value.slice(0, 500) })
    } else if (form.fields.length < 100) form.fields.push(key.slice(0, 100))
  }

  return {
    open(name: string, attributes: Attributes): void {
      if (name === 'form') {
        const action = attributes.read(attribute.action)
        current = begin(
          action,
          `${action ?? ''} ${attributes.read(attribute.id) ?? ''} ${attributes.read(attribute.class) ?? ''}`.slice(
            0,
            500,
          ),
          /^\s*post\s*$/i.test(attributes.read(attribute.method) ?? '') ? 'post' : 'get',
        )
      } else field(name, attributes)
    },
    close(): void {
      current = null
    },
    found: (): PageForm[] =>
      forms.map(({ action, fields, method, hidden, ...form }) => ({
        kind: kindOf(form),
        action,
        fields,
        method,
        hidden,
      })),
  }
}

function kindOf({ hints, area, secret }: Pick<OpenForm, 'hints' | 'area' | 'secret'>): PageForm['kind'] {
  if (secret) return 'login'
  if (area) return 'message'
  if (searches.test(hints)) return 'search'
  return logins.test(hints) ? 'login' : 'other'
}
