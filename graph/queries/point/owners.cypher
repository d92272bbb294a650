// title: 机主沿革 | Owners of a number over time
// asks: 这个号码先后由谁使用，用过哪些手机和卡？ | Who used this number when, and in which handsets and with which cards was it seen?
// param: number Phone — 号码 | the number
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: since, until, label, key, name, rows
MATCH (n:Phone {key: $number})
MATCH (n)-[l:USES|SERVED_BY|INSTALLED_IN]-(m:Person|Sim|Device)
RETURN coalesce(l.since, l.first_at) AS since, coalesce(l.until, l.last_at) AS until,
       labels(m)[0] AS label, m.key AS key, m.name AS name, l.rows AS rows
ORDER BY since, label, key
LIMIT $limit
