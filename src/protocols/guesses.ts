/** As often may one address try a password in a minute, at the most: 86,400 a day find no password that is worth the name. */
export const perMinuteAtMost = 60
