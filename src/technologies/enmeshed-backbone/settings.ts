import type { SettingRule } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'

/** Keys: appsettings of nmshd/backbone, versions 5 to 7. */
export const rules: readonly SettingRule[] = [
  ...['Modules:Devices:Infrastructure:PushNotifications:Providers:dummy:enabled', 'Modules:Devices:Infrastructure:PushNotifications:Provider'].map(
    (key): SettingRule => ({
      key,
      concern: 'mock-backend',
      stake: 'hygiene',
      unsafe: (value) => isOn(value) || /^dummy$/i.test(value),
      message: 'push notifications go to a provider that only pretends to send them',
      expected: 'the providers of the platforms, Apns and Fcm',
      fix: 'switch the dummy provider off',
      show: true,
    }),
  ),
  ...['Infrastructure:EventBus:ProductName', 'Infrastructure:EventBus:Vendor'].map((key): SettingRule => ({
    key,
    concern: 'production-topology',
    stake: 'availability',
    unsafe: (value) => /^inmemory$/i.test(value),
    message: 'events stay in the memory of one process: the other parts do not hear of them, and they are lost with it',
    expected: 'RabbitMQ, Azure or GoogleCloud',
    fix: `set ${key} to a message broker`,
    show: true,
  })),
]
