/** Starts the console. */
import './old-browsers.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/client.ts'
import { router } from './router.tsx'
import { keepScrollable } from './shell/scroll-focus.ts'
import { styleNonce } from './style-nonce.ts'
import './styles.css'

dayjs.locale('zh-cn')
keepScrollable()

const theme = {
  token: {
    colorPrimary: '#0b57d0',
    colorLink: '#0b57d0',
    colorError: '#b3261e',
    colorSuccess: '#1b6e3c',
    // made of colours as dark as these the usual backgrounds are mud
    colorSuccessBg: '#eaf6ee',
    colorSuccessBorder: '#a9d5b6',
    colorErrorBg: '#fdf1f0',
    colorErrorBorder: '#efb9b5',
    colorTextPlaceholder: '#66707f',
    colorTextDescription: '#566375',
    colorTextSecondary: '#566375',
    colorTextTertiary: '#566375',
    borderRadius: 4,
    fontFamily: "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC',sans-serif",
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <ConfigProvider locale={zhCN} theme={theme} csp={{ nonce: styleNonce }} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
)
