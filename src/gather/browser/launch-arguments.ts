/** Command line of Chromium, besides what Playwright gives: no way around the proxy, and nothing that calls home. */

/** `proxy` serves Chromium itself; pages have theirs. */
export function launchArguments(proxy: string): string[] {
  return [
    `--proxy-server=${proxy}`,
    // Loopback goes through the proxy as well.
    '--proxy-bypass-list=<-loopback>',
    // Names are resolved by the proxy's address guard only.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
    '--dns-prefetch-disable',
    '--no-pings',
    '--disable-background-networking',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-sync',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--hide-scrollbars',
    '--mute-audio',
    '--font-render-hinting=none',
  ]
}

/** Of our own environment only what a program needs: no secrets go to a process that runs foreign scripts. */
export function ownEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR']
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
