/** For tests: answers that break the rules of HTTP; most are opened by browsers all the same. */
import { raw, rawPage } from '../test-plays.ts'
import { broken, ok, type Case, type Faults } from './fault.ts'

const ten = '<p>abc</p>'
const rest = `Content-Type: text/html\r\nContent-Length: 10\r\n\r\n${ten}`
const length = 'Content-Length: 10\r\n'

export function violations(): Faults {
  const good = (name: string, answer: string): Case =>
    ok(name, `/violations/${encodeURIComponent(name)}.html`, raw(answer))
  const lines = (name: string, headers: string, body = ten): Case =>
    ok(name, `/violations/${encodeURIComponent(name)}.html`, rawPage(headers, body))
  const bad = (name: string, error: 'badHttp' | 'reset', answer: string): Case =>
    broken(name, error, `/violations/${encodeURIComponent(name)}.html`, raw(answer))
  return {
    cases: [
      good('无短语', `HTTP/1.1 200\r\n${rest}`),
      good('协议小写', `http/1.1 200 ok\r\n${rest}`),
      good('一点二版', `HTTP/1.2 200 OK\r\n${rest}`),
      good('自称二版', `HTTP/2.0 200 OK\r\n${rest}`),
      good('一点零版', `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n${ten}`),
      good('先有空行', `\r\nHTTP/1.1 200 OK\r\n${rest}`),
      good('先有杂字', `xxHTTP/1.1 200 OK\r\n${rest}`),
      good('没有头', `HTTP/1.1 200 OK\r\n\r\n<html><p>没有头的页面</p>`),
      good('先行一百', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${rest}`),
      good('先行一零三', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n${rest}`),
      good('先行三十次', `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(30)}HTTP/1.1 200 OK\r\n${rest}`),
      lines('冒号前空格', `X-A : 1\r\n${length}`),
      lines('折行', `X-A: 1\r\n  more\r\n${length}`),
      lines('无名', `: 1\r\n${length}`),
      lines('头里有中文', `X-A: \xd6\xd0\xce\xc4\r\n${length}`),
      lines('长度不是数', 'Content-Length: abc\r\n'),
      lines('长度为负', 'Content-Length: -1\r\n'),
      lines('长度带加号', 'Content-Length: +10\r\n'),
      lines('长度成列', 'Content-Length: 10, 10\r\n'),
      lines('传输 identity', `Transfer-Encoding: identity\r\n${length}`),
      lines('头四万字', `X-A: ${'a'.repeat(40_000)}\r\n${length}`),
      lines(
        '头十万字',
        `${Array.from({ length: 100 }, (_, at) => `X-${at}: ${'b'.repeat(1000)}\r\n`).join('')}${length}`,
      ),
      bad('长度两个不同', 'badHttp', `HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n${ten}`),
      bad('头没有完', 'reset', 'HTTP/1.1 200 OK\r\nContent-Ty'),
      broken('无穷的头', 'badHttp', '/violations/endless.html', (request) => {
        request.socket.write('HTTP/1.1 200 OK\r\n')
        const line = `X-A: ${'a'.repeat(1000)}\r\n`
        const more = () => {
          while (!request.socket.destroyed && request.socket.write(line));
        }
        request.socket.on('drain', more).on('error', () => undefined)
        more()
      }),
    ],
  }
}
