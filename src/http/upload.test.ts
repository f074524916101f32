import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../kernel/failure.ts'
import { listen } from './listen.ts'
import { receiveUpload, type UploadLimits } from './upload.ts'

const limits: UploadLimits = { fileBytes: 1000, files: 2 }
const form = (...files: readonly (readonly [name: string, bytes: number | string])[]) => {
  const data = new FormData()
  data.set('text', '已整改')
  for (const [name, bytes] of files) {
    data.append('files', new File([typeof bytes === 'string' ? bytes : 'x'.repeat(bytes)], name))
  }
  return new Request('http://localhost/', { method: 'POST', body: data })
}

/** 64 MiB are let pass after a refusal, which a busy machine hears a little late. */
const passedOn = 128 * 2 ** 20

/** A form that never ends, with the number of bytes that were taken from it. */
function endless(first: string) {
  const taken = { bytes: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        Buffer.from(`--b\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n${first}`),
      ),
    // as from a network: other work comes in between
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve))
      taken.bytes += 65_536
      controller.enqueue(new Uint8Array(65_536))
    },
    cancel() {
      taken.cancelled = true
    },
  })
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const request = new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  return { request, taken }
}

describe('an upload', () => {
  it('has its fields and its files with their digests, and leaves nothing behind', async () => {
    const upload = await receiveUpload(form(['截图.png', 'abc'], ['..\\..\\b.pdf', 1000]), limits)
    expect(Object.fromEntries(upload.fields)).toEqual({ text: '已整改' })
    expect(upload.files).toMatchObject([
      {
        name: '截图.png',
        bytes: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
      { name: 'b.pdf', bytes: 1000 },
    ])
    expect(await readFile(upload.files[0]!.path, 'utf8')).toBe('abc')
    expect(path.basename(upload.files[1]!.path)).toBe('b.pdf')
    await upload[Symbol.asyncDispose]()
    expect(existsSync(path.resolve(upload.files[0]!.path, '../..'))).toBe(false)
  })

  it('has its files in the order of the form, however long each takes to write', async () => {
    const many = Array.from({ length: 60 }, (_, n) => [`${n}.txt`, n % 2 === 0 ? 20_000 : 1] as const)
    await using upload = await receiveUpload(form(...many), { fileBytes: 20_000, files: 60 })
    expect(upload.files.map(({ name }) => name)).toEqual(many.map(([name]) => name))
  })

  it.each([
    ['a byte too large', form(['a', 1001]), '太大'],
    ['one file too many', form(['a', 1], ['b', 1], ['c', 1]), '最多上传 2 个'],
    ['no form', new Request('http://localhost/', { method: 'POST', body: 'x' }), '没有收到表单'],
    [
      'a form without end',
      new Request('http://localhost/', {
        method: 'POST',
        body: '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nabc',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      }),
      '不完整',
    ],
    [
      'a form without boundary',
      new Request('http://localhost/', {
        method: 'POST',
        body: 'x',
        headers: { 'content-type': 'multipart/form-data' },
      }),
      '不完整',
    ],
  ])('is refused: %s', async (_, request, words) => {
    await expect(receiveUpload(request, limits)).rejects.toThrow(words)
  })

  it('over a line that is refused is answered all the same, and the server goes on', async () => {
    const server = await listen(
      async (request) => {
        const look = () => {
          throw new Failure('badInput.type', '是程序', '不收')
        }
        const refused = receiveUpload(request, { fileBytes: 2 ** 30, files: 1, look })
        return new Response(await refused.then(String, (error: Error) => error.message))
      },
      { host: '127.0.0.1', port: 0 },
    )
    for (const bytes of [10, 20_000_000]) {
      const data = new FormData()
      data.append('files', new File(['x'.repeat(bytes)], 'a.pdf'))
      const answer = await fetch(server.url, { method: 'POST', body: data })
      expect(await answer.text()).toBe('是程序')
    }
    await server.close()
  })

  it('that is announced as too large is refused unread', async () => {
    const { request, taken } = endless('%PDF-')
    request.headers.set('content-length', String(500 * 2 ** 20))
    await expect(receiveUpload(request, { fileBytes: 20 * 2 ** 20, files: 5 })).rejects.toThrow('太大')
    expect(taken.bytes).toBeLessThan(1_000_000)
  })

  it('that does not say how large it is ends at its limit', async () => {
    const { request, taken } = endless('%PDF-')
    await expect(receiveUpload(request, { fileBytes: 2 ** 20, files: 1 })).rejects.toThrow('太大')
    expect(taken.bytes).toBeLessThan(passedOn)
    await expect.poll(() => taken.cancelled).toBe(true)
  })

  it('is looked at by its first bytes, and refused before the rest has come', async () => {
    const { request, taken } = endless('MZ')
    const look = (name: string, head: Uint8Array) => {
      if (head[0] === 0x4d) throw new Failure('badInput.type', `“${name}”是程序`, '不收')
    }
    await expect(receiveUpload(request, { fileBytes: 2 ** 30, files: 1, look })).rejects.toThrow('“a.pdf”是程序')
    expect(taken.bytes).toBeLessThan(passedOn)
    await expect(receiveUpload(form(['a', 'M']), { ...limits, look })).rejects.toThrow('是程序')
  })
})
