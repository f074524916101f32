/** Reads plain files out of a tar archive that came with a package; links, devices and folders are left out. */

export function* readTar(tar: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512)
    const name = header.subarray(0, 100).toString('latin1').replace(/\0.*$/s, '')
    if (name === '') return
    const size = Number.parseInt(header.subarray(124, 136).toString('latin1').replace(/\0.*$/s, '').trim(), 8)
    const type = header[156]
    if (type === 0 || type === 0x30)
      yield { name: name.replace(/^\.\//, ''), content: tar.subarray(at + 512, at + 512 + size) }
    at += 512 + Math.ceil(size / 512) * 512
  }
}
