/** What an attacker writes where people read: it runs wherever a page prints it as it came. In a title, a link, a name. */
export const hostileText = '<img src=x onerror=alert(1)>'
export const hostileQuery = '"><script>alert(1)</script>'
