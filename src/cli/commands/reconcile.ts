/** `mingcha reconcile accounts FILE` */
import { writeFile } from 'node:fs/promises'
import { Argument, type Command as Program } from 'commander'
import { writeXlsx } from 'hucre/xlsx'
import { exportFormat, reconcileAccounts, type Reconciliation } from '../../registry/reconcile-accounts.ts'
import { readSpreadsheet } from '../../registry/spreadsheet.ts'
import { listSheet } from '../list-sheet.ts'
import { run, type CommonOptions } from '../context.ts'

export function reconcileCommand(program: Program): void {
  program
    .command('reconcile')
    .description('名录与全国政务新媒体信息报送系统导出的表格核对：系统缺少、系统多出、信息不一致；不写入')
    .addArgument(new Argument('<kind>', '种类').choices(['accounts']))
    .argument('<file>', '导出的 xlsx 或 csv')
    .option('--out <file>', '把核对结果写成 xlsx')
    .action((_kind: string, file: string, options: { out?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const rows = await readSpreadsheet(file, exportFormat)
        const { db } = (await command.open()).store
        const found = await reconcileAccounts(db, rows)
        if (options.out !== undefined) await writeFile(options.out, await workbook(found))
        command.answer(found, words(found, options.out))
        return found.same === found.exported && found.missing.length === 0 ? 0 : 1
      }),
    )
}

/** Lines of one kind that the terminal shows. */
const SHOWN = 50

function words(found: Reconciliation, out: string | undefined): string {
  const { registered, exported, same, missing, extra, changed, errors, errorCount } = found
  const section = (title: string, lines: readonly string[], total = lines.length) => [
    ...(total > 0 ? [`${title}（${total}）：`] : []),
    ...lines.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(total > SHOWN ? [`  …… 另有 ${total - SHOWN} 处，见 --json 或 --out`] : []),
  ]
  return [
    `名录应报 ${registered} 个，导出 ${exported} 行，一致 ${same} 个`,
    ...section(
      '系统缺少',
      missing.map(({ key, name, organiserName }) => `${key} ${name}（${organiserName}）`),
    ),
    ...section(
      '系统多出',
      extra.map(
        ({ line, platform, name, organiser, note }) => `第 ${line} 行 ${platform} ${name}（${organiser}）：${note}`,
      ),
    ),
    ...section(
      '信息不一致',
      changed.map((one) => `${one.key} ${one.name}「${one.field}」：名录 ${one.register || '空'}，系统 ${one.export}`),
    ),
    ...section('读不出的行', errors, errorCount),
    ...(out === undefined ? [] : [`核对结果已写入 ${out}`]),
  ].join('\n')
}

async function workbook({ registered, exported, same, missing, extra, changed, errors, errorCount }: Reconciliation) {
  return await writeXlsx({
    sheets: [
      listSheet(
        '汇总',
        [
          ['项目', 28],
          ['数量', 12],
        ],
        [
          ['名录应报账号', registered],
          ['系统导出行数', exported],
          ['一致', same],
          ['系统缺少', missing.length],
          ['系统多出', extra.length],
          ['信息不一致（处）', changed.length],
          ['读不出的内容（处）', errorCount],
        ],
      ),
      listSheet(
        '系统缺少',
        [
          ['账号', 32],
          ['账号名称', 32],
          ['主办单位代码', 20],
          ['主办单位', 32],
          ['账号状态', 16],
        ],
        missing.map(({ key, name, organiser, organiserName, state }) => [key, name, organiser, organiserName, state]),
      ),
      listSheet(
        '系统多出',
        [
          ['导出行', 10],
          ['账号类型', 16],
          ['账号名称', 32],
          ['主办单位', 32],
          ['说明', 24],
        ],
        extra.map(({ line, platform, name, organiser, note }) => [line, platform, name, organiser, note]),
      ),
      listSheet(
        '信息不一致',
        [
          ['账号', 32],
          ['账号名称', 32],
          ['导出行', 10],
          ['字段', 18],
          ['名录', 32],
          ['系统', 32],
        ],
        changed.map((one) => [one.key, one.name, one.line, one.field, one.register, one.export]),
      ),
      listSheet(
        '读不出的行',
        [['说明', 80]],
        errors.map((text) => [text]),
      ),
    ],
  })
}
