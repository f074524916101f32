/** A secret that is shown once: it is copied or written down now, or never. */
import { Alert, Button, Modal, Typography } from 'antd'

interface ShownOnceProps {
  readonly title: string
  /** What it is for. */
  readonly explains: string
  /** `null`: nothing to show. */
  readonly secret: string | null
  readonly onClose: () => void
}

export function ShownOnce({ title, explains, secret, onClose }: ShownOnceProps) {
  return (
    <Modal
      open={secret !== null}
      title={title}
      closable={false}
      maskClosable={false}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          已妥善保存
        </Button>
      }
    >
      <p>{explains}</p>
      <Typography.Paragraph className="mono secret" copyable={{ tooltips: ['复制', '已复制'] }}>
        {secret ?? ''}
      </Typography.Paragraph>
      <Alert type="warning" showIcon title="只显示这一次。关闭后任何人都不能再看到，丢失时只能重新生成。" />
    </Modal>
  )
}
