/** docs/reference/roles.md: what each role may do, from `kernel/actor.ts` itself. */
import {
  capabilities,
  capabilitiesOf,
  roles,
  separatedCapabilities,
  type Capability,
  type Role,
} from '../src/kernel/actor.ts'

const columns = Object.entries(roles) as [Role, string][]
const rows = Object.entries(capabilities) as [Capability, string][]

export function rolePage(): string {
  const holds = (held: readonly Capability[], capability: Capability) => (held.includes(capability) ? '●' : '')
  const table = [
    `| 权限 | | ${columns.map(([, title]) => title).join(' | ')} |`,
    `|---|---|${columns.map(() => ':-:').join('|')}|`,
    ...rows.map(
      ([id, title]) =>
        `| ${title} | \`${id}\` | ${columns.map(([role]) => holds(capabilitiesOf[role], id)).join(' | ')} |`,
    ),
  ]
  const separated = (Object.entries(separatedCapabilities) as [Role, readonly Capability[]][]).map(
    ([role, held]) => `| ${roles[role]} | ${held.map((id) => capabilities[id]).join('；')} |`,
  )
  return `${[...introduction, ...table, '', ...separation, ...separated, '', ...rest].join('\n')}\n`
}

const introduction = [
  '# Roles, scope and signing in',
  '',
  'Made from `src/kernel/actor.ts` by `npm run golden`. A user has one role; a route names one capability.',
  '',
]

const separation = [
  '三员分立 (`identity.separatedAdministrators` in `config.json`): the three administrators exclude each other and see no business data;',
  'one creates accounts, another gives them roles, the third reads the log. The first run makes all three at once.',
  '',
  '| 三员分立时 | 权限 |',
  '|---|---|',
]

const rest = [
  '## Scope',
  '',
  '- A user with units sees what belongs to them and to everything below them; 主管单位 and 运维人员 always have units, administrators never',
  '  have any. An account is seen by its organiser and its supervisor.',
  '- An inspector sees the campaigns of their contract, and of the register what those have frozen.',
  '- What is outside answers 404, as if it did not exist. `src/http/scope.test.ts` walks every route with every role and a foreign unit.',
  '- A draft of a bulletin is for those who see all units; a published one for everybody who may read bulletins.',
  '',
  '## Signing in',
  '',
  '`config.json`, `identity` (in brackets the usual values):',
  '',
  '- `passwords`: length for administrators (12) and others (8), three of four classes, `history` (5), `expireAfterDays` (90). A password given by',
  '  an administrator must be changed at the first sign-in.',
  '- `lockOut`: after `failures` (5) wrong passwords or codes the name is locked for `minutes` (30), whether anybody has it or not.',
  '- `sessions`: idle limit for administrators (15 minutes) and others (30), `hours` at most (12), `perUser` (any number).',
  '- `secondFactorFor`: roles that must use an authenticator (none); others may. Ten recovery codes, each counts once.',
  '- `providers`: OpenID Connect, each with `id`, `title`, `issuer`, `clientId`; the secret by `mingcha user provider-secret <id>`. A provider',
  '  says who somebody is; role and scope are given here. It opens users without a password of their own (`user add --provider-only`).',
  '- `networks`: `administrators` and `others`, networks (CIDR) from which alone they may sign in, go on and use their keys (from everywhere).',
  '- `rateLimits`: attempts to sign in (60 a minute) and requests (3000) per address or user; behind proxies set `http.proxies`.',
  '',
  'A user makes keys for programs (`Authorization: Bearer …`) with some of their own capabilities and an end; a key never decides, approves,',
  'drafts or closes what another person must sign, or manages users. Whoever gives a second factor or changes the password gets another',
  "token, so that a session put into somebody's browser before opens nothing. Every one of these events is in the audit log.",
]
