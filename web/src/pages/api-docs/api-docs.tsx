/** 接口说明: every route of the API with who may use it, what it takes and an example, from the program's own document. */
import { useQuery } from '@tanstack/react-query'
import { Alert, Collapse, Input, Select, Switch, Tag, Typography } from 'antd'
import { useState } from 'react'
import { capabilities, type Capability } from '../../../../src/kernel/actor.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { zh } from '../../zh.ts'
import {
  curlOf,
  exampleOf,
  operationsOf,
  typeWords,
  type ApiDocument,
  type Operation,
  type Parameter,
  type Schema,
} from './document.ts'

const path = '/api/openapi.json'

export default function ApiDocs() {
  const document = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<ApiDocument>(path, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Page title="接口说明" note={<a href={path}>OpenAPI 文档（JSON）</a>}>
      <Panel title="怎样调用">
        <ol className="steps">
          <li>在“接口密钥”中建立自己的密钥，只给它需要的权限；密钥只显示一次，到期或吊销后立即失效。</li>
          <li>
            每次请求带上 <code className="mono">Authorization: Bearer 密钥</code>
            。程序看到的数据与密钥主人相同：单位和检查的范围一并适用。
          </li>
          <li>
            写入的内容用 JSON。出错时回答 <code className="mono">application/problem+json</code>：
            <code className="mono">code</code> 供程序识别，<code className="mono">title</code> 和{' '}
            <code className="mono">advice</code> 供人阅读。
          </li>
          <li>
            列表用 <code className="mono">page</code> 和 <code className="mono">size</code>（10、20、50、100）分页，回答{' '}
            <code className="mono">{'{ total, items }'}</code>。
          </li>
        </ol>
      </Panel>
      <Loaded of={document}>{(answer) => <Operations document={answer} />}</Loaded>
    </Page>
  )
}

/** `GET`, or a part of the address, or words of the description. */
function matches({ method, path: address, title, access }: Operation, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/)
  const text = `${method} ${address} ${title} ${access} ${accessWords(access)}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function Operations({ document }: { readonly document: ApiDocument }) {
  const may = useMay()
  const [search, setSearch] = useState('')
  const [method, setMethod] = useState<string | null>(null)
  const [mine, setMine] = useState(false)
  const schemas = document.components?.schemas ?? {}
  const all = operationsOf(document)
  const open = ({ access }: Operation) => access === 'everybody' || access === 'session' || may(access as Capability)
  const shown = all.filter(
    (operation) =>
      matches(operation, search) && (method === null || operation.method === method) && (!mine || open(operation)),
  )
  return (
    <Panel title={`接口（版本 ${document.info.version}）`} note={zh.total(shown.length)}>
      <div className="filters">
        <label>
          <span>查找</span>
          <Input
            className="field"
            allowClear
            placeholder="地址、说明或权限"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </label>
        <label>
          <span>方法</span>
          <Select
            className="field"
            allowClear
            aria-label="方法"
            placeholder="全部"
            value={method}
            options={['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((value) => ({ value, label: value }))}
            onChange={(value?: string) => setMethod(value ?? null)}
          />
        </label>
        <label>
          <span>只看我能用的</span>
          <Switch checked={mine} onChange={setMine} aria-label="只看我能用的" />
        </label>
      </div>
      {shown.length === 0 ? (
        <EmptyState title="没有符合条件的接口" />
      ) : (
        <Collapse
          items={shown.map((operation) => ({
            key: operation.id,
            label: <Heading operation={operation} />,
            children: <Details operation={operation} schemas={schemas} />,
          }))}
        />
      )}
    </Panel>
  )
}

const colours: Readonly<Record<string, string>> = { GET: 'blue', POST: 'green', PUT: 'orange', DELETE: 'red' }

function Heading({ operation: { method, path: address, title, access } }: { readonly operation: Operation }) {
  return (
    <span className="api-heading">
      <Tag color={colours[method] ?? 'default'}>{method}</Tag>
      <span className="mono">{address}</span>
      <span>{title}</span>
      <span className="muted">{accessWords(access)}</span>
    </span>
  )
}

function accessWords(access: string): string {
  if (access === 'everybody') return '无需登录'
  if (access === 'session') return '本人登录即可'
  return `${capabilities[access as Capability] ?? access}（${access}）`
}

interface DetailsProps {
  readonly operation: Operation
  readonly schemas: Readonly<Record<string, Schema>>
}

function Details({ operation, schemas }: DetailsProps) {
  const { access, parameters, body, answer, file } = operation
  return (
    <>
      <p>
        <b>权限：</b>
        {accessWords(access)}
      </p>
      {access === 'session' && (
        <Alert type="info" showIcon style={{ marginBottom: 12 }} title="只供本人在浏览器中登录后使用，不接受接口密钥" />
      )}
      {parameters.length > 0 && <Parameters parameters={parameters} />}
      {body && <Json title="请求的内容（示例）" value={exampleOf(body, schemas)} />}
      {body && <Fields schema={body} schemas={schemas} />}
      {access !== 'session' && (
        <>
          <h3 className="api-part">调用示例</h3>
          <Typography.Paragraph
            copyable={{ text: curlOf(operation, schemas, location.origin), tooltips: ['复制', '已复制'] }}
          >
            <pre className="mono raw api-code">{curlOf(operation, schemas, location.origin)}</pre>
          </Typography.Paragraph>
        </>
      )}
      {answer && <Json title="回答（示例）" value={exampleOf(answer, schemas)} />}
      {answer && <Fields schema={answer} schemas={schemas} />}
      {file !== null && <p>回答是文件：{file}</p>}
      {answer === null && file === null && <p className="muted">回答没有内容</p>}
    </>
  )
}

const places = { path: '地址中', query: '查询', header: '请求头' } as const

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  return (
    <>
      <h3 className="api-part">参数</h3>
      <div className="api-table">
        <table className="differences">
          <thead>
            <tr>
              <th scope="col">名称</th>
              <th scope="col">位置</th>
              <th scope="col">取值</th>
              <th scope="col">说明</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map(({ name, in: place, required, description, schema, example }) => (
              <tr key={`${place} ${name}`}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td>
                  {places[place]}
                  {required === true ? '，必填' : ''}
                </td>
                <td className="mono">{typeWords(schema)}</td>
                <td>
                  {[
                    description ?? schema?.description ?? '',
                    schema?.default === undefined ? '' : `默认 ${JSON.stringify(schema.default)}`,
                    example === undefined ? '' : `例如 ${JSON.stringify(example)}`,
                  ]
                    .filter((words) => words !== '')
                    .join('；')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** The fields that the document says something about. */
function Fields({ schema, schemas }: { readonly schema: Schema; readonly schemas: Readonly<Record<string, Schema>> }) {
  const named = schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1)!] ?? {})
  const told = Object.entries(named.properties ?? {}).filter(([, field]) => field.description !== undefined)
  if (told.length === 0) return null
  return (
    <ul className="api-fields">
      {told.map(([name, { description }]) => (
        <li key={name}>
          <code className="mono">{name}</code>：{description}
        </li>
      ))}
    </ul>
  )
}

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <>
      <h3 className="api-part">{title}</h3>
      <pre className="mono raw api-code">{JSON.stringify(value, null, 2)}</pre>
    </>
  )
}
