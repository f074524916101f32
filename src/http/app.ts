/**
 * The HTTP door: an API that describes itself as OpenAPI, and the console that uses it. Every route says who may use it
 * (`actor.ts`); it answers only to this installation's names (a page elsewhere cannot rebind its name to us).
 */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { Failure } from '../kernel/failure.ts'
import { demandAccess, forEverybody, identify } from './actor.ts'
import { consoleRoutes } from './console.ts'
import { answerError } from './errors.ts'
import { limitBodies } from './limit-bodies.ts'
import { limitRates } from './rate-limit.ts'
import { refuseForeignWrites } from './foreign-writes.ts'
import type { HttpSettings } from './settings.ts'
import { keptResults } from './campaign-results.ts'
import { accountChangeRoutes } from './routes/account-changes.ts'
import { bulletinWorkRoutes } from './routes/bulletin-work.ts'
import { campaignEventRoutes } from './routes/campaign-events.ts'
import { campaignWorkRoutes } from './routes/campaign-work.ts'
import { importRoutes } from './routes/imports.ts'
import { overviewRoutes } from './routes/overview.ts'
import { requestSheetRoutes } from './routes/request-sheets.ts'
import { resultRoutes } from './routes/results.ts'
import { siteChangeRoutes } from './routes/site-changes.ts'
import { siteRoutes } from './routes/sites.ts'
import { targetInspectionRoutes } from './routes/target-inspections.ts'
import { unitRoutes } from './routes/units.ts'
import { accountRoutes } from './routes/accounts.ts'
import { auditRoutes } from './routes/audit.ts'
import { backupRoutes } from './routes/backups.ts'
import { archivedPageRoutes } from './routes/archived-pages.ts'
import { bulletinRoutes } from './routes/bulletins.ts'
import { campaignLifeRoutes } from './routes/campaign-life.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { dispatchRoutes } from './routes/dispatches.ts'
import { deliveryRoutes } from './routes/delivery.ts'
import { collectionRoutes } from './routes/collection.ts'
import { checkSheetRoutes } from './routes/check-sheets.ts'
import { exemptionRoutes } from './routes/exemptions.ts'
import { findingEvidenceRoutes } from './routes/finding-evidence.ts'
import { inspectionRoutes } from './routes/inspections.ts'
import { installationRoutes } from './routes/installation.ts'
import { jobRoutes } from './routes/jobs.ts'
import { letterRoutes } from './routes/letters.ts'
import { loadRoutes } from './routes/load.ts'
import { monitoringSheetRoutes } from './routes/monitoring-sheets.ts'
import { noticeRoutes } from './routes/notices.ts'
import { appealRoutes } from './routes/appeals.ts'
import { caseRoutes } from './routes/cases.ts'
import { lookBackRoutes } from './routes/look-back.ts'
import { ownRoutes } from './routes/own.ts'
import { unitChoiceRoutes } from './routes/unit-choices.ts'
import { reachChoiceRoutes } from './routes/reach-choices.ts'
import { savedViewRoutes } from './routes/saved-views.ts'
import { reviewQueueSheetRoutes } from './routes/review-queue-sheet.ts'
import { systemSheetRoutes } from './routes/system-sheets.ts'
import { reviewRoutes } from './routes/review.ts'
import { reviewQueueRoutes } from './routes/review-queue.ts'
import { ruleChangeRoutes } from './routes/rule-changes.ts'
import { ruleRoutes } from './routes/rules.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { keyRoutes } from './routes/keys.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { screenRoutes } from './routes/screen.ts'
import { sessionRoutes } from './routes/session.ts'
import { setUpRoutes } from './routes/set-up.ts'
import { messageRoutes } from './routes/messages.ts'
import { userRoutes } from './routes/users.ts'
import { watchRoutes } from './routes/watch.ts'
import { warningRoutes } from './routes/warnings.ts'

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** The web application; `fetch` of the result answers requests. */
export function createHttpApp(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  const hostNames = new Set([...loopbackNames, ...settings.hostNames.map(asHostname)])
  app.onError(answerError)
  app.notFound((context) =>
    answerError(
      new Failure('notFound.page', `没有页面 ${context.req.path}`, '可从首页 / 或 /api/openapi.json 开始'),
      context,
    ),
  )
  const ofConsole = consoleHeaders(settings)
  app.use(keptNowhere)
  app.use((context, next) => (headersOf(context.req.path) ?? ofConsole)(context, next))
  app.use(async (context, next) => {
    const name = new URL(context.req.url).hostname
    if (!hostNames.has(name)) return context.text(`此服务不以“${name}”的名义提供`, 421)
    return next()
  })
  // Nothing is named with a NUL, and the database refuses to look for it.
  app.use(async (context, next) => (context.req.url.includes('%00') ? context.notFound() : next()))
  app.use(refuseForeignWrites, identify(settings), limitRates(settings), limitBodies)
  app.route('/', setUpRoutes(settings))
  app.route('/', sessionRoutes(settings))
  app.route('/', secondFactorRoutes(settings))
  app.route('/', signInRoutes(settings))
  app.route('/', keyRoutes(settings))
  app.route('/', savedViewRoutes(settings))
  app.route('/', userRoutes(settings))
  app.route('/', reachChoiceRoutes(settings))
  app.route('/', unitChoiceRoutes(settings))
  app.route('/', auditRoutes(settings))
  app.route('/', campaignRoutes(settings))
  app.route('/', campaignLifeRoutes(settings))
  app.route('/', accountRoutes(settings))
  app.route('/', collectionRoutes(settings))
  app.route('/', bulletinRoutes(settings))
  app.route('/', deliveryRoutes(settings))
  app.route('/', dispatchRoutes(settings))
  app.route('/', letterRoutes(settings))
  app.route('/', inspectionRoutes(settings))
  app.route('/', installationRoutes(settings))
  app.route('/', jobRoutes(settings))
  app.route('/', backupRoutes(settings))
  app.route('/', loadRoutes(settings))
  app.route('/', noticeRoutes(settings))
  app.route('/', caseRoutes(settings))
  app.route('/', appealRoutes(settings))
  app.route('/', ownRoutes(settings))
  app.route('/', reviewRoutes(settings))
  app.route('/', reviewQueueRoutes(settings))
  app.route('/', reviewQueueSheetRoutes(settings))
  app.route('/', systemSheetRoutes(settings))
  app.route('/', findingEvidenceRoutes(settings))
  app.route('/', archivedPageRoutes(settings))
  app.route('/', checkSheetRoutes(settings))
  app.route('/', exemptionRoutes(settings))
  app.route('/', ruleRoutes(settings))
  app.route('/', ruleChangeRoutes(settings))
  app.route('/', messageRoutes(settings))
  app.route('/', warningRoutes(settings))
  app.route('/', watchRoutes(settings))
  app.route('/', monitoringSheetRoutes(settings))
  app.route('/', requestSheetRoutes(settings))
  const results = keptResults(settings.db)
  app.route('/', lookBackRoutes(settings, results))
  app.route('/', overviewRoutes(settings, results))
  app.route('/', resultRoutes(settings, results))
  app.route('/', targetInspectionRoutes(settings, results))
  app.route('/', screenRoutes(settings, results))
  app.route('/', unitRoutes(settings))
  app.route('/', siteRoutes(settings))
  app.route('/', importRoutes(settings))
  app.route('/', accountChangeRoutes(settings))
  app.route('/', siteChangeRoutes(settings))
  app.route('/', campaignWorkRoutes(settings))
  app.route('/', campaignEventRoutes(settings))
  app.route('/', bulletinWorkRoutes(settings))
  if (settings.consoleFolder !== undefined) app.route('/', consoleRoutes(settings.consoleFolder))
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'mingcha',
    description: '由 POST /api/session 取得；经 TLS 访问时名为 __Host-mingcha',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: '接口密钥，由 POST /api/me/keys 建立',
  })
  app.get('/api/openapi.json', forEverybody.middleware, (context) =>
    context.json(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: '明察 Mingcha', version: '0.1.0', description: '政府网站与政务新媒体检查' },
      }),
    ),
  )
  demandAccess(app)
  return app
}

