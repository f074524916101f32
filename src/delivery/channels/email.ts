/** E-mail by SMTP. A server that hangs is left after `patienceMs`; what it refuses for good becomes a dead letter at once. */
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { defineChannel, type SendResult } from '../channel.ts'

const mailbox = z.email()

export default defineChannel({
  id: 'email',
  title: '电子邮件',
  settings: z.strictObject({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `starttls` demands it; `tls` speaks TLS from the first byte (port 465); `none` is for a server in one's own network. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    from: mailbox,
    fromName: z.string().default('明察'),
    user: z.string().nullable().default(null),
    /** Certificates (PEM) of an authority of one's own that the server's certificate is from. */
    authority: z.string().nullable().default(null),
    /** Longest silence of the server at any step. */
    patienceMs: z.number().int().min(100).max(20_000).default(15_000),
  }),
  secret: z.strictObject({ password: z.string().default('') }),
  address: mailbox,
  limits: [{ count: 60, perMs: 60_000 }],
  maxBytes: 200_000,
  // Plain text: nothing in it means anything to a mail program.
  escape: (value) => value,
  async send({ key, subject, text, severe }, { settings, secret, address, signal }) {
    const { host, port, security, user, authority, patienceMs, from, fromName } = settings
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user === null ? {} : { auth: { user, pass: secret.password } }),
      ...(authority === null ? {} : { tls: { ca: authority } }),
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(50_000)])
    const stopped = new Promise<never>((_, reject) => {
      giveUp.addEventListener('abort', () => reject(new Error('服务器长时间没有完成')), { once: true })
    })
    try {
      const sent = await Promise.race([
        transport.sendMail({
          // A mail program shows a message with a known id once.
          messageId: `<${key}@mingcha>`,
          from: { name: fromName, address: from },
          to: { name: '', address },
          subject: subject.replaceAll(/\s+/g, ' '),
          text,
          ...(severe ? { priority: 'high' as const } : {}),
          // Out-of-office answers are nobody's receipt.
          headers: { 'auto-submitted': 'auto-generated' },
        }),
        stopped,
      ])
      return { outcome: 'accepted', receipt: String(sent.response ?? '') }
    } catch (error) {
      return mailTrouble(error)
    } finally {
      transport.close()
    }
  },
})

/** Trouble of before a message could have been handed over. */
const beforeHandOver = /Greeting never received|Connection timeout|ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|certificate/i

function mailTrouble(error: unknown): SendResult {
  const { code = '', responseCode, message } = error as { code?: string; responseCode?: number; message: string }
  const detail = `${code} ${message}`.trim().slice(0, 300)
  const isOurs = ['EAUTH', 'ETLS', 'EDNS', 'EENVELOPE'].includes(code)
  // 5xx is for good, except where the fault is ours to mend: the log-in, the encryption.
  const isFinal = responseCode !== undefined && responseCode >= 500 && !['EAUTH', 'ETLS'].includes(code)
  if (isFinal) return { outcome: 'refused', detail }
  // An answer that never came after the whole text was sent leaves open what the server has done with it.
  return {
    outcome: 'failed',
    detail,
    uncertain: responseCode === undefined && !isOurs && !beforeHandOver.test(message),
  }
}
