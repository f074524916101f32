/** `mingcha evidence verify` and `mingcha evidence key` */
import { readFile } from 'node:fs/promises'
import { createPublicKey, X509Certificate } from 'node:crypto'
import type { Command as Program } from 'commander'
import { publicKeyOf } from '../../gather/archive/seal.ts'
import { verifyArchive, type Verification } from '../../gather/archive/verify-archive.ts'
import { Failure } from '../../kernel/failure.ts'
import { run, type CommonOptions } from '../context.ts'

interface VerifyOptions {
  readonly key?: string
  readonly tsa: readonly string[]
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export function evidenceCommands(program: Program): void {
  const evidence = program.command('evidence').description('网页存档：核验、导出公钥')

  evidence
    .command('verify <file>')
    .description('重新计算存档的全部摘要和签名，指出何处被改动、增加、删除或截断（有出入时退出码为 1）')
    .option('--key <file>', '公钥（PEM）：签名必须出自这把密钥')
    .option('--tsa <file>', '受信任的时间戳机构证书（PEM，可重复）', collect, [])
    .action((file: string, options: VerifyOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const publicKey = options.key === undefined ? undefined : await readPublicKey(options.key)
        const timeStampAuthorities = await Promise.all(options.tsa.map(readCertificate))
        const verification = await verifyArchive(file, { publicKey, timeStampAuthorities })
        command.answer({ file, ...verification }, words(file, verification, publicKey !== undefined))
        return verification.ok ? 0 : 1
      }),
    )

  evidence
    .command('key')
    .description('显示本安装的公钥（PEM）和指纹，交给核验存档的人；私钥在 MINGCHA_HOME，第一次使用时生成')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { pem, fingerprint } = await publicKeyOf(command.home)
        command.note(`指纹 ${fingerprint}`)
        command.answer({ publicKey: pem, fingerprint }, pem.trimEnd())
      }),
    )
}

function words(file: string, verification: Verification, keyGiven: boolean): string {
  const { ok, problems, notes, records, bytes, sha256, sm3, signedBy, timeStamp } = verification
  const whose = keyGiven ? '与给出的公钥一致' : '没有给出公钥：请用 --key 或核对指纹'
  return [
    `${ok ? '✓ 完整，未被改动' : '✗ 与写成时不一致'}  ${file}`,
    ...problems.map(({ message }) => `  · ${message}`),
    `记录      ${records} 条，${bytes} 字节`,
    `SHA-256   ${sha256}`,
    `SM3       ${sm3}`,
    signedBy === null ? '签名      没有成立的签名' : `签名      ${signedBy}（${whose}）`,
    ...(timeStamp === null ? [] : [`时间戳    ${timeStamp.at}，${timeStamp.authority}`]),
    ...notes.map((note) => `说明      ${note}`),
  ].join('\n')
}

async function readPublicKey(file: string): Promise<string> {
  return parsed(file, '公钥', (pem) => createPublicKey(pem))
}

async function readCertificate(file: string): Promise<string> {
  return parsed(file, '证书', (pem) => new X509Certificate(pem))
}

async function parsed(file: string, what: string, parse: (pem: string) => unknown): Promise<string> {
  const pem = await readFile(file, 'utf8')
  try {
    parse(pem)
    return pem
  } catch {
    throw new Failure('badInput.pem', `${file} 不是 PEM 形式的${what}`, '公钥可用 mingcha evidence key 导出')
  }
}
