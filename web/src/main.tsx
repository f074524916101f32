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
import './styles.css'

dayjs.locale('zh-cn')

/** The policy lets styles in that carry the nonce of this answer; antd makes its styles at run time. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const theme = {
  token: {
    colorPrimary: '#0b57d0',
    colorLink: '#0b57d0',
    colorError: '#b3261e',
    colorSuccess: '#1b6e3c',
    colorTextPlaceholder: '#66707f',
    colorTextDescription: '#566375',
    colorTextSecondary: '#566375',
    borderRadius: 4,
    fontFamily: "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC',sans-serif",
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <ConfigProvider locale={zhCN} theme={theme} csp={{ nonce }} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
)
