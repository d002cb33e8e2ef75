/** What browsers let pages use where nothing is said, and most programs never need (Permissions Policy; Chromium 156 knows each). */
export const features = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'window-management',
  'xr-spatial-tracking',
] as const

/** `Permissions-Policy`: the site itself where it is allowed, else nobody; frames of others never. */
export function permissions(allowed: readonly string[]): string {
  return features.map((feature) => `${feature}=(${allowed.includes(feature) ? 'self' : ''})`).join(', ')
}
