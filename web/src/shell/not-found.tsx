import { Link } from '@tanstack/react-router'
import { EmptyState } from './states.tsx'

/** An address that no page has. */
export function NotFound() {
  return (
    <EmptyState title="没有这个页面" action={<Link to="/">返回首页</Link>}>
      地址可能写错，或者页面已经移走
    </EmptyState>
  )
}
