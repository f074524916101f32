/** The frame of all pages: top bar, menu of two levels, content. On a phone the menu is a drawer. */
import {
  AlertOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  DatabaseOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  HomeOutlined,
  MenuOutlined,
  MessageOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  ToolOutlined,
} from '@ant-design/icons'
import { Link, useRouterState } from '@tanstack/react-router'
import { Button, Drawer, Dropdown, Grid, Layout, Menu } from 'antd'
import { useState, type ReactNode } from 'react'
import { useMay, type Me } from '../api/me.ts'
import { useSignOut } from '../api/session.ts'
import type { MenuGroup } from '../pages.ts'
import { zh } from '../zh.ts'
import { currentPage, menuOf } from './menu.ts'

const icons: Readonly<Record<MenuGroup, ReactNode>> = {
  own: <HomeOutlined />,
  overview: <BarChartOutlined />,
  registry: <DatabaseOutlined />,
  campaigns: <FileSearchOutlined />,
  review: <AuditOutlined />,
  rectification: <ToolOutlined />,
  messages: <MessageOutlined />,
  monitoring: <AlertOutlined />,
  bulletins: <FileTextOutlined />,
  rules: <SafetyCertificateOutlined />,
  system: <SettingOutlined />,
}

export function Frame({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const wide = Grid.useBreakpoint().lg ?? true
  const [collapsed, setCollapsed] = useState(false)
  const [drawn, setDrawn] = useState(false)
  const signOut = useSignOut()
  const menu = <SideMenu path={path} collapsed={wide && collapsed} onPick={() => setDrawn(false)} />
  return (
    <Layout className="frame">
      <a className="skip" href="#content">
        跳到正文
      </a>
      <header className="frame-head">
        <Button
          type="text"
          icon={<MenuOutlined />}
          aria-label={wide ? (collapsed ? '展开菜单' : '收起菜单') : '打开菜单'}
          onClick={() => (wide ? setCollapsed(!collapsed) : setDrawn(true))}
        />
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={26} height={26} />
          {zh.product}
        </Link>
        <span className="motto">{zh.motto}</span>
        <span className="grow" />
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'who', disabled: true, label: scopeWords(me) },
              { type: 'divider' },
              ...(me.scope.allUnits && me.scope.campaigns === null && me.capabilities.includes('campaigns:read')
                ? [{ key: 'screen', label: <a href="/screen">大屏</a> }]
                : []),
              { key: 'account', label: <Link to="/account">我的账户</Link> },
              { key: 'password', label: <Link to="/account/password">修改密码</Link> },
              { key: 'api', label: <Link to="/api-docs">接口说明</Link> },
              { key: 'out', label: '退出登录', onClick: () => signOut.mutate() },
            ],
          }}
        >
          <Button type="text" icon={<AppstoreOutlined />}>
            {wide ? `${me.name} · ${me.roleName}` : me.name}
          </Button>
        </Dropdown>
      </header>
      <Layout>
        {wide ? (
          <Layout.Sider
            className="frame-sider"
            theme="light"
            width={208}
            collapsedWidth={56}
            collapsed={collapsed}
            trigger={null}
          >
            {menu}
          </Layout.Sider>
        ) : (
          <Drawer open={drawn} placement="left" size={240} title={zh.product} onClose={() => setDrawn(false)}>
            {menu}
          </Drawer>
        )}
        <main id="content" className="frame-main" tabIndex={-1} style={{ flex: 1 }}>
          {children}
        </main>
      </Layout>
    </Layout>
  )
}

/** For whom the signed-in person sees data. */
const scopeWords = ({ name, roleName, scope }: Me): string =>
  [
    `${name} · ${roleName}`,
    scope.allUnits ? '全部单位' : '本单位及下级单位',
    ...(scope.campaigns === null ? [] : [`检查 ${scope.campaigns.join('、')}`]),
  ].join(' · ')

interface SideMenuProps {
  readonly path: string
  readonly collapsed: boolean
  readonly onPick: () => void
}

function SideMenu({ path, collapsed, onPick }: SideMenuProps) {
  const parts = menuOf(useMay())
  const current = currentPage(path)
  const items = parts.map(({ group, title, pages }) =>
    pages.length === 1
      ? { key: pages[0]!.path, icon: icons[group], label: <Link to={pages[0]!.path}>{title}</Link> }
      : {
          key: group,
          icon: icons[group],
          label: title,
          children: pages.map((page) => ({ key: page.path, label: <Link to={page.path}>{page.title}</Link> })),
        },
  )
  return (
    <nav aria-label="主菜单">
      <Menu
        mode="inline"
        items={items}
        inlineCollapsed={collapsed}
        selectedKeys={current ? [current.path] : []}
        defaultOpenKeys={collapsed || !current?.menu ? [] : [current.menu]}
        onClick={onPick}
        style={{ borderInlineEnd: 'none' }}
      />
    </nav>
  )
}
