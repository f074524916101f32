/** The eight element classes of a service guide (WEB-V6.2), found by their labels; a label without content is none. */
import { guideClasses, type Guide } from '../../evidence/services.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { labelledContents, type LabelGroup } from './labelled-text.ts'

export type GuideClass = (typeof guideClasses)[number]

/** The labels that guides of different platforms use for the same class, and those of what is no class of its own. */
const labels: readonly LabelGroup<GuideClass>[] = [
  { names: ['事项名称'], labels: '事项名称 服务名称 项目名称 业务名称 办理事项 服务事项 办事项目 审批项目' },
  {
    names: ['设定依据'],
    labels:
      '设定依据 设立依据 法律依据 法定依据 办理依据 办事依据 政策依据 审批依据 实施依据 受理依据 依据文件 相关依据 设定的依据 依据',
  },
  {
    names: ['申请条件'],
    labels:
      '申请条件 受理条件 办理条件 办事条件 审批条件 准予条件 申报条件 许可条件 申领条件 申请人条件 受理范围 适用范围 办理对象 申请对象 办理要求 条件',
  },
  {
    names: ['办理材料'],
    labels:
      '办理材料 申请材料 所需材料 申报材料 提交材料 提交的材料 需提交材料 需提交的材料 应提交材料 应提交的材料 需要材料 需提供材料 报送材料 办事材料 材料清单 材料目录 申请材料目录 申请材料清单 办理材料目录 所需材料清单 申请资料 所需资料 办理资料 所需证件 材料要求 材料',
  },
  {
    names: ['办理地点'],
    labels:
      '办理地点 办公地点 受理地点 办事地点 办理地址 受理地址 办公地址 窗口地址 现场办理地址 办理窗口 受理窗口 办事窗口 办理场所 服务地点 联系地址 地点 地址',
  },
  {
    names: ['办理时间'],
    labels: '办理时间 办公时间 受理时间 工作时间 服务时间 对外服务时间 接待时间 办事时间 窗口时间 时间',
  },
  {
    names: ['办理地点', '办理时间'],
    labels:
      '办理地点和时间 办理地点及时间 办理时间和地点 办理时间及地点 办理时间、地点 办理地点、时间 办公地点和时间 办公地址和时间 办公时间和地点 办公时间及地点 受理地点和时间 受理时间和地点 时间地点',
  },
  {
    names: ['联系电话'],
    labels:
      '联系电话 咨询电话 咨询方式 联系方式 咨询渠道 咨询途径 咨询热线 服务电话 服务热线 办公电话 咨询服务电话 咨询联系电话 窗口电话 咨询及投诉电话 咨询投诉电话 咨询与投诉电话 电话',
  },
  {
    names: ['办理流程'],
    labels:
      '办理流程 办理程序 办事流程 办事程序 办理步骤 办理环节 申请流程 申报流程 申请程序 审批流程 审批程序 受理流程 业务流程 服务流程 工作流程 基本流程 办理流程图 流程图 流程 程序',
  },
  {
    names: [],
    labels:
      '收费标准 收费依据 收费情况 收费标准及依据 是否收费 收费 法定时限 法定期限 法定办结时限 承诺时限 承诺期限 承诺办结时限 办理时限 办理期限 办结时限 审批时限 受理时限 结果名称 审批结果 办理结果 结果送达 送达方式 监督电话 投诉电话 监督投诉电话 投诉渠道 监督投诉 监督方式 监督投诉渠道 常见问题 备注 注意事项 温馨提示 实施机关 实施主体 办理部门 办理机构 受理机构 受理部门 决定机构 责任部门 责任科室 主管部门 承办单位 行使层级 事项类型 事项编码 基本编码 实施编码 办件类型 服务对象 通办范围 办理形式 办理方式 网上办理 在线办理 数量限制 审批数量 中介服务 表格下载 附件 附件下载 相关附件 相关表格 样表 样表下载 填写说明 行政复议 法律救济 权利与义务 基本信息 办理信息 咨询监督 联办机构 权力来源 是否进驻政务大厅 到办事现场次数 更新时间 发布时间 审查标准 审批标准 禁止性要求 办理进程查询',
  },
]

export interface GuideElements {
  /** Classes with content, in the order of the regulation. */
  readonly classes: readonly GuideClass[]
  readonly contents: ReadonlyMap<GuideClass, string>
}

/** Reads the element classes of a guide page; the name of the item in its heading is its 事项名称. */
export function readGuideElements(page: PageSummary, itemName: string): GuideElements {
  const contents = labelledContents(page.text, labels)
  const named = contents.has('事项名称') || [page.text, page.title].some((text) => bare(text).includes(bare(itemName)))
  return { classes: guideClasses.filter((name) => contents.has(name) || (name === '事项名称' && named)), contents }
}

/** Two pages of one guide: what either shows. */
export function mergeGuides(guide: Guide, more: Guide): Guide {
  return {
    ...guide,
    classes: guideClasses.filter((name) => guide.classes.includes(name) || more.classes.includes(name)),
    basisWithoutContent: guide.basisWithoutContent || (more.basisWithoutContent && !guide.classes.includes('设定依据')),
    vaguePhrases: [...guide.vaguePhrases, ...more.vaguePhrases],
    forms: guide.forms.length > 0 ? guide.forms : more.forms,
  }
}

function bare(text: string): string {
  return plain(text).replace(/\s+/g, '')
}
