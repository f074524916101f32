/** 设置: what this installation is set to; changed in its file, not here. */
import { useQuery } from '@tanstack/react-query'
import { Alert, Descriptions, Input, Switch, Table } from 'antd'
import { useState } from 'react'
import type { InstallationAnswer } from '../../../../src/http/routes/installation.ts'
import { request } from '../../api/request.ts'
import { bytes } from '../../bytes.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'

const path = '/api/installation'

const parts: Readonly<Record<string, string>> = {
  gather: '采集',
  nightWindow: '整站采集的时段',
  linkRecheck: '错链复测',
  concurrency: '同时进行的检查',
  collection: '账号采集',
  evidence: '证据',
  holidays: '节假日安排',
  rectification: '整改',
  warnings: '预警',
  probing: '可用性监测',
  delivery: '消息投送',
  backup: '备份',
  identity: '登录',
  http: '网址和端口',
}

export default function Installation() {
  const [search, setSearch] = useState('')
  const [onlyOwn, setOnlyOwn] = useState(false)
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<InstallationAnswer>(path, { signal }),
  })
  return (
    <Page title="本安装的设置">
      <Loaded of={found}>
        {({ version, node, home, configFile, database, settings }) => {
          const shown = settings.filter(
            ({ name, usual }) => name.toLowerCase().includes(search.trim().toLowerCase()) && !(onlyOwn && usual),
          )
          return (
            <>
              <Panel title="程序">
                <Descriptions
                  size="small"
                  column={{ xs: 1, lg: 2 }}
                  items={[
                    { key: 'version', label: '版本', children: version },
                    { key: 'node', label: 'Node', children: node },
                    { key: 'home', label: '数据文件夹', children: <span className="mono">{home}</span> },
                    {
                      key: 'database',
                      label: '数据库',
                      children: `PostgreSQL ${database.version}，${database.server}，${bytes(database.bytes)}`,
                    },
                  ]}
                />
              </Panel>
              <Panel title="设置">
                <Alert
                  type="info"
                  showIcon
                  style={{ marginBottom: 12 }}
                  title={
                    <>
                      这里只能查看。修改：在服务器上编辑 <span className="mono">{configFile}</span>，然后重新启动
                      mingcha serve 和 mingcha worker；写错的项启动时会逐一指出。
                    </>
                  }
                />
                <div className="filters">
                  <label>
                    <span>设置</span>
                    <Input
                      className="field"
                      allowClear
                      placeholder="名称中含有"
                      value={search}
                      onChange={({ target }) => setSearch(target.value)}
                    />
                  </label>
                  <label>
                    <span>只看改过的</span>
                    <Switch checked={onlyOwn} onChange={setOnlyOwn} aria-label="只看改过的" />
                  </label>
                </div>
                <Table
                  size="small"
                  rowKey="name"
                  pagination={false}
                  scroll={{ x: 'max-content' }}
                  dataSource={shown}
                  locale={{ emptyText: '没有符合条件的设置' }}
                  columns={[
                    { title: '部分', width: 140, render: (_, { name }) => parts[name.split('.')[0]!] ?? '' },
                    { title: '名称', render: (_, { name }) => <span className="mono">{name}</span> },
                    { title: '现在的值', render: (_, { value }) => <span className="mono">{value}</span> },
                    { title: '', width: 90, render: (_, { usual }) => (usual ? '默认' : <b>已改</b>) },
                  ]}
                />
              </Panel>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
