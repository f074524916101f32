/**
 * How much of a request is read into memory: little of whoever has not signed in, and of users what a batch of decisions needs.
 * Files are not JSON; they are streamed, each with its own limit (`upload.ts`, `received-file.ts`).
 */
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Failure } from '../kernel/failure.ts'

const atMost = (maxSize: number, words: string) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Failure('badInput.tooLarge', `请求的内容超过 ${words}`, '请分几次提交')
    },
  })
const [ofStrangers, ofUsers] = [atMost(64 * 2 ** 10, '64 kB'), atMost(16 * 2 ** 20, '16 MB')]

/** Refuses longer bodies of JSON; stands after `identify`. */
export const limitBodies: MiddlewareHandler = (context, next) => {
  const type = context.req.header('content-type') ?? ''
  if (!type.toLowerCase().includes('json')) return next()
  return (context.get('actor') === null ? ofStrangers : ofUsers)(context, next)
}
