/**
 * All commands, in the order of the help. Each group is loaded when one of its words is called: a command does not wait for
 * the rest of the program to load, help does.
 */
import type { Command as Program } from 'commander'

export interface CommandGroup {
  /** The commands of the group, as they are typed. */
  readonly words: readonly string[]
  readonly load: () => Promise<(program: Program) => void>
}

/** One line per file of commands. */
export const commandGroups: readonly CommandGroup[] = [
  { words: ['import'], load: async () => (await import('./import.ts')).importCommands },
  { words: ['columns'], load: async () => (await import('./columns.ts')).columnsCommands },
  { words: ['account'], load: async () => (await import('./account.ts')).accountCommands },
  { words: ['reconcile'], load: async () => (await import('./reconcile.ts')).reconcileCommand },
  { words: ['collect'], load: async () => (await import('./collect.ts')).collectCommands },
  { words: ['campaign'], load: async () => (await import('./campaign.ts')).campaignCommands },
  { words: ['sample'], load: async () => (await import('./sample.ts')).sampleCommands },
  { words: ['review'], load: async () => (await import('./review.ts')).reviewCommands },
  { words: ['notice'], load: async () => (await import('./notice.ts')).noticeCommands },
  { words: ['case'], load: async () => (await import('./case.ts')).caseCommands },
  { words: ['messages'], load: async () => (await import('./messages.ts')).messageCommands },
  { words: ['links'], load: async () => (await import('./links.ts')).linksCommands },
  { words: ['warnings'], load: async () => (await import('./warnings.ts')).warningsCommands },
  { words: ['probe', 'alert', 'guard'], load: async () => (await import('./watch.ts')).watchCommands },
  { words: ['delivery'], load: async () => (await import('./delivery.ts')).deliveryCommands },
  { words: ['bulletin'], load: async () => (await import('./bulletin.ts')).bulletinCommands },
  { words: ['check'], load: async () => (await import('./check.ts')).checkCommand },
  { words: ['extract'], load: async () => (await import('./extract.ts')).extractCommand },
  { words: ['judge', 'explain'], load: async () => (await import('./judge.ts')).judgeCommands },
  { words: ['rules'], load: async () => (await import('./rules.ts')).rulesCommands },
  { words: ['evidence'], load: async () => (await import('./evidence.ts')).evidenceCommands },
  { words: ['authority'], load: async () => (await import('./authority.ts')).authorityCommands },
  {
    words: ['stop-crawling', 'resume-crawling', 'crawl-hours', 'load'],
    load: async () => (await import('./crawling.ts')).crawlingCommands,
  },
  { words: ['serve', 'worker'], load: async () => (await import('./serve.ts')).serveCommands },
  { words: ['user'], load: async () => (await import('./user.ts')).userCommands },
  { words: ['audit'], load: async () => (await import('./audit.ts')).auditCommands },
  { words: ['backup', 'restore'], load: async () => (await import('./backup.ts')).backupCommands },
  { words: ['demo'], load: async () => (await import('./demo.ts')).demoCommand },
]

/** The groups that a call needs: the one of its first word, or all for help and for what is no command. */
export function groupsFor(words: readonly string[]): readonly CommandGroup[] {
  const called = commandGroups.filter((group) => group.words.some((word) => words.includes(word)))
  return called.length > 0 && !isHelpOfAll(words) ? called : commandGroups
}

function isHelpOfAll([first = '--help']: readonly string[]): boolean {
  return first === '--help'
}
