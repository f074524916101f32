/** The options that choose accounts, the same for all commands that work on many. */
import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import type { AccountFilter } from '../../registry/account-list.ts'
import { platformLabels, type PlatformId } from '../../registry/platforms/index.ts'
import {
  accountPurposes,
  accountStates,
  filingStates,
  type AccountPurpose,
  type AccountState,
  type FilingState,
} from '../../registry/register.ts'

export interface FilterOptions {
  readonly platform?: PlatformId[]
  readonly state?: AccountState[]
  readonly purpose?: AccountPurpose[]
  readonly filing?: FilingState[]
  readonly organiser?: string
  readonly under?: string
  readonly supervisor?: string
  readonly outsourced?: boolean
  readonly search?: string
  readonly key?: string[]
}

/** Gives a command the options. */
export function filtered(command: Program): Program {
  return command
    .addOption(choice('--platform <type>', '账号类型，可重复', platformLabels))
    .addOption(choice('--state <state>', '账号状态，可重复', accountStates))
    .addOption(choice('--purpose <purpose>', '账号用途，可重复', accountPurposes))
    .addOption(choice('--filing <state>', '备案情况，可重复', filingStates))
    .option('--organiser <code>', '主办单位代码')
    .option('--under <code>', '主办单位是该机构或其下属')
    .option('--supervisor <code>', '主管单位代码；空串为没有主管单位的')
    .option('--outsourced', '只要代运营的')
    .option('--search <text>', '名称、曾用名或标识中含有')
    .option('--key <account...>', '账号类型/账号标识')
}

export function filterOf(options: FilterOptions): AccountFilter {
  const { organiser, under, supervisor, outsourced, search } = options
  return {
    platforms: options.platform,
    states: options.state,
    purposes: options.purpose,
    filing: options.filing,
    organiser,
    under,
    supervisor,
    outsourced,
    search,
    keys: options.key,
  }
}

function choice(flags: string, words: string, labels: Readonly<Record<string, string>>): Option {
  return new Option(flags, words).argParser(
    (text: string, before: readonly string[] | undefined): readonly string[] => {
      const found = Object.entries(labels).find(([key, label]) => text === key || text === label)
      if (found) return [...(before ?? []), found[0]]
      throw new InvalidArgumentError(`可用：${Object.values(labels).join('、')}`)
    },
  )
}
