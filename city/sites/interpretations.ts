/** Policy documents and their interpretations, paired: the n-th of each list, linked both ways unless planted otherwise. */
import type { Article, Column, Link } from './site.ts'
import type { ServiceFaults } from './service-faults.ts'

/** Names the interpretations after the documents that they interpret, and links the two. */
export function pairInterpretations(columns: readonly Column[], faults: ServiceFaults): Column[] {
  const interpretations = columns.find((column) => column.class === 'interpretation')?.articles ?? []
  const policies = columns.filter((column) => column.class === 'policy')
  const pairs = interpretations.map((interpretation, index) => ({
    interpretation,
    documents: policies.flatMap(({ articles }) => articles[index] ?? []),
  }))
  const newest = pairs[0]?.documents[0]
  const changed = new Map<Article, Article>()
  for (const [index, { interpretation, documents }] of pairs.entries()) {
    const own = faults.uninterpreted ? documents.filter((document) => document !== newest) : documents
    const planted = index === 0 ? faults.unlinked : undefined
    if (own.length === 0) continue
    const title = `${own.map((document) => `《${shortTitle(document)}》`).join('')}政策解读`
    for (const document of own) {
      const there = { text: `相关解读：${title}`, href: interpretation.path }
      changed.set(document, withLinks(document, planted === 'there' || planted === 'both' ? [] : [there]))
    }
    const back = own.map(({ title: text, path }) => ({ text: `政策原文：${text}`, href: path }))
    changed.set(interpretation, {
      ...withLinks(interpretation, planted === 'back' || planted === 'both' ? [] : back),
      title,
    })
  }
  return columns.map((column) => ({
    ...column,
    articles: column.articles.map((article) => changed.get(article) ?? article),
  }))
}

function withLinks(article: Article, links: readonly Link[]): Article {
  return { ...article, links: [...article.links, ...links] }
}

/** What the document issues, else its title from 关于 on. */
export function shortTitle({ title }: Article): string {
  return /《([^》]+)》/.exec(title)?.[1] ?? title.replace(/^.*?(?=关于)/, '')
}
