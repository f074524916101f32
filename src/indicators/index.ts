/** All indicators, in the order of the table. One line per indicator. */
import accountStale from './account/stale.ts'
import type { AnyIndicator } from './define.ts'
import channelMissing from './site/channel-missing.ts'
import columnsBlank from './site/columns-blank.ts'
import columnsLongStale from './site/columns-long-stale.ts'
import columnsStale from './site/columns-stale.ts'
import compatibility from './site/compatibility.ts'
import domainName from './site/domain-name.ts'
import errorReport from './site/error-report.ts'
import falsifiedDates from './site/falsified-dates.ts'
import fewGuidesIncomplete from './site/few-guides-incomplete.ts'
import footerIdentity from './site/footer-identity.ts'
import forms from './site/forms.ts'
import functions from './site/functions.ts'
import guidesIncomplete from './site/guides-incomplete.ts'
import guidesQuality from './site/guides-quality.ts'
import homeStale from './site/home-stale.ts'
import interpretationColumns from './site/interpretation-columns.ts'
import interpretationLinks from './site/interpretation-links.ts'
import interpretationShare from './site/interpretation-share.ts'
import ipv6 from './site/ipv6.ts'
import itemsTogether from './site/items-together.ts'
import leaders from './site/leaders.ts'
import linksBroken from './site/links-broken.ts'
import messagesPublished from './site/messages-published.ts'
import messagesUnanswered from './site/messages-unanswered.ts'
import newsColumns from './site/news-columns.ts'
import otherColumns from './site/other-columns.ts'
import overview from './site/overview.ts'
import pageTags from './site/page-tags.ts'
import policyColumns from './site/policy-columns.ts'
import serviceStatistics from './site/service-statistics.ts'
import servicesMissing from './site/services-missing.ts'
import siteSearch from './site/site-search.ts'
import unreachable from './site/unreachable.ts'

export const indicators: readonly AnyIndicator[] = [
  falsifiedDates,
  unreachable,
  homeStale,
  columnsStale,
  columnsLongStale,
  columnsBlank,
  channelMissing,
  messagesUnanswered,
  servicesMissing,
  guidesIncomplete,
  fewGuidesIncomplete,
  overview,
  functions,
  leaders,
  newsColumns,
  policyColumns,
  interpretationColumns,
  interpretationShare,
  interpretationLinks,
  otherColumns,
  itemsTogether,
  serviceStatistics,
  guidesQuality,
  forms,
  messagesPublished,
  domainName,
  footerIdentity,
  linksBroken,
  errorReport,
  siteSearch,
  pageTags,
  compatibility,
  ipv6,
  accountStale,
]
