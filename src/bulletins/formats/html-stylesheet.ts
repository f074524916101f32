/** Looks of the web edition: fonts that are on the reader's machine, readable on a telephone, and a clean print. */
export const stylesheet = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #1a1a1a; font: 18px/1.9 "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
main { max-width: 860px; margin: 24px auto; padding: 56px 72px 72px; background: #fff; box-shadow: 0 1px 4px rgb(0 0 0 / .12); }
h1, h2, h3, h4, th, .label, caption, .notice, figure, details { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", SimHei, sans-serif; }
h1 { margin: 0 0 40px; font-size: 28px; line-height: 1.5; text-align: center; text-wrap: balance; }
h2 { margin: 48px 0 16px; font-size: 22px; text-align: center; }
h3, h4 { margin: 20px 0 4px; padding-left: 2em; font-size: 18px; }
p { margin: 0; text-indent: 2em; text-align: justify; }
a.figure { color: inherit; text-decoration: underline; text-decoration-color: #0b57d0; text-underline-offset: 4px; }
a.figure:hover, a.figure:focus { color: #0b57d0; }
.notice { max-width: 860px; margin: 16px auto 0; padding: 6px 16px; border: 1px solid #c00000; background: #fff4f4; color: #c00000; font-size: 15px; text-align: center; text-indent: 0; }
.annexes { margin-top: 1.9em; }
.annexes p { white-space: pre-wrap; text-align: left; }
.signature { margin-top: 48px; padding-right: 2em; text-align: right; text-indent: 0; }
.annex { margin-top: 56px; }
.label { text-indent: 0; font-weight: bold; }
table { width: 100%; border-collapse: collapse; font-size: 16px; line-height: 1.5; }
caption { padding: 8px 0 16px; font-size: 20px; font-weight: bold; }
th, td { padding: 8px 10px; border: 1px solid #8a8f98; text-align: center; overflow-wrap: break-word; }
th { white-space: nowrap; background: #eef2f8; }
.note { margin-top: 8px; text-indent: 0; font-size: 15px; }
figure { margin: 20px 0; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: 14px; color: #555; text-align: center; }
details { margin-top: 56px; padding: 12px 16px; border: 1px solid #d5d9e0; font-size: 14px; line-height: 1.7; }
summary { cursor: pointer; font-weight: bold; }
.checks { padding-left: 1.2em; }
.checks .ok b { color: #1b7f3b; } .checks .error b { color: #c00000; } .checks .warning b { color: #9a6700; }
@media (max-width: 640px) { main { margin: 0; padding: 24px 18px; } h1 { font-size: 22px; } table { font-size: 14px; } th, td { padding: 6px 4px; } }
@media print {
  @page {
    size: A4; margin: 37mm 26mm 35mm 28mm;
    @bottom-center { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; }
  }
  body { background: #fff; font: 16pt/28.95pt FangSong_GB2312, 仿宋_GB2312, FangSong, 仿宋, STFangsong, "Noto Serif CJK SC", serif; }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  /* a box as wide as the paper's text would lose its right border to the margin */
  .notice, table { width: calc(100% - 1pt); }
  .notice { max-width: none; margin: 0 0 12pt; font-size: 12pt; line-height: 1.6; }
  a.figure { text-decoration: none; }
  h1 { margin: 0 0 28.95pt; font: 22pt/33pt FZXiaoBiaoSong-B05S, 方正小标宋简体, "Source Han Serif SC", "Noto Serif CJK SC", SimSun, serif; }
  h2 { margin: 28.95pt 0; font-size: 18pt; }
  h3, h4 { margin: 0; font-size: 16pt; font-weight: normal; }
  h4 { font-family: KaiTi_GB2312, 楷体_GB2312, KaiTi, STKaiti, "Noto Serif CJK SC", serif; }
  table { font-size: 12pt; } caption { font-size: 16pt; } .note, figcaption { font-size: 12pt; }
  p { text-align: left; orphans: 2; widows: 2; }
  h1, h2, h3, h4 { break-after: avoid; } tr, figure { break-inside: avoid; } thead { display: table-header-group; }
  .annex { break-before: page; margin-top: 0; }
  details { display: none; }
}
`