/** Nothing here asks for a machine's senses or its purse. */
const permissionsPolicy = { camera: [], geolocation: [], microphone: [], payment: [], usb: [] }

/** An answer of the API is data or a document: whatever slips through from a hostile site finds no script to run. */
const ofData = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  permissionsPolicy,
})

/** What was shown to somebody stays in no browser's store for whoever comes after, unless a route says how long. */
const keptNowhere: MiddlewareHandler = async (context, next) => {
  await next()
  if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store')
}

/** A bulletin as a page, which the console shows in a frame without any rights. */
const ofPreview = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'self'"],
  },
  xFrameOptions: 'SAMEORIGIN',
  permissionsPolicy,
})

/** The console runs its own files only; styles made at run time carry the nonce of the page. It frames archived pages. */
const consoleHeaders = ({ replay }: HttpSettings) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      frameSrc: ["'self'", ...(replay ? [replay.frameSource] : [])],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    permissionsPolicy,
  })

/** `null`: of the console. */
function headersOf(path: string): typeof ofData | null {
  if (/^\/api\/campaigns\/[^/]+\/documents\/html$/.test(path)) return ofPreview
  return path === '/api' || path.startsWith('/api/') ? ofData : null
}

/** As `URL` writes it: lower case, an IPv6 address in brackets. */
function asHostname(name: string): string {
  const bare = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
  return URL.parse(`http://${bare}/`)?.hostname ?? name
}
